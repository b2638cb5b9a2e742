import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { expect, it } from 'vitest';
import {
  actorFor,
  type FolderFacts,
  PROBLEM_KINDS,
  problemText,
  systemErrorText,
  unreadableSentence,
  whyNotAsRoot,
} from '../../src/index.js';

// What people read, whole and as it stands there; `vitest run -u` writes it anew, and the diff is to be read.

const PAGES = new URL('../../../../docs/problems/', import.meta.url);
const golden = (name: string, lines: readonly string[]) =>
  expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);

it('problems: the example of each page', async () => {
  const lines = PROBLEM_KINDS.flatMap((kind) => {
    const page = readFileSync(new URL(`${kind}.md`, PAGES), 'utf8');
    const examples = [...page.matchAll(/^```json\n(.*?)^```$/gms)];
    return examples.flatMap(([, json = '']) => {
      const example = JSON.parse(json);
      return ['', ...Object.entries(problemText(example)).map((line) => line.join(': '))];
    });
  });
  await golden('problems', lines);
});

it('errors of the system', async () => {
  await golden('system-errors', Object.keys(constants.errno).sort().map(systemErrorText));
});

it('a file of no version that may not be read', async () => {
  const facts = { kind: 'unreadable-file', artifact: 'model', file: '/m', code: 'EACCES' } as const;
  await golden('unreadable-file', [
    unreadableSentence({ ...facts, owner: 'root', mode: '0600', user: 'bot' }),
    unreadableSentence({ ...facts, owner: null, mode: null, user: 'bot' }),
  ]);
});

it('why root does not write to a directory, and the way out', async () => {
  const folder = (path: string, uid: number, mode = 0o755): FolderFacts => {
    return { path, uid, gid: uid, mode };
  };
  const bots = folder('/srv/models', 1001);
  const facts = { isThere: true, above: [], inside: [], isInNamespace: false };
  const cases = [
    { ...facts, nearest: bots },
    { ...facts, nearest: folder('/srv', 1001), isThere: false },
    { ...facts, nearest: bots, isInNamespace: true },
    { ...facts, nearest: folder('/srv', 1001), isThere: false, isInNamespace: true },
    { ...facts, nearest: folder('/srv/models', 0, 0o777) },
    { ...facts, nearest: folder('/srv/models', 0), above: [folder('/srv', 1001)] },
  ];
  const lines = cases.map((given) => {
    const actor = actorFor(given);
    if (actor.action === 'stay') throw new Error('nothing to say');
    return whyNotAsRoot('/srv/models', actor, 'my bot', given.isInNamespace);
  });
  await golden('whose-directory', lines);
});
