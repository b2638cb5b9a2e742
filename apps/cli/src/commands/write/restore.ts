import { modelDocument, selectedVersion, warningsOnUnread } from '@org/model-registry-core';
import { restoreVersion } from '@org/model-registry-fs-store';
import { type Command, EXIT, readSurroundings } from '@org/model-registry-program';
import { renderEffect } from '../../render/pin.js';
import { alertsOnSelection } from '../../selection-alerts.js';
import { versionNamed, WAIT, waitSeconds } from './options.js';

export const restore: Command = {
  usage: 'restore VERSION [options]',
  summary: 'bring a version back from archive/',
  help: `Moves the files of a version back from archive/ into the models directory, in
one step as a reader sees it. Nothing is replaced. It may be selected then, as
any other version. model-registry list --archived shows what is there.`,
  examples: ['model-registry restore 1.2 && model-registry pin 1.2'],
  options: WAIT,
  operands: [{ name: 'VERSION', completion: 'archived-version' }],
  async run(arguments_) {
    const surroundings = await readSurroundings(arguments_);
    const version = versionNamed(arguments_, surroundings);
    const options = { waitSeconds: waitSeconds(arguments_) };
    const { decision, previousVersion } = await restoreVersion(surroundings, version, options);
    const selected = decision.selection.chosen?.model ?? null;
    const effect = renderEffect(selectedVersion(decision), previousVersion);
    return {
      text: () => `Restored ${version}: ${effect}\n`,
      json: () => ({
        schema: 'model-registry/restore@1',
        action: 'restored',
        version,
        selected: selected && modelDocument(selected),
      }),
      remarks: [...surroundings.remarks, ...warningsOnUnread(decision)],
      status: EXIT.done,
      ...alertsOnSelection(surroundings, { version, previousVersion, decision }, 'restore'),
    };
  },
};
