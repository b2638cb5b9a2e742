import { describe, expect, it } from 'vitest';
import { bot, CONFIG } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { version } from './support/models.js';

const HOSTILE = "cos\nsystem\n(S'true'\ntR.";

describe('doctor --all', () => {
  const files = {
    ...version('1.0'),
    'meta_model_v1.0.joblib': HOSTILE,
    ...version('1.1', { artifacts: { scaler: { sha256: '0'.repeat(64), size: 2 } } }),
    ...version('1.2'),
  };
  const kinds = async (config: string, words: readonly string[]) => {
    const { problems } = (await bot(files, config).json(words)) as {
      problems: { version: string; kind: string }[];
    };
    return problems.map(({ version, kind }) => `${version} ${kind}`);
  };

  it('verifies every version, not only the one that is selected', async () => {
    expect(await kinds(CONFIG, ['doctor'])).toEqual([]);
    expect(await kinds(CONFIG, ['doctor', '--all'])).toEqual([
      '1.0 unsafe-artifact',
      '1.1 checksum-mismatch',
    ]);
  });

  it('inspects also where the config verifies nothing', async () => {
    const off = `${CONFIG}  selection: {verify: off}\n`;
    expect(await kinds(off, ['doctor', '--all'])).toContain('1.0 unsafe-artifact');
  });

  it('says it to a person, and exits 0 as ever', async () => {
    const result = await bot(files).run(['doctor', '--all']);
    expectEnd(result, 0);
    expect(result.stdout).toContain('Problems   2\n');
    expect(result.stdout).toContain('Loading the model file is not safe');
  });
});
