import { liveBefore } from '@org/model-registry-core';
import { readJournal } from '@org/model-registry-fs-store';
import { type Command, flag, RefusedError, readSurroundings } from '@org/model-registry-program';
import { WAIT, waitSeconds } from './options.js';
import { pinVersion } from './pin-version.js';

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
    return pinVersion(surroundings, {
      verb: 'rollback',
      version: (selected) => {
        const version = liveBefore(readJournal(surroundings.registry).entries, selected);
        if (version !== null) return version;
        const current = selected === null ? 'now' : selected;
        throw new RefusedError(
          `no version is known that was live before ${current}: use pin VERSION`,
        );
      },
      force: flag(arguments_, 'force'),
      waitSeconds: waitSeconds(arguments_),
    });
  },
};
