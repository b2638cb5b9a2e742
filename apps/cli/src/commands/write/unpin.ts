import { modelDocument, warningsOnUnread } from '@org/model-registry-core';
import { unpin as removePin } from '@org/model-registry-fs-store';
import { type Command, EXIT, flag, readSurroundings } from '@org/model-registry-program';
import { renderEffect } from '../../render/pin.js';
import { alertsOnSelection } from '../../selection-alerts.js';
import { unpinForFleet } from '../fleet/pin-fleet.js';
import { checkExists, FLEET, WAIT, waitSeconds } from './options.js';
import { remarksOnConfigPin } from './pin.js';

export const unpin: Command = {
  usage: 'unpin [--fleet] [options]',
  summary: 'select freely again',
  help: `Removes the pin that pin or rollback made; a pin in the config file (model.pin)
stays, and so does the fleet's without --fleet. Exits 0 also where there is
none.`,
  examples: ['model-registry unpin'],
  options: { ...FLEET, ...WAIT },
  operands: [],
  async run(arguments_, io) {
    const surroundings = await readSurroundings(arguments_);
    if (flag(arguments_, 'fleet')) return unpinForFleet(surroundings, arguments_, io);
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
