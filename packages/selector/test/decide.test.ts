import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Decision,
  type Instant,
  instantOf,
  parseConfig,
  selectedVersion,
} from '@org/model-registry-core';
import { PinError, registryAt } from '@org/model-registry-fs-scanner';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { directoryOf } from '../../fs-scanner/test/temporary.js';
import { decide } from '../src/index.js';

const NOW: Instant = instantOf(new Date('2026-01-01T00:00:00Z'));

/** Pickles: Python's `None`; a call of `print`; a class of a bot's own that is built. */
const NONE = Buffer.from('\x80\x04N.', 'latin1');
const CALL = Buffer.from('cbuiltins\nprint\n(Vhello\ntR.', 'latin1');
const OWN = Buffer.from('\x80\x02csrc.models\nEnsemble\n)\x81.', 'latin1');
const XZ = Buffer.from('fd377a585a0000', 'hex');

type Content = string | Buffer;

/** Versions by their model file's content; the higher one scores higher. */
function models(contents: Readonly<Record<string, Content>>, metadata: object = {}): string {
  const files = Object.entries(contents).flatMap(([version, content]): [string, Content][] => [
    [`meta_model_v${version}.joblib`, content],
    [`feature_scaler_v${version}.joblib`, NONE],
    [`model_config_v${version}.json`, JSON.stringify(metadata)],
  ]);
  return directoryOf(Object.fromEntries(files));
}

function decideIn(modelsDir: string, model: object = {}): Promise<Decision> {
  const parsed = parseConfig({ model });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return decide({ registry: registryAt(modelsDir), config: parsed.config, now: NOW });
}

function pinned(dir: string, content: string): string {
  mkdirSync(join(dir, '.registry'));
  writeFileSync(join(dir, '.registry/pin.json'), content);
  return dir;
}

describe('the pin', () => {
  it.each([
    ['none', {}, null, '1.1', null],
    [
      'by command',
      {},
      '{"version": "1.0"}',
      '1.0',
      { version: '1.0', by: 'command', at: null, user: null },
    ],
    [
      'by the config',
      { pin: '1.0' },
      null,
      '1.0',
      { version: '1.0', by: 'config', at: null, user: null },
    ],
    [
      'by both: the config wins',
      { pin: '1.1' },
      '{"version": "1.0"}',
      '1.1',
      { version: '1.1', by: 'config', at: null, user: null },
    ],
    [
      'by command, of a version that is not there',
      {},
      '{"version": "7.0"}',
      null,
      { version: '7.0', by: 'command', at: null, user: null },
    ],
  ])('%s', async (_, model, pin, selected, expected) => {
    const dir = models({ '1.0': NONE, '1.1': NONE });
    if (pin !== null) pinned(dir, pin);
    const decision = await decideIn(dir, model);
    expect(selectedVersion(decision)).toBe(selected);
    expect(decision.pin).toEqual(expected);
    expect(decision.requirements.pin).toBe(expected?.version ?? null);
  });

  it('one that cannot be read is an error, unless the config pins', async () => {
    const dir = pinned(models({ '1.0': NONE }), 'x');
    await expect(decideIn(dir)).rejects.toThrow(PinError);
    expect(selectedVersion(await decideIn(dir, { pin: '1.0' }))).toBe('1.0');
  });
});

