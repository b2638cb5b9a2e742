import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig, proposeLayout } from '../../src/index.js';

describe('proposeLayout', () => {
  it.each([
    [
      ['meta_model_v1.0.joblib', 'feature_scaler_v1.0.joblib', 'model_config_v1.0.json'],
      {
        version: 'major.minor',
        model: 'meta_model_v{version}.joblib',
        scaler: 'feature_scaler_v{version}.joblib',
        config: 'model_config_v{version}.json',
        companions: [],
        versions: 1,
      },
    ],
    [
      ['model_v7.pkl', 'meta_v7.json', 'model_v12.pkl', 'meta_v12.json', 'model_v13.pkl'],
      {
        version: 'integer',
        model: 'model_v{version}.pkl',
        scaler: null,
        config: 'meta_v{version}.json',
        companions: [],
        versions: 2,
      },
    ],
    [
      ['lgb_20251204_153000.pkl', 'lgb_20251204_153000.json', 'lgb_20251205.pkl', 'trades.json'],
      {
        version: 'timestamp',
        model: 'lgb_{version}.pkl',
        scaler: null,
        config: 'lgb_{version}.json',
        companions: [],
        versions: 1,
      },
    ],
    [
      ['lgb_20251204.pkl', 'lgb_20251204.json'],
      {
        version: 'timestamp',
        model: 'lgb_{version}.pkl',
        scaler: null,
        config: 'lgb_{version}.json',
        companions: [],
        versions: 1,
      },
    ],
    [
      ['m_10.12.pkl', 'm_10.12.json'],
      {
        version: 'major.minor',
        model: 'm_{version}.pkl',
        scaler: null,
        config: 'm_{version}.json',
        companions: [],
        versions: 1,
      },
    ],
    // In folders, of several files that fit, the one that sounds like metadata.
    [
      ['7', '8'].flatMap((v) => [
        ...[`${v}/encoding.json`, `${v}/meta.json`, `${v}/model.pkl`, `${v}/plot_1.png`],
        `logs/model_${v}.pkl`,
      ]),
      {
        version: 'integer',
        model: '{version}/model.pkl',
        scaler: null,
        config: '{version}/meta.json',
        companions: ['{version}/encoding.json'],
        versions: 2,
      },
    ],
    // Of several families the largest; a version that lacks the scaler of the others is incomplete.
    [
      [
        ...['BTC_1h_v1.0.joblib', 'BTC_1h_v1.0.json', 'BTC_1h_v1.1.joblib', 'BTC_1h_v1.1.json'],
        ...['BTC_1h_scaler_v1.0.joblib', 'ETH_1h_v1.0.joblib', 'ETH_1h_v1.0.json'],
      ],
      {
        version: 'major.minor',
        model: 'BTC_1h_v{version}.joblib',
        scaler: 'BTC_1h_scaler_v{version}.joblib',
        config: 'BTC_1h_v{version}.json',
        companions: [],
        versions: 1,
      },
    ],
    // Of several scalers that which most versions have; another that all of those have is needed too.
    [
      [
        ...['7', '8', '9'].flatMap((v) => [`btc_model_${v}.pkl`, `btc_meta_${v}.json`]),
        ...['7', '9'].flatMap((v) => [`btc_scaler_${v}.pkl`, `btc_target_scaler_${v}.pkl`]),
        'a_scaler_8.pkl',
      ],
      {
        version: 'integer',
        model: 'btc_model_{version}.pkl',
        scaler: 'btc_scaler_{version}.pkl',
        config: 'btc_meta_{version}.json',
        companions: ['btc_target_scaler_{version}.pkl'],
        versions: 2,
      },
    ],
    // What each of the versions has beside them, but no pictures; what only one has is not required.
    [
      [
        ...['7', '8'].flatMap((v) => [
          ...[`model_v${v}.pkl`, `meta_v${v}.json`, `symbols_v${v}.csv`, `encoder_v${v}.pkl`],
          ...[`norm_v${v}.yml`, `roc_v${v}.png`, `train_v${v}.log`, `state_v${v}.json.bak`],
        ]),
        'notes_v8.json',
      ],
      {
        version: 'integer',
        model: 'model_v{version}.pkl',
        scaler: null,
        config: 'meta_v{version}.json',
        companions: ['encoder_v{version}.pkl', 'norm_v{version}.yml', 'symbols_v{version}.csv'],
        versions: 2,
      },
    ],
  ])('%j', (names, expected) => {
    expect(proposeLayout(names)).toEqual(expected);
  });

  it.each([
    [[]],
    [['ensemble.joblib', 'ensemble.json']],
    [['model_v7.pkl', 'model_v8.json']],
    [['model_v7.json']],
    [['model_v07.pkl', 'model_v07.json']],
    [['feature_scaler_v1.0.joblib', 'feature_scaler_v1.0.json']],
    [['*model_v7.pkl', '*model_v7.json']],
  ])('%j: none', (names) => {
    expect(proposeLayout(names)).toBeNull();
  });

  it('proposes what a config may say', () => {
    const name = fc.stringMatching(/^[a-z_.v-]{0,8}[0-9._T-]{1,12}[a-z_.]{0,6}\.(?:pkl|json)$/);
    fc.assert(
      fc.property(fc.array(name, { maxLength: 30 }), (names) => {
        const proposal = proposeLayout(names);
        if (proposal === null) return;
        const { versions, ...layout } = proposal;
        expect(versions).toBeGreaterThan(0);
        expect(parseConfig({ model: { layout } }).ok).toBe(true);
      }),
    );
  });
});
