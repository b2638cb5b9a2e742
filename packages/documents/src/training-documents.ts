import {
  described,
  growing,
  growingKinds,
  model,
  ofKind,
  problem,
  version,
} from '@org/model-registry-core/schemas';
import * as z from 'zod';
import { extras, instead, someNames } from './values.js';

const nextVersionSchema = { schema: z.literal('model-registry/next-version@1'), version };

/** `model-registry next-version --json` */
export const nextVersionDocument = z
  .discriminatedUnion('action', [
    z.object({
      ...nextVersionSchema,
      action: z.literal('skip'),
      reason: growing(['model-found']),
    }),
    z.object({
      ...nextVersionSchema,
      action: z.literal('train'),
      reason: growing(['requested', 'forced', 'no-model']),
    }),
  ])
  .describe('Whether a training run would train, and which version');
export type NextVersionDocument = z.infer<typeof nextVersionDocument>;

const signal = z.string().describe('Such as SIGTERM');
const end = growingKinds(
  [
    ofKind('exited', 'By itself', { status: z.int() }),
    ofKind('killed', 'By a signal of somebody else', { signal }),
    ofKind('interrupted', 'By a signal to model-registry', { signal }),
    ofKind('timed-out', 'At its timeout', { seconds: z.number() }),
    ofKind('not-started', 'Never began', {
      program: z.string().describe('The first word of the command'),
      code: z.string().describe("The system's code: ENOENT"),
    }),
  ],
  { id: 'command-end', description: 'How the command ended' },
);

const failure = growingKinds(
  [
    ofKind('command', 'The command failed', { end }),
    ofKind('unfit', 'What it made cannot be published', {
      problems: z.array(problem).min(1),
      instead,
    }),
    ofKind('version-taken', 'While it ran, somebody took the version', {}),
    ofKind('misplaced', 'It wrote into the models directory, and not into {out}', {}),
    ofKind('overwritten', 'With --in-place: it changed files of earlier models', {
      end,
      files: z.array(z.object({ file: z.string(), change: growing(['changed', 'removed']) })),
    }),
    ofKind('error', 'The system refused the rest, or a lock was held', { message: z.string() }),
  ],
  { description: 'Why there is no model' },
);

const published = {
  action: z.literal('published'),
  model: z.nullable(model).describe('The one that was published; null where it was moved since'),
  selected_version: z.nullable(version).describe('What is selected now'),
  problems: z.array(problem).describe('What turns it down; empty where nothing does'),
  warnings: z.array(problem).describe("What to look at in the selected model's files"),
  extras,
};

/** `model-registry train --json` */
export const trainDocument = z
  .discriminatedUnion('action', [
    z.object({
      schema: z.literal('model-registry/train@1'),
      action: z.literal('skipped'),
      model: z.nullable(model).describe('The compatible model that is there'),
    }),
    z.object({ schema: z.literal('model-registry/train@1'), ...published }),
    z.object({
      schema: z.literal('model-registry/train@1'),
      action: z.literal('failed'),
      version: described(version, 'The version that was to be made'),
      model: z.null(),
      failure,
      out: z.string().describe('Where the command wrote'),
      kept: z.array(version).describe('The finished versions that are kept there'),
      appeared: z
        .object(someNames)
        .describe('What came into the models directory meanwhile, and nobody published'),
      removed: z.object(someNames).describe('What was in `out`, and is removed with it'),
    }),
  ])
  .describe('What became of a training');
export type TrainDocument = z.infer<typeof trainDocument>;

/** `model-registry publish --json` */
export const publishDocument = z
  .discriminatedUnion('action', [
    z.object({ schema: z.literal('model-registry/publish@1'), ...published }),
    z.object({
      schema: z.literal('model-registry/publish@1'),
      action: z.literal('refused'),
      model: z.null(),
      problems: z.array(problem).min(1),
      instead,
    }),
  ])
  .describe('What became of files made elsewhere');
export type PublishDocument = z.infer<typeof publishDocument>;
