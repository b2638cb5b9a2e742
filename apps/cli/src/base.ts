import { type Program, SURROUNDINGS_OPTIONS } from '@org/model-registry-program';
import { version } from '../package.json';
import { statusOf } from './status-of.js';

/** What all commands of `model-registry` have in common. */
export const BASE: Omit<Program, 'commands' | 'groups'> = {
  name: 'model-registry',
  version,
  help: 'Find, select and explain trained model versions.',
  options: {
    ...SURROUNDINGS_OPTIONS,
    json: { type: 'boolean', help: 'print one JSON document' },
    help: { type: 'boolean', short: 'h', help: 'show the help of a command' },
  },
  exitStatus: `Exit status: 0 done, 1 the answer is no, 2 usage or config error, 3 failure,
4 the training failed, 5 another holds the lock, 129, 130 and 143 interrupted.`,
  statusOf,
};
