import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { instantOf, parseConfig, type RegistryConfig } from '@org/model-registry-core';
import { PinError } from '@org/model-registry-fs-scanner';
import { describe, expect, it } from 'vitest';
import { directoryOf, trio } from '../../fs-scanner/test/temporary.js';
import { decide, selectedVersion } from '../src/index.js';

const now = instantOf(new Date('2026-01-02T03:04:05Z'));
const THREE = { ...trio('1.0'), ...trio('1.1'), ...trio('1.2') };

function configOf(model: object): RegistryConfig {
  const parsed = parseConfig({ model });
  if (!parsed.ok) throw new Error('no config');
  return parsed.config;
}

function decideFor(files: Readonly<Record<string, string>>, model: object = {}) {
  return decide({ modelsDir: directoryOf(files), config: configOf(model), now });
}

const pinFile = (version: string) => ({ '.registry/pin.json': JSON.stringify({ version }) });

describe('decide', () => {
  it.each([
    ['no pin', {}, {}, '1.2', null],
    ['a pin by command', pinFile('1.0'), {}, '1.0', { version: '1.0', by: 'command' }],
    ['a pin in the config', {}, { pin: '1.1' }, '1.1', { version: '1.1', by: 'config' }],
    [
      'both: the config wins',
      pinFile('1.0'),
      { pin: '1.1' },
      '1.1',
      { version: '1.1', by: 'config' },
    ],
    [
      'a pin in the config, and one by command that cannot be read',
      { '.registry/pin.json': '{' },
      { pin: '1.1' },
      '1.1',
      { version: '1.1', by: 'config' },
    ],
    ['a pin of what is not there', pinFile('7.0'), {}, null, { version: '7.0', by: 'command' }],
  ])('%s', async (_, pin, model, selected, effective) => {
    const decision = await decideFor({ ...THREE, ...pin }, model);
    expect(selectedVersion(decision)).toBe(selected);
    expect(decision.pin).toEqual(effective);
    expect(decision.requirements.pin).toBe(effective?.version ?? null);
  });

  it('does not go on without a pin that cannot be read', async () => {
    await expect(decideFor({ ...THREE, '.registry/pin.json': '{' })).rejects.toThrow(PinError);
  });

  it('finds nothing where there is no directory', async () => {
    const modelsDir = join(directoryOf({}), 'models');
    const decision = await decide({ modelsDir, config: configOf({}), now });
    expect(selectedVersion(decision)).toBeNull();
    expect(decision.scan).toMatchObject({ found: false, models: [] });
  });

  it('is taken anew each time', async () => {
    const modelsDir = directoryOf(THREE);
    const situation = { modelsDir, config: configOf({}), now };
    expect(selectedVersion(await decide(situation))).toBe('1.2');
    rmSync(join(modelsDir, 'meta_model_v1.2.joblib'));
    expect(selectedVersion(await decide(situation))).toBe('1.1');
  });
});
