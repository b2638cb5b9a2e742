import type { Command } from '../command.js';
import { backfill } from './backfill.js';
import { completion } from './completion.js';
import { doctor } from './doctor.js';
import { explain } from './explain.js';
import { history } from './history.js';
import { inspect } from './inspect.js';
import { list } from './list.js';
import { nextVersion } from './next-version.js';
import { pin } from './pin.js';
import { prune } from './prune.js';
import { publish } from './publish.js';
import { rollback } from './rollback.js';
import { select } from './select.js';
import { train } from './train.js';
import { unpin } from './unpin.js';
import { watch } from './watch.js';

/** Every verb of the command line, in the order of the help. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['list', list],
  ['select', select],
  ['explain', explain],
  ['doctor', doctor],
  ['inspect', inspect],
  ['next-version', nextVersion],
  ['train', train],
  ['publish', publish],
  ['pin', pin],
  ['unpin', unpin],
  ['rollback', rollback],
  ['prune', prune],
  ['history', history],
  ['watch', watch],
  ['backfill', backfill],
  ['completion', completion(() => COMMANDS)],
]);
