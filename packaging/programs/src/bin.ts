import { basename } from 'node:path';
import { main } from '@org/model-registry-program';
import { PROGRAM as cli } from '../../../apps/cli/src/program.js';
import { PROGRAM as installer } from '../../../apps/installer-helper/src/program.js';
import { PROGRAM as scheduler } from '../../../apps/retrain-scheduler/src/program.js';

/** Of the file that was called, whatever links lead to it. */
declare const module: { readonly filename: string };

const name = basename(module.filename, '.cjs');
const program = [cli, installer, scheduler].find((each) => each.name === name);
if (!program) throw new Error(`there is no program ${name}`);
main(program);
