import { type Program, SURROUNDINGS_OPTIONS } from '@org/model-registry-program';
import { version } from '../package.json';
import { offer } from './offer.js';

/** All that `model-registry-installer` takes; it has no verbs. */
export const PROGRAM: Program = {
  name: 'model-registry-installer',
  version,
  help: 'Ask in an install script whether to train, where a compatible model is there.',
  options: {
    ...SURROUNDINGS_OPTIONS,
    help: { type: 'boolean', short: 'h', help: 'show this help' },
    version: { type: 'boolean', help: 'show the version of model-registry-installer' },
  },
  commands: new Map([['', offer]]),
  exitStatus: `Exit status: 0 decided, 2 usage or config error, 3 failure, 130 Ctrl-C. There
is a decision on stdout with 0 only.`,
  // A decision that cannot be handed over is none.
  needsReader: true,
};
