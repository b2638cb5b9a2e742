import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../../src/store/credentials/credential-process.js';
import { credentialSource } from '../../../src/store/credentials/credentials.js';

/** A source of numbered keys, each good for an hour, on a clock that a test moves. */
function numbered() {
  let [now, searches] = [0, 0];
  const clock = { now: () => now, random: Math.random, wait: async () => {} };
  const source = credentialSource(async () => {
    searches += 1;
    const credentials = { accessKeyId: `ID-${searches}`, secretAccessKey: 'x' };
    if (searches === 3) throw new Error('the third fails');
    return { credentials, expires: now + 3_600_000 };
  }, clock);
  const ids = async (count = 1) => {
    const got = await Promise.all(Array.from({ length: count }, () => source.get()));
    return got.map(({ accessKeyId }) => accessKeyId);
  };
  const pass = (minutes: number) => {
    now += minutes * 60_000;
  };
  return { source, ids, pass };
}

describe('credentialSource', () => {
  it('searches once for all who ask, and again five minutes before keys end', async () => {
    const { ids, pass } = numbered();
    expect(await ids(3)).toEqual(['ID-1', 'ID-1', 'ID-1']);
    pass(54);
    expect(await ids()).toEqual(['ID-1']);
    pass(2);
    expect(await ids(3)).toEqual(['ID-2', 'ID-2', 'ID-2']);
  });

  it('searches again where keys were refused, and after a search that failed', async () => {
    const { source, ids } = numbered();
    await ids();
    source.renew();
    expect(await ids()).toEqual(['ID-2']);
    source.renew();
    await expect(ids()).rejects.toThrow('the third fails');
    expect(await ids()).toEqual(['ID-4']);
  });
});

describe('wordsOf', () => {
  it.each([
    ['keys --role bot', ['keys', '--role', 'bot']],
    ['"/opt/my tools/keys"  "a b" c', ['/opt/my tools/keys', 'a b', 'c']],
    ['--name="a b"', ['--name=a b']],
    ['$(id) ; `x` *', ['$(id)', ';', '`x`', '*']],
    ['""', ['']],
    ['', []],
  ])('of %s', (command, words) => {
    expect(wordsOf(command)).toEqual(words);
  });
});
