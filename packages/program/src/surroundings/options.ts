import { VERIFY } from '@org/model-registry-core';
import type { OptionTable } from '../command/command.js';

/** The options that name the config and the models directory; every program takes them. */
export const PLACE_OPTIONS = {
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
} as const satisfies OptionTable;

/** Those, the time, and how far files are verified. */
export const SURROUNDINGS_OPTIONS = {
  ...PLACE_OPTIONS,
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
} as const satisfies OptionTable;
