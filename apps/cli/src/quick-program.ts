import type { Program } from '@org/model-registry-program';
import { BASE } from './base.js';
import { explain } from './commands/read/explain.js';
import { list } from './commands/read/list.js';
import { nextVersion } from './commands/read/next-version.js';
import { select } from './commands/read/select.js';

/** The commands that installers and bots start often: without the others they start sooner. */
export const QUICK_PROGRAM: Program = {
  ...BASE,
  commands: new Map([
    ['list', list],
    ['select', select],
    ['explain', explain],
    ['next-version', nextVersion],
  ]),
};
