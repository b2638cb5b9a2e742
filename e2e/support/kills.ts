import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  artifactFileName,
  DEFAULT_LAYOUT,
  type Layout,
  versionOfEntry,
} from '@org/model-registry-core';
import { expect, onTestFinished } from 'vitest';
import { type Bot, stagedIn, versionsIn } from './bot.js';
import type { Running } from './running.js';

const READER = fileURLToPath(new URL('reader.mjs', import.meta.url));

/** On a disk a publication takes its time, in which a kill can hit it. */
export const ON_DISK = existsSync('/var/tmp') ? '/var/tmp' : tmpdir();

/** What readers saw of a models directory while a test went on. */
interface Seen {
  readonly looks: number;
  readonly versions: readonly string[];
  /** Every time that something was not as it must be. */
  readonly torn: readonly string[];
}

/** Starts a process that reads a models directory without a pause. */
async function startReader(dir: string, layout: Layout): Promise<() => Promise<Seen>> {
  const words = [READER, dir, JSON.stringify(layout)];
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  const started = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      resolve();
    });
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  await started;
  return async () => {
    child.stdin.end();
    await ended;
    return JSON.parse(text.split('\n')[1] ?? '');
  };
}

/** Where a kill hit a run, seen from what it left: before, while or after it published. */
export type Phase = 'before' | 'during' | 'after';

export interface Course {
  readonly own: Bot;
  /** Starts the run that is to be killed. */
  readonly start: () => Running;
  /** Whether a run has come close to publication. */
  readonly isClose: () => boolean;
  /** The default one where it is left out. */
  readonly layout?: Layout;
}

/** How long a run takes, and what of it is left once it is close to publication; milliseconds. */
interface Length {
  readonly all: number;
  readonly rest: number;
}

/** Of some runs the longest, so that kills reach the end of every run. */
async function measure({ start, isClose }: Course): Promise<Length> {
  const lengths: Length[] = [];
  while (lengths.length < 2) {
    const begun = performance.now();
    const { ended } = start();
    await cameClose(isClose, ended);
    const close = performance.now();
    await ended;
    lengths.push({ all: performance.now() - begun, rest: performance.now() - close });
  }
  const longest = (part: keyof Length) => Math.max(...lengths.map((length) => length[part]));
  return { all: longest('all'), rest: longest('rest') };
}

const MOMENTS = [
  'at any moment',
  'around publication',
  'while it publishes',
  'once it has published',
] as const;

/**
 * Starts a run and kills it.
 *
 * @returns null where the run was over before
 */
async function killedRun(
  { own, start, isClose, layout }: Course,
  length: Length,
  when: (typeof MOMENTS)[number],
): Promise<Phase | null> {
  const before = completeIn(own.models, layout);
  const { child, ended } = start();
  if (when === 'at any moment') await pause(Math.random() * length.all);
  else await cameClose(isClose, ended);
  if (when === 'around publication') {
    await pause(Math.random() * length.rest);
  } else if (when === 'while it publishes') {
    await cameTo(() => isPublishing(own), ended);
    await pause(Math.random() * 2);
  } else if (when === 'once it has published') {
    await cameTo(() => completeIn(own.models, layout) > before && !isPublishing(own), ended);
  }
  child.kill('SIGKILL');
  const { signal } = await ended;
  if (signal !== 'SIGKILL') return null;
  if (isPublishing(own)) return 'during';
  return completeIn(own.models, layout) > before ? 'after' : 'before';
}

/** The intent to publish is written down, and not yet removed. */
function isPublishing(own: Bot): boolean {
  return stagedIn(own).some((name) => name.endsWith('.publish.json'));
}

/** Ends at once when it holds, which takes all of a core. */
async function cameTo(
  holds: () => boolean,
  ended: Promise<unknown>,
  rest: () => Promise<unknown> = setImmediate,
): Promise<void> {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!holds() && !isOver) await rest();
}

/** Within a millisecond: most of a run comes before it is close. */
function cameClose(isClose: () => boolean, ended: Promise<unknown>): Promise<void> {
  return cameTo(isClose, ended, () => setTimeout(1));
}

/** Finer than a timer. */
async function pause(milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  if (milliseconds > 3) await setTimeout(milliseconds - 2);
  while (performance.now() < end) await setImmediate();
}

function completeIn(dir: string, layout: Layout = DEFAULT_LAYOUT): number {
  const entries = new Set(readdirSync(dir).flatMap((name) => versionOfEntry(layout, name) ?? []));
  const isWhole = (version: string) =>
    existsSync(join(dir, artifactFileName(layout, 'config', version)));
  return [...entries].filter(isWhole).length;
}

/**
 * Kills that many runs, as many at each of the moments, with readers looking on.
 * Few kills may miss the short time of publication: then some more have to hit it.
 *
 * @param check what must hold after each kill
 */
export async function killMany(
  course: Course,
  count: number,
  check: (phase: Phase, run: number) => Promise<void>,
): Promise<{ hits: Readonly<Record<Phase, number>>; seen: Seen }> {
  const stopReading = await startReader(course.own.models, course.layout ?? DEFAULT_LAYOUT);
  const length = await measure(course);
  const hits: Record<Phase, number> = { before: 0, during: 0, after: 0 };
  const hasMissed = () => Object.values(hits).includes(0);
  for (let run = 0; run < count || (hasMissed() && run < 20 * count); ) {
    const when = MOMENTS[run % MOMENTS.length] ?? 'at any moment';
    const phase = await killedRun(course, length, when);
    if (phase === null) continue;
    run += 1;
    hits[phase] += 1;
    await check(phase, run);
  }
  const seen = await stopReading();
  console.info(`${count} kills before, during and after publication: ${Object.values(hits)}`);
  return { hits, seen };
}

/** How many kills: enough for a daily run, or all that the proof asks for. */
export function killCount(daily: number, full: number): number {
  return process.env.PROOFS === 'full' ? full : daily;
}

/** The folders in staging; nothing else may be there after a run that ended. */
export function stagingFolders(own: Bot): string[] {
  const staging = join(own.models, '.registry/staging');
  return existsSync(staging) ? stagedIn(own).map((name) => join(staging, name)) : [];
}

/** Every version is in the journal, once, and every line is whole. */
export function expectJournalAgrees(own: Bot, versions: readonly string[]): void {
  const journal = readFileSync(join(own.models, '.registry/journal.jsonl'), 'utf8');
  const lines = journal.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).version)).toEqual(versions);
}

/** All phases were hit, readers saw every version, and none of them torn. */
export function expectNothingTorn(
  { models }: Bot,
  { hits, seen }: Awaited<ReturnType<typeof killMany>>,
  layout?: Layout,
): void {
  expect(Math.min(...Object.values(hits)), JSON.stringify(hits)).toBeGreaterThan(0);
  expect(seen.torn).toEqual([]);
  expect([...seen.versions].sort()).toEqual(versionsIn(models, layout).sort());
}
