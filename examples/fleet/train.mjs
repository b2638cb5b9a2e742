// The smallest training: three files under the version that it was asked for.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { MODEL_REGISTRY_VERSION: version, MODEL_REGISTRY_OUT: out } = process.env;
const write = (name, content) => writeFileSync(join(out, name), content);
write(`meta_model_v${version}.joblib`, `Vmodel ${version}\n.`);
write(`feature_scaler_v${version}.joblib`, `Vscaler ${version}\n.`);
const metadata = {
  training_mode: 'single_symbol',
  symbol_encoding_type: 'one_hot',
  trained_symbols: ['BTCUSDT'],
  training_days: 30,
  training_end_timestamp: new Date(Date.now() - 60_000).toISOString(),
};
write(`model_config_v${version}.json`, JSON.stringify(metadata));
