import { modelDocument, warningsOnUnread } from '@org/model-registry-core';
import { unpin as removePin } from '@org/model-registry-fs-store';
import { type Command, EXIT, readSurroundings } from '@org/model-registry-program';
import { alertsOnSelection } from '../../selection-alerts.js';
import { checkExists, WAIT, waitSeconds } from './options.js';
import { remarksOnConfigPin, renderEffect } from './pin.js';

export const unpin: Command = {
  usage: 'unpin [options]',
  summary: 'select freely again',
  help: `Removes the pin that pin or rollback made; a pin in the config file (model.pin)
stays. Exits 0 also where there is none.`,
  examples: ['model-registry unpin'],
  options: WAIT,
  operands: [],
  async run(arguments_) {
    const surroundings = await readSurroundings(arguments_);
    checkExists(surroundings);
    const options = { waitSeconds: waitSeconds(arguments_) };
    const { action, previousVersion, decision } = await removePin(surroundings, options);
    const { pin, selection } = decision;
    const selected = selection.chosen?.model ?? null;
    const what = action === 'unpinned' ? 'Unpinned' : 'There was no pin made by command';
    return {
      text: () => `${what}: ${renderEffect(selected?.version ?? null, previousVersion)}\n`,
      json: () => ({
        schema: 'model-registry/unpin@1',
        action,
        selected: selected && modelDocument(selected),
      }),
      remarks: [...surroundings.remarks, ...warningsOnUnread(decision), ...remarksOnConfigPin(pin)],
      status: EXIT.done,
      ...alertsOnSelection(surroundings, { previousVersion, decision }, 'unpin'),
    };
  },
};
