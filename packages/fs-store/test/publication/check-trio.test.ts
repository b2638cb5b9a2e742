import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LAYOUT } from '@org/model-registry-core';
import { describe, expect, it } from 'vitest';
import { checkTrio } from '../../src/index.js';
import { CHECKS, directoryOf, trio } from '../support.js';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const [MODEL, SCALER, CONFIG] = [
  'meta_model_v1.0.joblib',
  'feature_scaler_v1.0.joblib',
  'model_config_v1.0.json',
];

describe('checkTrio', () => {
  it.each([['{}'], ['{"version": "1.0"}'], ['\ufeff{"auc": NaN}'], ['{"artifacts": "malformed"}']])(
    'finds nothing wrong with %j',
    async (config) => {
      const check = await checkTrio(
        { layout: DEFAULT_LAYOUT },
        directoryOf(trio('1.0', config)),
        '1.0',
        CHECKS,
      );
      expect(check).toMatchObject({ ok: true, configText: config });
      expect(check).toMatchObject({ fingerprints: { model: { size: 8 }, scaler: { size: 9 } } });
    },
  );

  it.each([
    [{ [MODEL]: '' }, [{ kind: 'empty-file', artifact: 'model' }]],
    [{ [SCALER]: '' }, [{ kind: 'empty-file', artifact: 'scaler' }]],
    [{ [CONFIG]: '' }, [{ kind: 'metadata-unreadable', reason: 'empty', detail: '' }]],
    [{ [CONFIG]: '{"a"' }, [{ kind: 'metadata-unreadable', reason: 'not-json' }]],
    [
      { [CONFIG]: '{"version": "1.1"}' },
      [{ kind: 'version-mismatch', expected: '1.0', actual: '1.1' }],
    ],
    [{ [CONFIG]: '{"version": 1.10}' }, [{ kind: 'version-mismatch', actual: 1.1 }]],
    [{ [CONFIG]: '{"version": null}' }, [{ kind: 'version-mismatch', actual: null }]],
    [
      { [CONFIG]: `{"artifacts": {"model": {"sha256": "${EMPTY}", "size": 5}}}` },
      [{ kind: 'checksum-mismatch', artifact: 'model', expected: { sha256: EMPTY, size: 5 } }],
    ],
    [
      { [MODEL]: '', [SCALER]: '', [CONFIG]: '[]' },
      [
        { kind: 'empty-file', artifact: 'model' },
        { kind: 'empty-file', artifact: 'scaler' },
        { kind: 'metadata-unreadable', reason: 'not-an-object' },
      ],
    ],
  ])('%j', async (files, problems) => {
    const check = await checkTrio(
      { layout: DEFAULT_LAYOUT },
      directoryOf({ ...trio('1.0'), ...files }),
      '1.0',
      CHECKS,
    );
    expect(check).toMatchObject({ ok: false, problems });
  });

  it.each([
    ['directory', (path: string) => mkdirSync(path)],
    ['fifo', (path: string) => execFileSync('mkfifo', [path])],
    ['symlink', (path: string) => symlinkSync('other', path)],
    ['symlink', (path: string) => symlinkSync('nowhere', path)],
  ] as const)('a %s in the place of each file', async (found, make) => {
    const dir = directoryOf({ ...trio('1.0'), other: '{}' });
    for (const name of [MODEL, SCALER, CONFIG]) {
      rmSync(join(dir, name));
      make(join(dir, name));
    }
    const problems = (['model', 'scaler', 'config'] as const).map((artifact) => ({
      kind: 'not-a-file',
      artifact,
      found,
    }));
    expect(await checkTrio({ layout: DEFAULT_LAYOUT }, dir, '1.0', CHECKS)).toEqual({
      ok: false,
      problems,
    });
  });

  it('misses what is not there, and files of another version do not count', async () => {
    const missing = ['model', 'scaler', 'config'].map((artifact) => ({
      kind: 'missing-file',
      artifact,
    }));
    expect(
      await checkTrio({ layout: DEFAULT_LAYOUT }, directoryOf(trio('1.1')), '1.0', CHECKS),
    ).toEqual({
      ok: false,
      problems: missing,
    });
  });
});
