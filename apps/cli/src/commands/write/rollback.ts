import { rollBack } from '@org/model-registry-fs-store';
import { type Command, flag, readSurroundings } from '@org/model-registry-program';
import { checkExists, WAIT, waitSeconds } from './options.js';
import { presentPin } from './pin.js';

export const rollback: Command = {
  usage: 'rollback [--force] [options]',
  summary: 'pin the version that was live before',
  help: `Pins the version that was selected before the one that is selected now, as the
journal tells. It acts at once, also while a training runs, and holds until
unpin. A second rollback goes back to where the first came from.`,
  examples: ['model-registry rollback && model-registry history'],
  options: {
    force: { type: 'boolean', help: 'pin it although it could not be selected' },
    ...WAIT,
  },
  operands: [],
  async run(arguments_) {
    const surroundings = await readSurroundings(arguments_);
    checkExists(surroundings);
    const options = { force: flag(arguments_, 'force'), waitSeconds: waitSeconds(arguments_) };
    return presentPin('rollback', await rollBack(surroundings, options), surroundings);
  },
};
