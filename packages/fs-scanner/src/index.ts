export { finishedVersions } from './finished-versions.js';
export { linkedVersions } from './linked-versions.js';
export { kindOf } from './list-artifacts.js';
export {
  ConfigError,
  loadConfig,
  loadConfigSync,
  MAX_CONFIG_BYTES,
  parseConfigBytes,
} from './load-config.js';
export { type ModelsDirectory, modelsDirectory } from './models-directory.js';
export { type MetadataText, metadataBuffer, readMetadataText } from './read-metadata-text.js';
export { PinError, readPin, readPinSync } from './read-pin.js';
export { type RegistryPaths, registryPaths } from './registry-paths.js';
export { isSameFile, isThere } from './same-file.js';
export { surveySync } from './survey.js';
export { takenVersions } from './taken-versions.js';
