import { ConfigError } from '@org/model-registry';
import { followModel } from './follow-model.js';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

try {
  await followModel({
    configFile: process.argv[2] ?? 'config/config.yaml',
    signal: stop.signal,
    // A real service opens the model here, and keeps the old one where that fails.
    load: async (model) => console.log(`serving ${model.version} from ${model.modelPath}`),
    pause: () => console.log('no model may be loaded: not trading'),
    warn: (message) => console.error(message),
  });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
