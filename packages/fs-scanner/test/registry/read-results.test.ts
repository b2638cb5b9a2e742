import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_RESULTS_BYTES, readResults, registryAt } from '../../src/index.js';
import { directoryOf } from '../temporary.js';

const FILE = '.registry/results.jsonl';
const line = (version: string) =>
  `${JSON.stringify({ event: 'result', version, at: '2026-01-02T03:04:05.000Z', metrics: { auc: 0.5 } })}\n`;

function read(content: string | Buffer) {
  const { records, damage } = readResults(registryAt(directoryOf({ [FILE]: content })));
  return { versions: records.map(({ version }) => version), damage: damage?.detail ?? null };
}

describe('readResults', () => {
  it('gives the records in their order; none without a file', () => {
    expect(read(line('1.1') + line('1.0'))).toEqual({ versions: ['1.1', '1.0'], damage: null });
    expect(read('')).toEqual({ versions: [], damage: null });
    expect(readResults(registryAt('/nonexistent/models'))).toEqual({ records: [], damage: null });
  });

  it('passes over an empty line, as an editor leaves one', () => {
    const content = `\n${line('1.1')} \r\n${line('1.0')}\n`;
    expect(read(content)).toEqual({ versions: ['1.1', '1.0'], damage: null });
  });

  it('wherever a crash tore the last line, all before it counts', () => {
    const whole = Buffer.from(line('1.0') + line('1.1'));
    for (let length = line('1.0').length; length < whole.length - 1; length += 1) {
      expect(read(whole.subarray(0, length))).toEqual({ versions: ['1.0'], damage: null });
    }
    // Only its newline is missing.
    expect(read(whole.subarray(0, -1)).versions).toEqual(['1.0', '1.1']);
  });

  it.each([
    ['a line that is no JSON', `${line('1.0')}not JSON\n${line('1.1')}`, 'line 2'],
    ['a line of another program', `${line('1.0')}{"event":"trade"}\n`, 'line 2'],
    ['NaN, as Python writes it', line('1.0').replace('0.5', 'NaN'), 'line 1'],
    ['a number that is none to JavaScript', line('1.0').replace('0.5', '1e999'), 'line 1'],
    ['NUL bytes, after a power failure', `${'\0'.repeat(100)}\n${line('1.0')}`, 'line 1'],
    ['what is nested without end', `${'['.repeat(100_000)}\n`, 'line 1'],
    ['what is no UTF-8', Buffer.from([...Buffer.from(line('1.0')), 0xff, 0x0a]), 'not-utf8'],
  ])('gives none, and says why: %s', (_, content, detail) => {
    expect(read(content)).toEqual({ versions: [], damage: detail });
  });

  it.each([
    ['a directory', (file: string) => mkdirSync(file), 'not-a-file'],
    ['a symlink', (file: string) => symlinkSync('/etc/passwd', file), 'ELOOP'],
    [
      'a FIFO, which is not waited for',
      (file: string) => execFileSync('mkfifo', [file]),
      'not-a-file',
    ],
    [
      'a file without end',
      (file: string) => {
        writeFileSync(file, line('1.0'));
        truncateSync(file, MAX_RESULTS_BYTES + 1);
      },
      'too-large',
    ],
  ])('nor in the place of the file: %s', (_, make, detail) => {
    const registry = registryAt(directoryOf({ '.registry/journal.jsonl': '' }));
    make(registry.results);
    chmodSync(dirname(registry.results), 0o755);
    expect(readResults(registry)).toEqual({
      records: [],
      damage: { kind: 'results-unreadable', file: registry.results, detail },
    });
  });
});
