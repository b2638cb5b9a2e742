import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { shellWord, systemErrorText } from '@org/model-registry-core';
import { ownName, userName } from '@org/model-registry-fs-scanner';

/**
 * The message of an error, with what the system said in it in plain words: what, whose, and what to do;
 * not escaped.
 *
 * @example inWords(error) // '/srv/bot/models: EACCES: permission denied; it belongs to bot (mode 0755) …'
 */
export function inWords(error: Error): string {
  const part = /^Cannot find module '\.\/([\w.-]+\.cjs)'/.exec(error.message)?.[1];
  if (part) return `${part} belongs beside ${process.argv[1]}: copy it too`;
  const system = systemErrorIn(error);
  if (system === null || !error.message.includes(system.message)) return error.message;
  if (system.syscall === 'uv_cwd')
    return 'the current directory was removed: cd to one that is there';
  const rest = error.message.replace(system.message, '');
  const path = shownPath(system);
  // Also where the folder is named that it is in.
  const isNamed = path === null || rest.includes(path) || rest.includes(`${dirname(path)} `);
  const what = isNamed ? '' : `${path}: `;
  const whose = rest.includes('belongs to') ? '' : whoseIs(system, path);
  return error.message.replace(
    system.message,
    () => `${what}${systemErrorText(codeOf(system))}${whose}`,
  );
}

/** The system's own error: the error or the first of its causes that is one. */
function systemErrorIn(error: unknown): NodeJS.ErrnoException | null {
  if (!(error instanceof Error)) return null;
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined ? systemErrorIn(error.cause) : error;
}

function codeOf({ code }: NodeJS.ErrnoException): string {
  return code ?? 'unknown';
}

/** A file that was reached through an open folder is named by where that is, which says nothing. */
function shownPath({ path }: NodeJS.ErrnoException): string | null {
  return typeof path === 'string' && !path.startsWith('/proc/self/fd/') ? path : null;
}

const DENIED = new Set(['EACCES', 'EPERM']);

/** Of what was refused, or of the nearest folder above it that can be looked at. */
function whoseIs(error: NodeJS.ErrnoException, path: string | null): string {
  if (!DENIED.has(codeOf(error)) || path === null) return '';
  const asking = ownName();
  for (let at = path; ; at = dirname(at)) {
    const stats = lookAt(at);
    if (stats) {
      const owner = userName(stats.uid);
      const mode = (stats.mode & 0o7777).toString(8).padStart(4, '0');
      const what = at === path ? 'it' : at;
      const advice =
        owner === asking ? '' : `, or run this as that user (sudo -u ${shellWord(owner)} …)`;
      return `; ${what} belongs to ${owner} (mode ${mode}), asked by ${asking}${advice}`;
    }
    if (at === dirname(at)) return '';
  }
}

function lookAt(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
