import { lstatSync } from 'node:fs';
import {
  type LivePolicy,
  type LiveRecord,
  liveHistories,
  liveRecordDocument,
  WIDEST_WINDOW,
} from '@org/model-registry-core';
import { readResults } from '@org/model-registry-fs-scanner';
import { writeFile } from '../files/write-file.js';
import type { StoreLock } from '../locks/held.js';
import { appendLines } from './append-lines.js';

/** Bytes from which on the file is written anew, with less: half of what is read. */
const TOO_MANY_BYTES = 4_194_304;

/**
 * Appends to `.registry/results.jsonl`, whole and durable.
 *
 * @throws Error with the system's error as `cause`; the file is then as it was
 */
export function appendResults({ registry }: StoreLock, records: readonly LiveRecord[]): void {
  const { results } = registry;
  try {
    appendLines(registry, results, records.map(liveRecordDocument));
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`live results ${results} cannot be written: ${message}`, { cause: error });
  }
}

/**
 * Writes the file anew where it has become long: of each version, that it is turned down, or its last
 * results, as many as any window is wide; of very many versions fewer. To be called when all that are
 * turned down are marked.
 */
export function shortenResults(
  { registry }: StoreLock,
  policy: LivePolicy | null,
  from = TOO_MANY_BYTES,
): void {
  const size = lstatSync(registry.results, { throwIfNoEntry: false })?.size ?? 0;
  if (size < from) return;
  const { records, damage } = readResults(registry);
  if (damage !== null) return;
  for (let most = WIDEST_WINDOW; most >= 1; most = Math.floor(most / 2)) {
    const lines = lastOfEach(records, policy, most).map(
      (record) => `${JSON.stringify(liveRecordDocument(record))}\n`,
    );
    const content = lines.join('');
    if (content.length > from / 2 && most > 1) continue;
    writeFile(registry, registry.results, content);
    return;
  }
}

/** In their order. */
function lastOfEach(
  records: readonly LiveRecord[],
  policy: LivePolicy | null,
  most: number,
): LiveRecord[] {
  const histories = liveHistories(records, policy);
  const counts = new Map<string, number>();
  const isBefore = new Set<string>();
  return [...records]
    .reverse()
    .filter(({ event, version }) => {
      if (isBefore.has(version)) return false;
      // From there it began anew.
      if (event === 'forgiven') isBefore.add(version);
      if (event !== 'result') return event === 'turned-down';
      const count = (counts.get(version) ?? 0) + 1;
      counts.set(version, count);
      return histories.get(version)?.turnedDown === null && count <= most;
    })
    .reverse();
}
