import { modelDocument, selectedVersion, warningsOnUnread } from '@org/model-registry-core';
import { forgiveVersion } from '@org/model-registry-fs-store';
import { type Command, EXIT, readSurroundings } from '@org/model-registry-program';
import { renderEffect } from '../../render/pin.js';
import { alertsOnSelection } from '../../selection-alerts.js';
import { versionNamed, WAIT, waitSeconds } from './options.js';

export const forgive: Command = {
  usage: 'forgive VERSION [options]',
  summary: 'let a version begin anew that its live results turned down',
  help: `A version that model.selection.live has turned down does not come back by
itself. Forgiven, it may be selected again, and is judged by the results that
are recorded from now on. Exits 0 also where it was not turned down.`,
  examples: ['model-registry forgive 1.4'],
  options: WAIT,
  operands: [{ name: 'VERSION', completion: 'version' }],
  async run(arguments_) {
    const surroundings = await readSurroundings(arguments_);
    const version = versionNamed(arguments_, surroundings);
    const options = { waitSeconds: waitSeconds(arguments_) };
    const outcome = await forgiveVersion(surroundings, version, options);
    const { action, previousVersion, decision } = outcome;
    const selected = decision.selection.chosen?.model ?? null;
    const what =
      action === 'forgiven'
        ? `Forgiven ${version}`
        : `Version ${version} is not turned down for its live results`;
    const effect = renderEffect(selectedVersion(decision), previousVersion);
    return {
      text: () => `${what}: ${effect}\n`,
      json: () => ({
        schema: 'model-registry/forgive@1',
        action,
        version,
        selected: selected && modelDocument(selected),
      }),
      remarks: [...surroundings.remarks, ...warningsOnUnread(decision)],
      status: EXIT.done,
      ...alertsOnSelection(surroundings, { version, previousVersion, decision }, 'forgive'),
    };
  },
};
