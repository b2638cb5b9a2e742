import { basename } from 'node:path';
import { main } from '@org/model-registry-program';
import { PROGRAM as cli } from '../../../apps/cli/src/program.js';
import { PROGRAM as scheduler } from '../../../apps/retrain-scheduler/src/program.js';

/** Of the file that was called, whatever links lead to it. */
declare const module: { readonly filename: string };

main(basename(module.filename, '.cjs') === scheduler.name ? scheduler : cli);
