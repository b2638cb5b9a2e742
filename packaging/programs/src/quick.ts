import { basename } from 'node:path';
import { main } from '@org/model-registry-program';
import { QUICK_PROGRAM as cli } from '../../../apps/cli/src/quick-program.js';
import { PROGRAM as installer } from '../../../apps/installer-helper/src/program.js';

/** Of the file that was called, whatever links lead to it. */
declare const module: { readonly filename: string };

main(basename(module.filename, '.cjs') === installer.name ? installer : cli);
