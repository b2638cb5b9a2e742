export {
  ConfigError,
  checkConfig,
  DEFAULT_CONFIG,
  isStream,
  loadConfig,
  MAX_CONFIG_BYTES,
  parseConfigBytes,
} from './config/load-config.js';
export { expandHome, modelsDirOf } from './config/models-dir.js';
export { librariesOfCommand, readEnvironment } from './environment/read-environment.js';
export {
  type Activity,
  currentActivity,
  during,
  duringBlocking,
  followActivity,
  milliseconds,
  type Progress,
} from './files/activity.js';
export {
  danglingTo,
  fileIdentity,
  isSameFile,
  isThere,
  leadsSomewhere,
  namesIn,
} from './files/file-identity.js';
export { hashFile } from './files/hash-file.js';
export { openAtOnce, readBounded } from './files/read-bounded.js';
export { blameFile, checkReadable, readError, unreadableFile } from './files/read-error.js';
export { readConfigText, readText, type TextRead } from './files/read-text.js';
export { currentUser, ownName, userName } from './files/user-name.js';
export { kindOf } from './models/list-artifacts.js';
export { liveModelOf } from './models/live-model.js';
export { scanModels } from './models/scan-models.js';
export { findUnknownNames, namesForLayout } from './models/unknown-names.js';
export { readConfigUses } from './registry/config-uses.js';
export { directoryFacts } from './registry/directory-facts.js';
export {
  checkNotLost,
  isInUse,
  LostRegistryError,
  marksLeft,
  scanRegistry,
} from './registry/lost.js';
export {
  MAX_PIN_BYTES,
  PinError,
  readFleetState,
  readPin,
  readPins,
  UnreadPinError,
} from './registry/read-pin.js';
export { type LiveResults, MAX_RESULTS_BYTES, readResults } from './registry/read-results.js';
export { type Registry, registryAt } from './registry/registry.js';
export { survey } from './registry/survey.js';
export {
  archivedVersions,
  finishedVersions,
  isArchived,
  linkedIntoArchive,
  linkedVersions,
  namesBelow,
  PULL,
  takenVersions,
  versionFilesIn,
} from './registry/versions.js';
