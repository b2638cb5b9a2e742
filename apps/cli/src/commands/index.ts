import type { Command } from '../command.js';
import { backfill } from './backfill.js';
import { doctor } from './doctor.js';
import { explain } from './explain.js';
import { list } from './list.js';
import { nextVersion } from './next-version.js';
import { select } from './select.js';

/** Every verb of the command line, in the order of the help. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['list', list],
  ['select', select],
  ['explain', explain],
  ['doctor', doctor],
  ['backfill', backfill],
  ['next-version', nextVersion],
]);
