// A training command for tests: a JSON object says what it does, the environment where.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';

const {
  // Of the model's metadata, what is not the default.
  metadata = {},
  // The text of its `performance`: Python writes NaN, which is no JSON.
  performance = '{}',
  print = '',
  // Made when it has begun.
  begun = null,
  // Not ended before this file is there.
  until = null,
  // Written over, at the end.
  replace = {},
  leaveOut = [],
  exit = 0,
} = JSON.parse(process.argv[2] ?? '{}');

const { MODEL_REGISTRY_VERSION, MODEL_REGISTRY_OUT, MODEL_REGISTRY_SYMBOLS } = process.env;
process.stdout.write(print);
if (begun) writeFileSync(begun, `${process.pid}\n`, { flag: 'a' });
while (until && !existsSync(until)) await after(20);
for (const [file, content] of Object.entries(replace)) writeFileSync(file, content);
if (exit !== 0) process.exit(exit);

const config = JSON.stringify({
  training_mode: 'multi_symbol',
  symbol_encoding_type: 'one_hot',
  trained_symbols: MODEL_REGISTRY_SYMBOLS.split(',').filter((symbol) => !leaveOut.includes(symbol)),
  training_end_timestamp: readFileSync('today', 'utf8').trim(),
  ...metadata,
  performance: 'PERFORMANCE',
}).replace('"PERFORMANCE"', performance);
const write = (name, content) => writeFileSync(join(MODEL_REGISTRY_OUT, name), content);
write(`meta_model_v${MODEL_REGISTRY_VERSION}.joblib`, 'N.');
write(`feature_scaler_v${MODEL_REGISTRY_VERSION}.joblib`, 'N.');
write(`model_config_v${MODEL_REGISTRY_VERSION}.json`, config);
