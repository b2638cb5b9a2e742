import type { Layout } from '../layouts/layout.js';
import { exampleNames, type SomeNames, someNames } from '../layouts/model-like.js';
import type { ModelScan } from '../models/model.js';
import type { Problem, UnknownNames } from '../models/problem.js';
import type { Instead } from '../training/failure.js';
import { namesText } from './found-files.js';
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
  const expected = instead.expected[problem.artifact] ?? text.expected;
  const others = instead.names.length === 0 ? ', and no other' : `, but: ${namesText(instead)}`;
  return { ...text, expected, actual: `no such file${others}` };
}

/**
 * That no version is there, but model files under other names, a line each; not escaped, but for those.
 *
 * @param unknown null where none are there that the scan did not see
 * @example remarksOnNames(scan, findUnknownNames(scan, layout), layout) // ['no version is there, but: ensemble.pkl', …]
 */
export function remarksOnNames(
  { models, ignored }: ModelScan,
  unknown: UnknownNames | null,
  layout: Layout,
): string[] {
  const like = [...ignored.map(({ file }) => file), ...(unknown?.names ?? [])];
  if (models.length > 0 || like.length === 0) return [];
  const { names, more } = someNames(like);
  return [
    `no version is there, but: ${namesText({ names, more: more + (unknown?.more ?? 0) })}`,
    `expected: ${exampleNames(layout).join(', ')}`,
    'model-registry doctor --layout proposes what to write into the config (model.layout)',
  ];
}

/**
 * What was removed with the folder of a training that failed, a line at most; not escaped, but for the
 * names.
 *
 * @example remarksOnRemoved({ names: ['ensemble.pkl'], more: 0 }) // ['removed with {out}, since …: ensemble.pkl']
 */
export function remarksOnRemoved(removed: SomeNames): string[] {
  if (removed.names.length === 0) return [];
  return [`removed with {out}, since no version is whole there: ${namesText(removed)}`];
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
