import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verdictOf } from '../../packages/artifact-inspector/src/findings/finding.js';
import { inspectFile } from '../../packages/artifact-inspector/src/inspect.js';
import type { Target } from '../target.js';

const ENDINGS = 'json ubj txt cbm onnx safetensors csv npy npz pt keras h5'.split(' ');
/** A joblib file's first instructions, and a call whose result is dropped. */
const CALL_FIRST = Buffer.from('\x80\x04cposix\ngetpid\n)R0', 'latin1');

let folder: string | undefined;

/** Files of data, each under every name. */
export const formats: Target = {
  name: 'formats',
  words: [
    '\x93NUMPY\x01\x00\x46\x00',
    "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }",
    "'|O'",
    'PK\x03\x04',
    'PK\x01\x02',
    'PK\x05\x06',
    '\xff\xff\xff\xff',
    '{"a":[1,"b",null]}',
    '"data_offsets":[0,8]',
    'CBM1\x08\x00\x00\x00',
    'tree\nversion=v4\nnum_class=1\n',
    '\nend of trees\n',
    '{L\x00\x00\x00\x00\x00\x00\x00\x07learner',
    '\x08\x09\x3a',
    'cposix\ngetpid\n(tR.',
  ],
  longest: 65_536,
  async check(input) {
    const file = written('input', input);
    const call = written('call', Buffer.concat([CALL_FIRST, input]));
    for (const ending of ENDINGS) {
      const name = `model.${ending}`;
      const found = await inspectFile(file, { name });
      assert.equal(found.verdict, verdictOf(found.findings));
      assert.equal(found.bytes.size, input.length);
      assert.ok(JSON.stringify(found).length < 10_000_000);
      if (ending === 'pt') continue;
      const { verdict } = await inspectFile(call, { name });
      assert.equal(verdict, 'refused', `a call is no .${ending}`);
    }
  },
};

function written(name: string, content: Buffer): string {
  folder ??= makeFolder();
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

function makeFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'model-registry-fuzz-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}
