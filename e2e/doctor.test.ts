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

describe('models under names that are none of a version', () => {
  it('are told by doctor, some by name', async () => {
    const own = bot({ 'ensemble.joblib': HOSTILE, 'scaler.pkl': '', '\u001b[2J.pkl': '' });
    const result = await own.run(['doctor']);
    expectEnd(result, 0);
    const said = result.stdout.replace(/\s+/g, ' ');
    expect(said).toContain('found \\u001b[2J.pkl, ensemble.joblib, scaler.pkl to do');
    expect(said).toContain('meta_model_vX.Y.joblib, feature_scaler_vX.Y.joblib, model_config_vX.Y');
    expect((await own.json(['doctor'])).problems).toMatchObject([
      { version: null, kind: 'unknown-names', names: { length: 3 }, more: 0 },
    ]);
  });

  it('and by an empty list, those too that begin like a version', async () => {
    const names = Array.from({ length: 2000 }, (_, at) => [`BTC_${at}.pkl`, '']);
    const own = bot({ ...Object.fromEntries(names), 'meta_model_vBTC.joblib': '' });
    const result = await own.run(['list']);
    expectEnd(result, 0);
    expect(result.stderr).toContain(
      'no version is there, but: BTC_0.pkl, BTC_1.pkl, BTC_10.pkl, BTC_100.pkl, BTC_1000.pkl, and 1996 more\n',
    );
    expect(result.stderr).toContain('expected: meta_model_vX.Y.joblib, feature');
  });

  it('with the names of the layout, whose own ignored files have their reasons', async () => {
    const layout = `{version: integer, model: 'model_v{version}.pkl', scaler: null, config: 'meta_v{version}.json'}`;
    const config = `${CONFIG}  layout: ${layout}\n`;
    const files = { 'BTCUSDT_1h_v7.pkl': '', 'model_v1.0.pkl': '' };
    const { problems } = await bot(files, config).json(['doctor']);
    expect(problems).toMatchObject([
      { kind: 'ignored-file', file: 'model_v1.0.pkl' },
      {
        kind: 'unknown-names',
        expected: ['model_vN.pkl', 'meta_vN.json'],
        names: ['BTCUSDT_1h_v7.pkl'],
      },
    ]);
  });

  it("are nobody's business where a version is there", async () => {
    const own = bot({ ...version('1.0'), 'ensemble.joblib': '' });
    expect((await own.json(['doctor'])).problems).toEqual([]);
    expect((await own.run(['list'])).stderr).not.toContain('ensemble.joblib');
  });
});
