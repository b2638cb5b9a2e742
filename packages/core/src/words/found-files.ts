import type { SomeNames } from '../layouts/model-like.js';
import type { NotAFileFound } from '../models/problem.js';
import { escapeText } from '../text/escape.js';
import { systemErrorText } from './system-error.js';

/** What stands in the place of an artifact. */
export const FOUND: Readonly<Record<NotAFileFound, string>> = {
  directory: 'a directory',
  fifo: 'a FIFO (named pipe)',
  socket: 'a socket',
  device: 'a device',
  'broken-symlink': 'a symlink that leads to no file',
  symlink: 'a symlink',
  'symlink-outside': 'a symlink that leaves the models directory',
  'symlink-folder': "a symlink in place of the version's folder, which is not followed",
  'closed-folder': 'a folder of the version that this user may not look into',
};

/** What a file is that is no model, by the inspector's names for it, and what to do. */
const NO_MODEL = {
  'git-lfs-pointer': ['a Git LFS pointer, not the file itself', 'LFS pointer: run git lfs pull.'],
  html: ['a web page, not the file itself', 'A download gave an error page: fetch the file again.'],
  zip: ['a zip archive', 'Unpack it, or save the model with joblib.dump.'],
  empty: ['an empty file', 'It was not written to its end: copy it again, or train again.'],
  zeros: ['a file of zeros', 'It was not written to its end: copy it again, or train again.'],
  text: ['a text file', 'Put a file there that joblib.dump wrote.'],
} as const;

/** Null for what is none of those. */
export function noModel(found: string): readonly [what: string, advice: string] | null {
  return Object.hasOwn(NO_MODEL, found) ? NO_MODEL[found as keyof typeof NO_MODEL] : null;
}

/** Why a config file gives no metadata. */
export const UNREADABLE = {
  empty: 'the file is empty',
  'not-json': 'not JSON',
  'git-lfs-pointer': NO_MODEL['git-lfs-pointer'][0],
  html: NO_MODEL.html[0],
  'not-an-object': 'JSON, but no object',
  'not-utf8': 'not UTF-8 text',
  'too-large': 'larger than 1 MiB',
  'too-deep': 'nested deeper than 100 levels',
  'too-many-values': 'more than 50,000 values',
} as const;

/**
 * Why a small file of JSON cannot be used, in words.
 *
 * @param reason why it holds no JSON object, or the system's code
 * @example unusableText('not-json') // 'not JSON'
 */
export function unusableText(reason: string): string {
  return Object.hasOwn(UNREADABLE, reason)
    ? UNREADABLE[reason as keyof typeof UNREADABLE]
    : systemErrorText(reason);
}

/** Why a file's name is that of no version. */
export const IGNORED = {
  'not-a-version': 'it has no version of the layout: by default MAJOR.MINOR',
  'not-canonical': 'its version has a leading zero or more than 9 digits, or is no real time',
  'extra-text': 'there is other text where the name should end',
  'wrong-case': 'upper and lower case differ from the pattern',
} as const;

/**
 * Some of many names in one line; each escaped, and cut to 60 characters.
 *
 * @example namesText({ names: ['a.pkl', 'b.pkl'], more: 7 }) // 'a.pkl, b.pkl, and 7 more'
 */
export function namesText({ names, more }: SomeNames): string {
  const shown = names.map((name) => escapeText(name, 60)).join(', ');
  return more > 0 ? `${shown}, and ${more} more` : shown;
}
