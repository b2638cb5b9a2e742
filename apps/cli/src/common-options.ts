import { VERIFY } from '@org/model-registry-core';
import type { OptionTable } from './command.js';

/** The options that every command takes. */
export const COMMON_OPTIONS: OptionTable = {
  config: {
    type: 'string',
    value: 'FILE',
    help: 'the config file (default: config/config.yaml, - is stdin)',
    completion: 'file',
  },
  'models-dir': {
    type: 'string',
    value: 'DIR',
    help: `the models directory (default: MODEL_REGISTRY_MODELS_DIR,
then model.models_dir of the config, then models)`,
    completion: 'folder',
  },
  'as-of': {
    type: 'string',
    value: 'TIME',
    help: 'decide as if it were this ISO 8601 time (default: now)',
  },
  verify: {
    type: 'string',
    value: 'MODE',
    help: `check the files of the best model: off, checksum, inspect
(default) or strict`,
    completion: VERIFY,
  },
  json: { type: 'boolean', help: 'print one JSON document' },
  help: { type: 'boolean', short: 'h', help: 'show the help of a command' },
};