describe('verification', () => {
  const MODES = ['off', 'checksum', 'inspect', 'strict'];
  const rows: [string, Content, string[]][] = [
    ['a clean file', NONE, MODES],
    ['a file that calls print', CALL, ['off', 'checksum']],
    ['no pickle at all', 'hello', ['off', 'checksum']],
    ['an empty file', '', ['off', 'checksum']],
    ["a class of the bot's own", OWN, ['off', 'checksum', 'inspect']],
    ['a compression that cannot be read', XZ, ['off', 'checksum']],
  ];
  it.each(rows)('%s is chosen with %j', async (_, content, expected) => {
    const dir = models({ '1.0': content });
    const chosen: string[] = [];
    for (const verify of MODES) {
      const decision = await decideIn(dir, { selection: { verify } });
      if (selectedVersion(decision) === '1.0') chosen.push(verify);
      else expect(decision.selection.rejected).toHaveLength(1);
    }
    expect(chosen).toEqual(expected);
  });

  it('falls through to the next best, and tells why', async () => {
    const decision = await decideIn(models({ '1.0': NONE, '1.1': CALL, '1.2': 'hello' }));
    expect(selectedVersion(decision)).toBe('1.0');
    expect(decision.selection.ranked.map(({ model }) => model.version)).toEqual(['1.0']);
    expect(
      decision.selection.rejected.map(({ model, problems }) => [model.version, problems]),
    ).toEqual([
      [
        '1.1',
        [
          {
            kind: 'unsafe-artifact',
            artifact: 'model',
            grade: 'refused',
            finding: 'standard-library-import',
            detail: 'builtins.print',
            offset: 0,
            more: 0,
          },
        ],
      ],
      ['1.2', [expect.objectContaining({ finding: 'not-a-model', detail: 'text' })]],
    ]);
  });

  it('reads only those that would be chosen', async () => {
    const { selection } = await decideIn(models({ '1.0': CALL, '1.1': NONE }));
    expect(selection.ranked.map(({ model }) => model.version)).toEqual(['1.1', '1.0']);
    expect(selection.rejected).toEqual([]);
  });

  it('a pinned version that is refused is not replaced by another', async () => {
    const decision = await decideIn(models({ '1.0': NONE, '1.1': CALL }), { pin: '1.1' });
    expect(selectedVersion(decision)).toBeNull();
  });

  it('warns of what it lets pass, and trusts what the config names', async () => {
    const dir = models({ '1.0': OWN });
    const warning = {
      kind: 'unsafe-artifact',
      grade: 'warning',
      finding: 'unlisted-import',
      detail: 'src.models.Ensemble',
    };
    expect((await decideIn(dir)).warnings).toEqual([expect.objectContaining(warning)]);
    const trusting = { trusted_globals: ['src.models.Ensemble'], verify: 'strict' };
    const trusted = await decideIn(dir, { selection: trusting });
    expect([selectedVersion(trusted), trusted.warnings]).toEqual(['1.0', []]);
  });

  it('trust never reaches the standard library', async () => {
    const dir = models({ '1.0': CALL });
    const decision = await decideIn(dir, { selection: { trusted_globals: ['builtins.print'] } });
    expect(selectedVersion(decision)).toBeNull();
  });

  it('compares with what the metadata records, where it records anything', async () => {
    const sha256 = createHash('sha256').update(NONE).digest('hex');
    const right = { sha256, size: NONE.length };
    const wrong = { sha256: 'a'.repeat(64), size: NONE.length };
    const chosen = async (artifacts: object, verify: string) => {
      const dir = models({ '1.0': NONE }, { artifacts });
      return selectedVersion(await decideIn(dir, { selection: { verify } }));
    };
    expect(await chosen({ model: right, scaler: right }, 'strict')).toBe('1.0');
    expect(await chosen({ model: { ...right, size: 5 } }, 'checksum')).toBeNull();
    expect(await chosen({ scaler: wrong }, 'inspect')).toBeNull();
    expect(await chosen({ scaler: wrong }, 'checksum')).toBeNull();
    expect(await chosen({ scaler: wrong }, 'off')).toBe('1.0');
  });

  it('a scaler that is a link to the model is named as what it is, each time', async () => {
    const dir = models({ '1.0': CALL });
    rmSync(join(dir, 'feature_scaler_v1.0.joblib'));
    symlinkSync('meta_model_v1.0.joblib', join(dir, 'feature_scaler_v1.0.joblib'));
    // What was found out is kept of a file that has not changed for some seconds.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    onTestFinished(() => void vi.useRealTimers());
    for (let time = 1; time <= 2; time += 1) {
      const { selection } = await decideIn(dir);
      const problems = selection.rejected[0]?.problems;
      expect(problems).toMatchObject([{ artifact: 'model' }, { artifact: 'scaler' }]);
    }
  });

  it('a file that is replaced is looked at again', async () => {
    const dir = models({ '1.0': NONE });
    expect(selectedVersion(await decideIn(dir))).toBe('1.0');
    writeFileSync(join(dir, 'meta_model_v1.0.joblib'), CALL);
    expect(selectedVersion(await decideIn(dir))).toBeNull();
    rmSync(join(dir, 'meta_model_v1.0.joblib'));
    writeFileSync(join(dir, 'meta_model_v1.0.joblib'), NONE);
    expect(selectedVersion(await decideIn(dir))).toBe('1.0');
  });
});

it('a directory that is missing holds no models', async () => {
  const decision = await decideIn(join(directoryOf({}), 'models'));
  expect(selectedVersion(decision)).toBeNull();
  expect(decision.scan).toMatchObject({ found: false, models: [] });
});
