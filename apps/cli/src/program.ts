import { type Command, completionCommand, type Program } from '@org/model-registry-program';
import { BASE } from './base.js';
import { fleet } from './commands/fleet/fleet.js';
import { printSystemd } from './commands/fleet/print-systemd.js';
import { pull } from './commands/fleet/pull.js';
import { push } from './commands/fleet/push.js';
import { store } from './commands/fleet/store.js';
import { page } from './commands/page/page.js';
import { serve } from './commands/page/serve.js';
import { doctor } from './commands/read/doctor.js';
import { explain } from './commands/read/explain.js';
import { history } from './commands/read/history.js';
import { inspect } from './commands/read/inspect.js';
import { list } from './commands/read/list.js';
import { metrics } from './commands/read/metrics.js';
import { nextVersion } from './commands/read/next-version.js';
import { select } from './commands/read/select.js';
import { watch } from './commands/read/watch.js';
import { backfill } from './commands/write/backfill.js';
import { forgive } from './commands/write/forgive.js';
import { pin } from './commands/write/pin.js';
import { prune } from './commands/write/prune.js';
import { publish } from './commands/write/publish.js';
import { record } from './commands/write/record.js';
import { recover } from './commands/write/recover.js';
import { restore } from './commands/write/restore.js';
import { rollback } from './commands/write/rollback.js';
import { train } from './commands/write/train.js';
import { unpin } from './commands/write/unpin.js';

/** All commands, in the order of the help. */
const GROUPS: ReadonlyMap<string, readonly (readonly [name: string, command: Command])[]> = new Map(
  [
    [
      'See what is there',
      [
        ['list', list],
        ['select', select],
        ['explain', explain],
        ['doctor', doctor],
        ['inspect', inspect],
        ['next-version', nextVersion],
        ['history', history],
      ],
    ],
    [
      'Follow and show it',
      [
        ['watch', watch],
        ['metrics', metrics],
        ['page', page],
        ['serve', serve],
      ],
    ],
    [
      'Train and change',
      [
        ['train', train],
        ['publish', publish],
        ['pin', pin],
        ['unpin', unpin],
        ['rollback', rollback],
        ['record', record],
        ['forgive', forgive],
        ['prune', prune],
        ['restore', restore],
        ['recover', recover],
        ['backfill', backfill],
      ],
    ],
    [
      'Share a store with other machines',
      [
        ['push', push],
        ['pull', pull],
        ['fleet', fleet],
        ['store', store],
      ],
    ],
    [
      'Set up',
      [
        ['print-systemd', printSystemd],
        ['completion', completionCommand('model-registry')],
      ],
    ],
  ],
);

/** All that `model-registry` takes. */
export const PROGRAM: Program = {
  ...BASE,
  commands: new Map([...GROUPS.values()].flat()),
  groups: new Map(Array.from(GROUPS, ([title, all]) => [title, all.map(([name]) => name)])),
};
