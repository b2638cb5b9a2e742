import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The smallest joblib file: Python's `None`. */
const JOBLIB = 'N.';

/** Makes a models directory with this many complete versions, metadata as a training writes it. */
export function makeModels(dir, count) {
  mkdirSync(dir);
  for (let n = 0; n < count; n += 1) {
    const version = `${Math.floor(n / 1000)}.${n % 1000}`;
    writeFileSync(join(dir, `meta_model_v${version}.joblib`), JOBLIB);
    writeFileSync(join(dir, `feature_scaler_v${version}.joblib`), JOBLIB);
    writeFileSync(join(dir, `model_config_v${version}.json`), metadata(version, n));
  }
}

function metadata(version, n) {
  const content = {
    version,
    features: Array.from({ length: 20 }, (_, at) => `feature_${at}`),
    training_mode: n % 2 === 0 ? 'single_symbol' : 'multi_symbol',
    symbol_encoding_type: 'one_hot',
    trained_symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'DOGEUSDT', 'LINKUSDT'].slice(n % 5),
    training_days: 730,
    training_end_timestamp: `2025-${String(1 + (n % 12)).padStart(2, '0')}-05T10:00:00`,
    performance: { precision: 0.56, recall: 0.55, f1: 0.55, auc: 0.6, sharpe_ratio: 1.8 },
  };
  return JSON.stringify(content, null, 2);
}
