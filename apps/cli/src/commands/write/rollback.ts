import { rollBack } from '@org/model-registry-fs-store';
import { type Command, flag, readSurroundings } from '@org/model-registry-program';
import { pinForFleet } from '../fleet/pin-fleet.js';
import { checkExists, FLEET, WAIT } from './options.js';
import { PINNING, pinOptions, presentPin } from './pin.js';

export const rollback: Command = {
  usage: 'rollback [--for-config | --fleet] [--force] [options]',
  summary: 'pin the version that was live before',
  help: `Pins the version that was selected before the one that is selected now, as the
journal tells. It acts at once, also while a training runs, and holds until
unpin: newer models are not selected, and no training is due. A second rollback
goes further back, never to the version that was just left.`,
  examples: ['model-registry rollback && model-registry history'],
  options: { ...PINNING, ...FLEET, ...WAIT },
  operands: [],
  async run(arguments_, io) {
    const surroundings = await readSurroundings(arguments_);
    if (flag(arguments_, 'fleet')) return pinForFleet('rollback', surroundings, arguments_, io);
    checkExists(surroundings);
    const options = pinOptions(arguments_, surroundings);
    return presentPin('rollback', await rollBack(surroundings, options), surroundings, options);
  },
};
