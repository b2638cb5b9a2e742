import { pinVersion } from '@org/model-registry-fs-store';
import { type Command, flag, readSurroundings } from '@org/model-registry-program';
import { checkVersion, WAIT, waitSeconds } from './options.js';
import { checkExists, presentPin } from './pin-version.js';

export const pin: Command = {
  usage: 'pin VERSION [--force] [options]',
  summary: 'freeze the selection to one version',
  help: `From now on only this version may be selected, also after a restart, until it
is unpinned. It acts at once, also while a training runs. A version that could
not be selected is refused with the reasons (exit 1). A pin in the config file
(model.pin) wins over this one.`,
  examples: ['model-registry pin 1.4'],
  options: {
    force: { type: 'boolean', help: 'pin it although it could not be selected' },
    ...WAIT,
  },
  operands: [{ name: 'VERSION', completion: 'version' }],
  async run(arguments_) {
    const version = checkVersion('version', arguments_.operands[0] as string);
    const surroundings = await readSurroundings(arguments_);
    checkExists(surroundings);
    const options = { force: flag(arguments_, 'force'), waitSeconds: waitSeconds(arguments_) };
    return presentPin('pin', await pinVersion(surroundings, version, options), surroundings);
  },
};
