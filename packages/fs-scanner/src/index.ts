export {
  ConfigError,
  loadConfig,
  loadConfigSync,
  MAX_CONFIG_BYTES,
  parseConfigBytes,
} from './load-config.js';
export { type ModelsDirectory, modelsDirectory } from './models-directory.js';
export { surveySync } from './survey.js';
export { takenVersions } from './taken-versions.js';
