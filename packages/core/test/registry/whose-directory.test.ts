import { describe, expect, it } from 'vitest';
import { actorFor, type DirectoryFacts, type FolderFacts, whyNotAsRoot } from '../../src/index.js';

const folder = (path: string, uid: number, mode = 0o755, gid = uid): FolderFacts => ({
  ...{ path, uid, gid, mode },
});
const ROOTS = [folder('/', 0), folder('/srv', 0)];
const facts = (nearest: FolderFacts, others: Partial<DirectoryFacts> = {}): DirectoryFacts => ({
  ...{ nearest, isThere: true, above: ROOTS, inside: [], isInNamespace: false },
  ...others,
});
const bots = folder('/srv/models', 1001);
const roots = folder('/srv/models', 0);

describe('root', () => {
  it.each<[string, DirectoryFacts]>([
    ['all is its own', facts(roots, { inside: [folder('/srv/models/.registry', 0)] })],
    ['it is shared with its own group', facts(folder('/srv/models', 0, 0o2775))],
    ['it is behind a folder like /tmp', facts(roots, { above: [folder('/tmp', 0, 0o1777)] })],
    ['it is to be made in /tmp', facts(folder('/tmp', 0, 0o1777), { isThere: false })],
    [
      'it is that of a rootless container, and its user shares the directory',
      facts(folder('/srv/models', 0, 0o2775, 65534), {
        isInNamespace: true,
        above: [folder('/', 65534)],
      }),
    ],
  ])('stays where %s', (_, given) => {
    expect(actorFor(given)).toEqual({ action: 'stay' });
  });

  it.each<[string, DirectoryFacts]>([
    ['the directory is theirs', facts(bots)],
    [
      'all on the way is theirs, or of root',
      facts(bots, { above: [...ROOTS, folder('/srv/b', 1001)] }),
    ],
    ['it is missing, in a folder of theirs', facts(bots, { isThere: false })],
    ['their group may write there', facts(folder('/srv/models', 1001, 0o2775, 2000))],
  ])('becomes the owner where %s', (_, given) => {
    expect(actorFor(given)).toEqual({ action: 'become', folder: given.nearest });
  });

  it.each<[string, DirectoryFacts, string]>([
    ['a group may write', facts(folder('/srv/models', 0, 0o2775, 2000)), '/srv/models'],
    ['everybody may write', facts(folder('/srv/models', 0, 0o777)), '/srv/models'],
    ['everybody may make names', facts(folder('/srv/models', 0, 0o1777)), '/srv/models'],
    [
      'a folder in it is theirs',
      facts(roots, { inside: [folder('/srv/models/.registry', 1001)] }),
      '/srv/models/.registry',
    ],
    [
      'the one who may replace it is another user',
      facts(roots, { above: [folder('/srv', 1001)] }),
      '/srv',
    ],
    [
      'the one who may replace it is not its owner',
      facts(bots, { above: [folder('/srv', 1002)] }),
      '/srv',
    ],
    [
      'it is to be made where everybody may make another',
      facts(folder('/srv', 0, 0o777), { isThere: false }),
      '/srv',
    ],
  ])('refuses where %s', (_, given, path) => {
    const actor = actorFor(given);
    expect(actor).toMatchObject({ action: 'refuse', folder: { path } });
  });
});

it.each([
  [
    actorFor(facts(bots)),
    'it belongs to bot, and root does not write there: run this as that user (sudo -u bot …)',
  ],
  [
    actorFor(facts(folder('/srv/models', 0, 0o777))),
    'others than root may write to /srv/models (mode 777)',
  ],
  [
    actorFor(facts(roots, { above: [folder('/srv', 1001)] })),
    '/srv belongs to bot, and another user owns the rest',
  ],
])('the way out is said: %o', (actor, words) => {
  if (actor.action === 'stay') throw new Error('nothing to say');
  expect(whyNotAsRoot('/srv/models', actor, 'bot')).toContain(words);
});

it('in a rootless container there is another way out', () => {
  const actor = actorFor(facts(bots, { isInNamespace: true }));
  if (actor.action === 'stay') throw new Error('nothing to say');
  expect(whyNotAsRoot('/srv/models', actor, 'nobody', true)).toContain('outside of it');
});
