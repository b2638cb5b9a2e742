import { toJson } from '@org/model-registry-core';
import { type Arguments, flag, type Io } from '../command/command.js';
import { type Look, looker } from './look.js';

/** Milliseconds between two lines. */
const EVERY = 1_000;

/**
 * Does what may take long; with `--json` a program that reads stderr is told of it, by a line of JSON each
 * second in which one thing has gone on for longer than a second. On a terminal a person sees it already.
 *
 * @example await withProgressLines(arguments_, io, () => pushVersions(site, null))
 */
export async function withProgressLines<Result>(
  arguments_: Arguments,
  io: Pick<Io, 'show' | 'isTerminal'>,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!flag(arguments_, 'json') || io.isTerminal) return work();
  const look = looker();
  const timer = setInterval(() => {
    const seen = look();
    if (seen) io.show(`${toJson(progressDocument(seen))}\n`);
  }, EVERY);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

function progressDocument({ what, milliseconds, progress, perSecond }: Look) {
  return {
    schema: 'model-registry/progress@1',
    what,
    done: progress?.done ?? null,
    all: progress?.all ?? null,
    unit: progress?.unit ?? null,
    per_second: perSecond,
    seconds: milliseconds / 1_000,
  };
}
