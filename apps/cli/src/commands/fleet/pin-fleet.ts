import { escapeText, modelDocument, selectedVersion } from '@org/model-registry-core';
import {
  type Arguments,
  EXIT,
  flag,
  type Io,
  type Outcome,
  type Surroundings,
  UsageError,
} from '@org/model-registry-program';
import { decide } from '@org/model-registry-selector';
import { renderEffect, renderPinRefusal } from '../../render/pin.js';
import { alertsOnSelection } from '../../selection-alerts.js';
import { checkVersion, waitSeconds } from '../write/options.js';
import { loadFleet, siteOf } from './site.js';

/** `pin --fleet` and `rollback --fleet`. */
export async function pinForFleet(
  command: 'pin' | 'rollback',
  surroundings: Surroundings,
  arguments_: Arguments,
  { say }: Io,
): Promise<Outcome> {
  if (flag(arguments_, 'for-config'))
    throw new UsageError('--fleet and --for-config cannot be combined');
  const { pinFleet, rollBackFleet } = await loadFleet();
  const site = await siteOf(surroundings, waitSeconds(arguments_), say);
  const [given = ''] = arguments_.operands;
  const { registry, remarks } = surroundings;
  const before = await decide(surroundings);
  const outcome =
    command === 'rollback'
      ? await rollBackFleet(site)
      : await pinFleet(site, checkVersion(registry, 'version', given), flag(arguments_, 'force'));
  const schema = `model-registry/${command}@1`;
  const { action, version } = outcome;
  if (action === 'refused') {
    const { problems } = outcome;
    return {
      text: () => renderPinRefusal(version, problems, []),
      json: () => ({ schema, action, version, problems, others: [] }),
      remarks,
      status: EXIT.no,
    };
  }
  const decision = await decide(surroundings);
  const selected = decision.selection.chosen?.model ?? null;
  const previousVersion = selectedVersion(before);
  const isHeld = decision.pin?.version === version;
  const effect = renderEffect(selected?.version ?? null, previousVersion);
  return {
    text: () =>
      `Pinned ${version} for the fleet of ${escapeText(site.store.name, 200)}\n${isHeld ? `Here: ${effect}` : HERE}\n`,
    json: () => ({
      schema,
      action,
      version,
      problems: [],
      selected: selected && modelDocument(selected),
      journal: outcome.journal,
    }),
    remarks,
    status: EXIT.done,
    ...alertsOnSelection(surroundings, { previousVersion, decision }, `${command} --fleet`),
  };
}

const HERE = 'Here it does not hold: model-registry pull fetches it, explain tells more.';

/** `unpin --fleet`. */
export async function unpinForFleet(
  surroundings: Surroundings,
  arguments_: Arguments,
  { say }: Io,
): Promise<Outcome> {
  const { unpinFleet } = await loadFleet();
  const site = await siteOf(surroundings, waitSeconds(arguments_), say);
  const previousVersion = selectedVersion(await decide(surroundings));
  const journal = await unpinFleet(site);
  const decision = await decide(surroundings);
  const selected = decision.selection.chosen?.model ?? null;
  const what = journal === null ? 'There was no pin for the fleet' : 'Unpinned for the fleet';
  return {
    text: () => `${what}: ${renderEffect(selected?.version ?? null, previousVersion)} here\n`,
    json: () => ({
      schema: 'model-registry/unpin@1',
      action: journal === null ? 'none' : 'unpinned',
      selected: selected && modelDocument(selected),
      ...(journal !== null && { journal }),
    }),
    remarks: surroundings.remarks,
    status: EXIT.done,
    ...alertsOnSelection(surroundings, { previousVersion, decision }, 'unpin --fleet'),
  };
}
