import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, parseConfigBytes } from '../../src/index.js';
import { directoryOf } from '../temporary.js';

describe('loading a config file', () => {
  const fileOf = (content: string | Buffer) =>
    join(directoryOf({ 'config.yaml': content }), 'config.yaml');

  it('reads our keys from a file that holds much else', () => {
    const text =
      'exchange: {api_key: "${KEY}"}\nmodel: {training_mode: multi_symbol, version: 1.10}';
    const config = loadConfig(fileOf(text));
    expect(config?.requirements.trainingMode).toBe('multi_symbol');
    expect(config?.version).toBe('1.10');
  });

  it('finds no misspelt key in the file of a whole bot', () => {
    const file = fileURLToPath(
      new URL('../../../../examples/trading-bot/config/config.yaml', import.meta.url),
    );
    expect(loadConfig(file)?.misplacedKeys).toEqual([]);
  });

  it('gives null for a file that is not there', () => {
    expect(loadConfig(join(directoryOf({}), 'config.yaml'))).toBeNull();
  });

  it('takes an empty file for the defaults', () => {
    expect(loadConfig(fileOf(''))?.requirements.trainingMode).toBe('single_symbol');
  });

  it('says which file cannot be read', () => {
    const dir = directoryOf({});
    mkdirSync(join(dir, 'config.yaml'));
    const load = () => loadConfig(join(dir, 'config.yaml'));
    expect(load).toThrow(`config file ${join(dir, 'config.yaml')} cannot be read`);
    expect(load).not.toThrow(ConfigError);
  });

  it.each([
    [Buffer.from([0x61, 0x3a, 0xff]), 'not UTF-8 text'],
    [`a: ${'x'.repeat(262_144)}`, 'larger than 256 KiB'],
    ['a: [', 'at line 1'],
  ])('names the file and the reason', (content, reason) => {
    const file = fileOf(content);
    expect(() => loadConfig(file)).toThrow(ConfigError);
    expect(() => loadConfig(file)).toThrow(`${file}: `);
    expect(() => loadConfig(file)).toThrow(reason);
  });
});

describe('an error in the config', () => {
  it.each([
    [
      'model: {selection: {max_age_days: soon}}',
      'c: model.selection.max_age_days: expected a number of days, 0 or more, found "soon"',
    ],
    [
      'model: {training_mode: true}',
      'c: model.training_mode: expected single_symbol or multi_symbol, found true',
    ],
    [
      'model: {version: ~}',
      'c: model.version: expected a version in quotes, such as "1.10", found nothing',
    ],
    [
      'model: {training_mode: "${API_KEY}"}',
      'c: model.training_mode: expected single_symbol or multi_symbol, found a value with a ${…} placeholder',
    ],
    [
      `model: {training_mode: "${'x'.repeat(100)}\${API_KEY}"}`,
      'c: model.training_mode: expected single_symbol or multi_symbol, found a value with a ${…} placeholder',
    ],
    ['7', 'c: expected a map, found 7'],
    // A file of secrets, named by mistake.
    ['AWS_SECRET_ACCESS_KEY=k', 'c: expected a map, found "a value that is not shown"'],
  ])('%s', (text, message) => {
    expect(() => parseConfigBytes(Buffer.from(text), 'c')).toThrow(new ConfigError([message]));
  });

  it('never shows a placeholder in a key', () => {
    const text = 'model: {selection: {"${API_KEY}": 1}}';
    expect(() => parseConfigBytes(Buffer.from(text), 'c')).toThrow(
      /^c: model\.selection\.\(a key with a \$\{…\} placeholder\): /,
    );
  });

  it('stands on a line of its own', () => {
    const text = 'model: {training_mode: x, symbol_encoding: 1}';
    expect(() => parseConfigBytes(Buffer.from(text), 'c')).toThrow(
      /^c: model\.\S+: .*\nc: model\.\S+: .*$/,
    );
  });
});
