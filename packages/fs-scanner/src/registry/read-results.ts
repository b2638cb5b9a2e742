import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type LiveRecord, parseLiveRecord, type ResultsUnreadable } from '@org/model-registry-core';
import { blameFile } from '../files/read-error.js';
import { decodeUtf8 } from '../files/read-text.js';
import type { Registry } from './registry.js';

/** Bytes of a results file that are read: of a longer one, which nobody of ours wrote, none. */
export const MAX_RESULTS_BYTES = 8_388_608;

/** The content of `.registry/results.jsonl`. */
export interface LiveResults {
  /** In the order in which they were written; none where the file cannot be used. */
  readonly records: readonly LiveRecord[];
  /** Why it cannot be used; null where it can be, and where there is none. */
  readonly damage: ResultsUnreadable | null;
}

/**
 * Reads what models did while they were live. Needs no lock: lines are appended whole. What stands behind the
 * last newline was torn by a crash, and is left out; so is an empty line. One other that is no record, and none of the file is
 * used: nobody knows what else is wrong with it.
 *
 * @throws Error with the system's error as `cause`, where the machine is to blame; see `blameFile`
 * @example liveHistories(readResults(registry).records, config.requirements.live)
 */
export function readResults({ results: file }: Registry): LiveResults {
  const damaged = (detail: string): LiveResults => ({
    records: [],
    damage: { kind: 'results-unreadable', file, detail },
  });
  let text: string | null;
  try {
    const read = readBounded(file);
    if (typeof read === 'string') return damaged(read);
    text = decodeUtf8(read, read.length);
  } catch (error) {
    const code = blameFile(file, error);
    return code === 'ENOENT' ? { records: [], damage: null } : damaged(code);
  }
  if (text === null) return damaged('not-utf8');
  const lines = text.split('\n');
  const tail = lines.pop() ?? '';
  const records: LiveRecord[] = [];
  for (const [at, line] of lines.entries()) {
    // As an editor leaves one.
    if (line.trim() === '') continue;
    const record = recordIn(line);
    if (record === null) return damaged(`line ${at + 1}`);
    records.push(record);
  }
  const last = recordIn(tail);
  return { records: last ? [...records, last] : records, damage: null };
}

/** Or what is there instead. */
function readBounded(file: string): Buffer | 'not-a-file' | 'too-large' {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const descriptor = openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return 'not-a-file';
    if (stats.size > MAX_RESULTS_BYTES) return 'too-large';
    const buffer = Buffer.allocUnsafe(stats.size);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(descriptor);
  }
}

function recordIn(line: string): LiveRecord | null {
  try {
    return parseLiveRecord(JSON.parse(line));
  } catch {
    return null;
  }
}
