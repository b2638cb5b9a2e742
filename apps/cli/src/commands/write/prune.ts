import {
  instantOf,
  liveBefore,
  type PruneStep,
  planPrune,
  selectedVersion,
} from '@org/model-registry-core';
import { linkedVersions } from '@org/model-registry-fs-scanner';
import {
  archiveVersion,
  checkArchivable,
  readJournal,
  recover,
  type StoreLock,
  withStoreLock,
} from '@org/model-registry-fs-store';
import {
  type Command,
  EXIT,
  flag,
  readSurroundings,
  type Surroundings,
  text,
  UsageError,
} from '@org/model-registry-program';
import { decide } from '@org/model-registry-selector';
import { renderPrune } from '../../render/prune.js';
import { WAIT, waitSeconds } from './options.js';
import { checkExists } from './pin-version.js';

export const prune: Command = {
  usage: 'prune --keep N [--dry-run] [options]',
  summary: 'move old versions to archive/',
  help: `Moves all finished versions (three files, readable metadata) but the N newest
to archive/ in the models directory. The selected one, the pinned one and the
one that was live before always stay, and so do those that a symlink leads from
or to. Nothing is deleted, and nothing in archive/ is replaced.`,
  examples: ['model-registry prune --keep 5 --dry-run'],
  options: {
    keep: { type: 'string', value: 'N', help: 'how many of the newest versions stay' },
    'dry-run': { type: 'boolean', help: 'only say what would be moved' },
    ...WAIT,
  },
  operands: [],
  async run(arguments_) {
    const keep = keptOf(text(arguments_, 'keep'));
    // Defaults may select another version than the bot's config does, and that one would be moved.
    const surroundings = await readSurroundings(arguments_, 'refuse');
    checkExists(surroundings);
    const isDry = flag(arguments_, 'dry-run');
    const options = { waitSeconds: waitSeconds(arguments_), purpose: 'prune' };
    const steps = isDry
      ? (await plan(surroundings, keep)).steps
      : await withStoreLock(surroundings.registry, options, (store) =>
          archive(store, surroundings, keep),
        );
    return {
      text: () => renderPrune(steps, isDry),
      json: () => ({ schema: 'model-registry/prune@1', dry_run: isDry, versions: steps }),
      remarks: surroundings.remarks,
      status: EXIT.done,
    };
  },
};

function keptOf(given: string | undefined): number {
  if (given !== undefined && /^\d{1,9}$/.test(given)) return Number(given);
  const found = given === undefined ? '--keep N is missing' : `--keep ${given}`;
  throw new UsageError(`${found}: expected how many versions stay, such as 5`);
}

interface Plan {
  readonly selected: string | null;
  readonly steps: PruneStep[];
}

async function plan(surroundings: Surroundings, keep: number): Promise<Plan> {
  const decision = await decide(surroundings);
  const selected = selectedVersion(decision);
  const steps = planPrune(decision.scan.models, keep, {
    selected,
    pinned: decision.pin?.version ?? null,
    liveBefore: liveBefore(readJournal(surroundings.registry).entries, selected),
    symlinked: linkedVersions(surroundings.registry),
  });
  return { selected, steps };
}

async function archive(
  store: StoreLock,
  surroundings: Surroundings,
  keep: number,
): Promise<PruneStep[]> {
  const at = instantOf(new Date());
  await recover(store, null, { situation: surroundings, at });
  const { selected, steps } = await plan(surroundings, keep);
  const change = {
    situation: surroundings,
    at,
    reason: 'prune',
    previousVersion: selected,
  };
  const leaving = steps.filter(({ action }) => action === 'archive');
  // All of them before the first is moved: a refusal changes nothing.
  for (const { version } of leaving) checkArchivable(store.registry, version);
  for (const { version } of leaving) {
    await archiveVersion(store, version, change);
  }
  return steps;
}
