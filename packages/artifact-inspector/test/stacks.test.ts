import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inspectFile } from '../src/index.js';
import { brief, withFolder } from './support/inspect-bytes.js';

const SCRIPTS = fileURLToPath(new URL('../scripts/', import.meta.url));

/** Name and Python of each environment; pip makes them, which takes minutes, and the package index. */
const STACKS = readFileSync(join(SCRIPTS, 'environments.txt'), 'utf8')
  .split('\n')
  .filter((line) => /^[^#\s]/.test(line))
  .map((line) => line.split(/\s+/) as [name: string, python: string]);

const UNREAD = /\.(?:bz2|xz|lzma)\d\.joblib$/;
const isFull = process.env.PROOFS === 'full';

describe.skipIf(!isFull)(`real stacks${isFull ? '' : ' (skipped: for PROOFS=full)'}`, () => {
  for (const [name, python] of STACKS) {
    const hasPython = spawnSync(python, ['-c', '']).status === 0;
    const why = hasPython ? '' : ` (skipped: this machine has no ${python})`;
    it.skipIf(!hasPython)(`every model of ${name} is clean${why}`, () =>
      withFolder(async (folder) => {
        const words = [join(SCRIPTS, 'allow_list.py'), '--samples', folder, name];
        const { status, stderr } = spawnSync('python3', words, { encoding: 'utf8' });
        expect(status, stderr).toBe(0);
        const samples = join(folder, `${name}-samples`);
        const files = readdirSync(samples).filter((file) => !UNREAD.test(file));
        expect(files.length).toBeGreaterThan(350);
        const refused: string[] = [];
        for (const file of files) {
          const { verdict, findings } = await inspectFile(join(samples, file));
          const grave = findings.filter(({ kind }) => kind !== 'allowed-import').map(brief);
          if (verdict !== 'clean') refused.push([file, ...grave].join(': '));
        }
        expect(refused).toEqual([]);
      }),
    );
  }
});
