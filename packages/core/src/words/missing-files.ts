import { parseArtifactFileName } from '../models/artifact.js';
import type { SomeNames } from '../models/model-like.js';
import type { Problem } from '../models/problem.js';
import { escapeText } from '../text/escape.js';
import type { Instead, TrainFailure } from '../training/failure.js';
import { type ProblemText, problemText } from './problem-text.js';

/**
 * A problem of files that are to be published, in words: of one that is missing its name, and what
 * there is under other names. Text of the file system is escaped.
 *
 * @param instead null where no file is missing
 * @example unfitText(problem, instead).actual // 'no such file, but: ensemble.pkl, notes.txt'
 */
export function unfitText(problem: Problem, instead: Instead | null): ProblemText {
  const text = problemText(problem);
  if (problem.kind !== 'missing-file' || instead === null) return text;
  const { artifact } = problem;
  const isIt = (name: string) => parseArtifactFileName(name)?.artifact === artifact;
  const expected = instead.expected.find(isIt) ?? text.expected;
  const others = instead.names.length === 0 ? ', and no other' : `, but: ${namesText(instead)}`;
  return { ...text, expected, actual: `no such file${others}` };
}

/**
 * That a training's files under other names were removed with its folder; not escaped.
 *
 * @param modelsDir absolute; what a command wrote into that stays
 * @example remarksOnRemoved(failed, '/srv/models') // ['… is removed: …']
 */
export function remarksOnRemoved(
  {
    failure,
    out,
    kept,
  }: {
    readonly failure: TrainFailure;
    readonly out: string;
    readonly kept: readonly string[];
  },
  modelsDir: string,
): string[] {
  const held = failure.kind === 'unfit' ? (failure.instead?.names.length ?? 0) : 0;
  if (held === 0 || kept.length > 0 || out === modelsDir) return [];
  return [`what the command left in {out} is removed, since no version is whole there`];
}

/**
 * Some of many names in one line; each escaped, and cut to 60 characters.
 *
 * @example namesText({ names: ['a.pkl', 'b.pkl'], more: 7 }) // 'a.pkl, b.pkl, and 7 more'
 */
export function namesText({ names, more }: SomeNames): string {
  const shown = names.map((name) => escapeText(name, 60)).join(', ');
  return more > 0 ? `${shown}, and ${more} more` : shown;
}

/**
 * That a training which was to write elsewhere may have written into the models directory, a line each;
 * not escaped, but for the names.
 *
 * @param appeared the files that came there meanwhile, or were changed
 * @param modelsDir absolute
 * @param inPlace what a command that writes there needs: `--in-place`
 * @example remarksOnAppeared(appeared, '/srv/models', '--in-place') // ['meanwhile files … appeared', …]
 */
export function remarksOnAppeared(
  appeared: SomeNames,
  modelsDir: string,
  inPlace: string,
): string[] {
  if (appeared.names.length === 0) return [];
  return [
    `while the command ran, files came into ${modelsDir}: ${namesText(appeared)}`,
    `if it wrote them: a command that writes there needs ${inPlace}; else have it write into {out}`,
  ];
}
