import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { detectStorage } from '../../packages/artifact-inspector/src/bytes/compression.js';
import { type Finding, verdictOf } from '../../packages/artifact-inspector/src/findings/finding.js';
import {
  type Inspection,
  type InspectOptions,
  inspectFile,
} from '../../packages/artifact-inspector/src/inspect.js';
import type { Target } from '../target.js';

const CALL = 'cposix\ngetpid\n)R0';
/** A joblib file's first instructions, and a call whose result is dropped. */
const CALL_FIRST = Buffer.from(`\x80\x04${CALL}`, 'latin1');

let folder: string | undefined;

/** What Python itself would import is held against the findings in the inspector's own tests. */
export const pickles: Target = {
  name: 'pickles',
  words: [
    CALL,
    'cbuiltins\neval\n',
    '\x8c\x05posix\x8c\x06system\x93',
    'ijoblib.numpy_pickle\nNumpyArrayWrapper\n',
    'cnumpy\ndtype\n',
    '\x80\x05',
    '\x95\xff\x00\x00\x00\x00\x00\x00\x00',
    '\x94',
    '\x81',
    '\x92',
    '}(u',
    'q\x00h\x00',
    'r\xff\xff\xff\x7f',
    'L1L\n.',
    '2',
    '0',
    '.',
    'b',
  ],
  longest: 65_536,
  async check(input) {
    const found = await inspect(input);
    assert.equal(found.verdict, verdictOf(found.findings));
    assert.equal(found.bytes.size, input.length);
    assert.ok(JSON.stringify(found).length < 10_000_000);

    const trustedGlobals = found.findings.flatMap((finding) =>
      'module' in finding ? [`${finding.module}.${finding.name}`] : [],
    );
    const trusting = await inspect(input, { trustedGlobals });
    assert.deepEqual(ofLibrary(trusting.findings), ofLibrary(found.findings), 'never trusted');

    const calling = await inspect(Buffer.concat([CALL_FIRST, input]));
    assert.equal(calling.verdict, 'refused', 'nothing that follows hides a call');

    if (detectStorage(input) !== 'raw' || isCutShort(found) || isOfRawBytes(found)) return;
    const { findings, summary } = await inspect(gzipSync(input, { level: 1 }));
    assert.deepEqual({ findings, summary }, { findings: found.findings, summary: found.summary });
  },
};

function ofLibrary(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ kind }) => kind.endsWith('library-import'));
}

function isCutShort({ findings }: Inspection): boolean {
  return findings.some(({ kind }) => kind === 'limit-exceeded');
}

/** What only bytes that are not compressed can be found to be. */
function isOfRawBytes({ findings }: Inspection): boolean {
  return findings.some(
    (finding) =>
      finding.kind === 'not-a-model' ||
      finding.kind === 'wrong-format' ||
      (finding.kind === 'malformed' && finding.reason === 'second-reading'),
  );
}

async function inspect(content: Buffer, options?: InspectOptions): Promise<Inspection> {
  folder ??= makeFolder();
  const file = join(folder, 'model.joblib');
  writeFileSync(file, content);
  return inspectFile(file, options);
}

function makeFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'model-registry-fuzz-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}
