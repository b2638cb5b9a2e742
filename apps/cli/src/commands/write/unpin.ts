import { instantOf, modelDocument } from '@org/model-registry-core';
import { removePin, withStoreLock } from '@org/model-registry-fs-store';
import { type Command, EXIT, readSurroundings } from '@org/model-registry-program';
import { decide } from '@org/model-registry-selector';
import { renderEffect } from '../../render/pin.js';
import { WAIT, waitSeconds } from './options.js';
import { checkExists, selectedNow } from './pin-version.js';

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
    const { registry, remarks } = surroundings;
    checkExists(surroundings);
    const options = { waitSeconds: waitSeconds(arguments_), purpose: 'unpin' };
    return withStoreLock(registry, options, async (store) => {
      const previousVersion = await selectedNow(surroundings);
      const at = instantOf(new Date());
      const change = { situation: surroundings, at, reason: 'unpin', previousVersion };
      const removed = await removePin(store, change);
      const { pin, selection } = removed ?? (await decide(surroundings));
      const selected = selection.chosen?.model ?? null;
      const what = removed ? 'Unpinned' : 'There was no pin made by command';
      const still = pin ? [`model.pin in the config file still pins ${pin.version}`] : [];
      return {
        text: () => `${what}: ${renderEffect(selected?.version ?? null, previousVersion)}\n`,
        json: () => ({
          schema: 'model-registry/unpin@1',
          action: removed ? 'unpinned' : 'none',
          selected: selected && modelDocument(selected),
        }),
        remarks: [...remarks, ...still],
        status: EXIT.done,
      };
    });
  },
};
