import {
  type ArchiveStep,
  bytesText,
  escapeText,
  type KeepReason,
  type PruneKeep,
  type PruneStep,
  type Warning,
  warning,
} from '@org/model-registry-core';
import {
  type ArchiveOutcome,
  type PruneOutcome,
  planPruning,
  pruneVersions,
} from '@org/model-registry-fs-store';
import {
  type Command,
  EXIT,
  flag,
  readSurroundings,
  UsageError,
  withPlace,
} from '@org/model-registry-program';
import { ALSO_CONFIG, alsoConfigs, checkExists, keptBy, WAIT, waitSeconds } from './options.js';

export const prune: Command = {
  usage: 'prune [--keep N] [--archive-keep N] [--dry-run] [options]',
  summary: 'move old versions to archive/, delete the oldest there',
  help: `With --keep, moves all finished versions (all files, readable metadata) but the
N newest that verification does not refuse to archive/ in the models directory.
Nothing in it is replaced. The selected one, the pinned one, those that were
live before, what a symlink leads from or to, whatever another config that this
directory was used with selects or pins, and the newest of a training mode that
this config does not ask for stay.
With --archive-keep, deletes all versions in archive/ but the N newest, for
good, and says how much that freed; what a rollback, a pin, another config or a
symlink needs stays there too. At least one of both has to be given.`,
  examples: [
    'model-registry prune --keep 5 --dry-run',
    'model-registry prune --keep 5 --archive-keep 20',
  ],
  options: {
    keep: { type: 'string', value: 'N', help: 'how many of the newest versions stay' },
    'archive-keep': {
      type: 'string',
      value: 'N',
      help: 'how many of the newest in archive/ are not deleted',
    },
    'dry-run': { type: 'boolean', help: 'only say what would be moved or deleted' },
    ...ALSO_CONFIG,
    ...WAIT,
  },
  operands: [],
  async run(arguments_) {
    const keep = keptBy(arguments_, 'keep');
    const archiveKeep = keptBy(arguments_, 'archive-keep');
    if (keep === null && archiveKeep === null) {
      throw new UsageError(
        '--keep N or --archive-keep N is missing: expected how many versions stay, such as 5',
      );
    }
    // Defaults may select another version than the bot's config does, and that one would be moved.
    const surroundings = await readSurroundings(arguments_, 'refuse');
    checkExists(surroundings);
    const isDry = flag(arguments_, 'dry-run');
    const request = { keep, archiveKeep, alsoConfigs: alsoConfigs(arguments_) };
    const outcome = isDry
      ? await planPruning(surroundings, request)
      : await pruneVersions(surroundings, { ...request, waitSeconds: waitSeconds(arguments_) });
    const { steps, archive } = outcome;
    return {
      text: () =>
        (keep === null ? '' : renderPrune(steps, isDry)) +
        (archive === null ? '' : renderArchived(archive, isDry)),
      json: () => ({
        schema: 'model-registry/prune@1',
        dry_run: isDry,
        versions: steps,
        ...(archive && { archived: archive.steps, freed_bytes: archive.freed }),
      }),
      remarks: [...surroundings.remarks, ...remarksOnOthers(outcome)],
      status: EXIT.done,
    };
  },
};

/** Other configs that could not be asked, and what to do about it. */
function remarksOnOthers({ gone, unreadable }: PruneOutcome): Warning[] {
  return [
    ...gone.map((file) => `the config ${file} is gone: what it selected is not reckoned with`),
    ...unreadable.map(
      (file) =>
        `${file} cannot be read, so nothing is moved or deleted: model-registry doctor tells what to do`,
    ),
  ].map(warning);
}

const REASONS: Readonly<Record<KeepReason, string>> = {
  newest: 'among the newest',
  selected: 'selected',
  pinned: 'pinned',
  refused: 'verification would refuse it (model-registry doctor --all)',
  'live-before': 'was live before',
  symlinked: 'a symlink leads from or to its files',
  'other-config': 'needed by',
  'training-mode': 'the newest of another training mode',
  'config-unreadable': 'perhaps needed by',
};

/** What becomes of each finished version, a line each. */
function renderPrune(steps: readonly PruneStep[], isDry: boolean): string {
  const width = Math.max(0, ...steps.map(({ version }) => version.length));
  const lines = steps.map((step) => {
    const what = step.action === 'keep' ? `stays: ${whyKept(step)}` : moves(isDry);
    return `${step.version.padEnd(width)}  ${what}`;
  });
  return `${lines.length > 0 ? lines.join('\n') : 'There are no finished versions.'}\n`;
}

/** What becomes of each version in the archive, a line each, and what that frees. */
function renderArchived({ steps, freed }: ArchiveOutcome, isDry: boolean): string {
  const width = Math.max(0, ...steps.map(({ version }) => version.length));
  const deletes = isDry ? 'would be deleted from archive/' : 'deleted from archive/';
  const whatOf = (step: ArchiveStep) =>
    step.action === 'keep' ? `stays in archive/: ${whyKept(step)}` : deletes;
  const lines = steps.map((step) => `${step.version.padEnd(width)}  ${whatOf(step)}`);
  const sum = isDry ? `${bytesText(freed)} would be freed.` : `${bytesText(freed)} freed.`;
  return `${[...lines, sum].join('\n')}\n`;
}

function whyKept(step: PruneKeep): string {
  const config = 'config' in step ? ` ${escapeText(step.config, 1_000)}` : '';
  return `${withPlace(REASONS[step.reason])}${config}`;
}

function moves(isDry: boolean): string {
  return isDry ? 'would move to archive/' : 'moved to archive/';
}
