import {
  anyVersion,
  type Fingerprints,
  formatInstant,
  isComplete,
  MAX_REASON_LENGTH,
  parseArtifactFileName,
  parseTimestamp,
  recordedFingerprints,
} from '@org/model-registry-core';
import {
  type Registry,
  readText,
  scanModels,
  versionFilesIn,
} from '@org/model-registry-fs-scanner';
import * as z from 'zod/mini';
import { removeTree } from '../files/folder.js';
import { writeFile } from '../files/write-file.js';
import type { TrainingLock } from '../locks/held.js';
import type { Change } from '../records/record-change.js';
import { isRecorded, parseIntent } from './intent.js';

const schema = z.lazy(() => {
  const version = anyVersion();
  const change = {
    at: z.string().check(z.refine((text) => parseTimestamp(text) !== null)),
    reason: z.string().check(z.maxLength(MAX_REASON_LENGTH)),
    previous_version: z.nullable(version),
  };
  const fingerprint = z.object({ sha256: z.string(), size: z.number() });
  return z.object({
    version,
    in_place: z.boolean(),
    versions: z.array(version),
    step: z.nullable(
      z.union([
        z.object({
          kind: z.enum(['publish']),
          ...change,
          artifacts: z.record(z.string(), fingerprint),
        }),
        z.object({
          kind: z.enum(['take-back']),
          ...change,
          versions: z.array(version),
          folder: z.string().check(z.regex(/^run-[^./]+$/)),
        }),
      ]),
    ),
  });
});

/**
 * What a training is about to do, written down before its command starts: which version it makes,
 * where, and, in place, which versions were there before. `step` is what is being done to the models
 * directory once the command has ended: whoever finds it there goes on with it.
 */
export type TrainingIntent = Readonly<z.infer<typeof schema>>;
export type TrainingStep = NonNullable<TrainingIntent['step']>;

/**
 * Writes down that a training begins, durable when this returns. Until {@link endTraining} a model of
 * its that nobody judged is taken back by recovery.
 *
 * @throws Error with the system's error as `cause`
 * @example writeTrainingIntent(lock, { version: '1.4', inPlace: true })
 */
export function writeTrainingIntent(
  { registry }: TrainingLock,
  { version, inPlace }: { readonly version: string; readonly inPlace: boolean },
): void {
  const versions = inPlace ? versionsIn(registry) : [];
  write(registry, { version, in_place: inPlace, versions, step: null });
}

/** Where no training was written down, as of one whose intent was lost, nothing is done. */
export function writeStep({ registry }: TrainingLock, step: TrainingStep | null): void {
  const intent = readTrainingIntent(registry);
  if (intent) write(registry, { ...intent, step });
}

export function publishStep(change: Change, artifacts: Fingerprints): TrainingStep {
  return { kind: 'publish', ...changeDocument(change), artifacts };
}

export function takeBackStep(
  change: Change,
  versions: readonly string[],
  folder: string,
): TrainingStep {
  return { kind: 'take-back', ...changeDocument(change), versions: [...versions], folder };
}

function changeDocument({ at, reason, previousVersion }: Change) {
  return {
    at: formatInstant(at),
    reason: reason.slice(0, MAX_REASON_LENGTH),
    previous_version: previousVersion,
  };
}

function write(registry: Registry, intent: TrainingIntent): void {
  writeFile(registry, registry.training, `${JSON.stringify(intent)}\n`);
}

/**
 * Null where there is none.
 *
 * @throws Error where it is there and the system cannot read it
 */
export function readTrainingIntent({ training }: Registry): TrainingIntent | null {
  return parseIntent(schema, training, readText(training));
}

/**
 * Writes the symbols of a training down for its command, a line each: a file holds more than a command
 * line. {@link endTraining} removes it.
 *
 * @returns the file, absolute
 * @throws Error with the system's error as `cause`
 * @example writeSymbols(lock, ['BTCUSDT', 'ETHUSDT']) // '/srv/bot/models/.registry/symbols.txt'
 */
export function writeSymbols({ registry }: TrainingLock, symbols: readonly string[]): string {
  writeFile(registry, registry.symbols, symbols.map((symbol) => `${symbol}\n`).join(''));
  return registry.symbols;
}

/**
 * A training is concluded: published, rejected, or failed with nothing left of it in the models
 * directory.
 *
 * @throws the system's error; recovery ends it then
 * @example endTraining(lock)
 */
export function endTraining({ registry }: TrainingLock): void {
  for (const file of [registry.symbols, registry.training]) removeTree(registry, file);
}

/** The versions all of whose files have their names. */
function versionsIn({ modelsDir, layout }: Registry): string[] {
  const counts = new Map<string, number>();
  for (const name of versionFilesIn(modelsDir, layout)) {
    const version = parseArtifactFileName(layout, name)?.version;
    if (version !== undefined) counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  const all = layout.artifacts.length;
  return [...counts].filter(([, count]) => count === all).map(([version]) => version);
}

/**
 * The versions that the training which is written down left in the models directory, where readers
 * load them, and that nobody has judged: in place, all that are new there; else the one that was to
 * be written elsewhere. One that was published meanwhile, by whomever, is in the journal.
 *
 * @throws Error with the system's error as `cause`, where directory or journal cannot be read
 * @example findUnjudged(registry) // ['1.4']
 */
export function findUnjudged(registry: Registry): string[] {
  const intent = readTrainingIntent(registry);
  if (intent === null) return [];
  const { models } = scanModels(registry.modelsDir, registry.layout);
  const fresh = models.filter(({ version }) =>
    intent.in_place ? !intent.versions.includes(version) : version === intent.version,
  );
  return fresh
    .filter(isComplete)
    .filter(({ metadata }) => intent.in_place || !recordedFingerprints(metadata).model)
    .filter(({ version, metadata }) => !isJudged(registry, version, metadata.published_at))
    .map(({ version }) => version);
}

/** The metadata alone do not tell: the command may have copied those of an earlier model. */
function isJudged(registry: Registry, version: string, at: unknown): boolean {
  if (typeof at !== 'string' || parseTimestamp(at) === null) return false;
  return isRecorded(registry, { version, at }, ['published', 'recovered']);
}
