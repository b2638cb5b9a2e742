import { bytesText, escapeText } from '@org/model-registry-core';
import type { Pushed, PushRefusal } from '@org/model-registry-fleet';
import {
  type Command,
  EXIT,
  readSurroundings,
  withProgressLines,
} from '@org/model-registry-program';
import { checkExists, versionsNamed, WAIT, waitSeconds } from '../write/options.js';
import { loadFleet, siteOf } from './site.js';

export const push: Command = {
  usage: 'push [VERSION…] [options]',
  summary: 'send versions to the store that many machines share',
  help: `Sends the versions that are here, and not in the store yet, to the place that
model.store names: their files, and last what makes each public. What is there
already is not sent again, and a push that was interrupted goes on. A version of
which the store has another under the same number is refused (exit 1).`,
  examples: ['model-registry push', 'model-registry push 1.4'],
  options: WAIT,
  operands: [{ name: 'VERSION', repeats: true, optional: true, completion: 'version' }],
  async run(arguments_, io) {
    const surroundings = await readSurroundings(arguments_, 'refuse');
    checkExists(surroundings);
    const named = versionsNamed(arguments_, surroundings);
    const site = await siteOf(surroundings, waitSeconds(arguments_), io.say);
    const { pushVersions, refusalText } = await loadFleet();
    const all = await withProgressLines(arguments_, io, () =>
      pushVersions(site, named.length > 0 ? named : null),
    );
    const isRefused = all.some(({ action }) => action === 'refused');
    return {
      text: () => renderPush(all, site.store.name, refusalText),
      json: () => ({ schema: 'model-registry/push@1', store: site.store.name, versions: all }),
      remarks: surroundings.remarks,
      status: isRefused ? EXIT.no : EXIT.done,
    };
  },
};

type RefusalText = (version: string, refusal: PushRefusal) => string;

function renderPush(all: readonly Pushed[], store: string, refusalText: RefusalText): string {
  const place = escapeText(store, 200);
  if (all.length === 0) return `Nothing waits to be pushed to ${place}\n`;
  return `${all.map((pushed) => pushedText(pushed, place, refusalText)).join('\n')}\n`;
}

/** What became of a version that was to be pushed; escaped. */
function pushedText(pushed: Pushed, place: string, refusalText: RefusalText): string {
  const { version } = pushed;
  switch (pushed.action) {
    case 'pushed':
      return `Pushed ${version} to ${place}: ${bytesText(pushed.bytes)} sent`;
    case 'stored':
      return `${version} is in ${place} already`;
    case 'refused':
      return `Not pushed: ${escapeText(refusalText(version, pushed.refusal), 1_000)}`;
  }
}
