import { describe, expect, it } from 'vitest';
import { keysOf } from '../contract.js';
import { startServer, storeAt } from './fake-server.js';

const contents = (key: string, size = '1') =>
  `<Contents><Key>${key}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><Size>${size}</Size></Contents>`;
const page = (inner: string, next?: string) =>
  `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}<IsTruncated>${next !== undefined}</IsTruncated>${next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`}</ListBucketResult>`;

/** What a store lists that answers each request with the next of these, and with the last again and again. */
async function listed(pages: readonly string[]) {
  const urls: URL[] = [];
  const endpoint = await startServer((asked, answer) => {
    urls.push(new URL(asked.url ?? '', 'http://x'));
    answer.end(pages[Math.min(urls.length, pages.length) - 1]);
  });
  const store = await storeAt(endpoint);
  return { keys: await keysOf(store.list('hosts/')), urls };
}

describe('the listing of a bucket', () => {
  it('comes in pages', async () => {
    const { keys, urls } = await listed([
      page(contents('bot/hosts/a') + contents('bot/hosts/b'), 'x/y+z=&amp;'),
      page(contents('bot/hosts/c')),
    ]);
    expect(keys).toEqual(['hosts/a', 'hosts/b', 'hosts/c']);
    expect(urls[0]?.searchParams.get('prefix')).toBe('bot/hosts/');
    expect(urls[1]?.searchParams.get('continuation-token')).toBe('x/y+z=&');
  });

  it('passes over what is no key of ours', async () => {
    const strange = [
      'bot/hosts/../../etc/passwd',
      'bot/hosts//a',
      'bot/hosts/.hidden',
      'bot/hosts/A&#27;[2J',
      'bot/hosts/&lt;script&gt;',
      'bot/other',
      'elsewhere',
      '/etc/passwd',
      '',
      'bot/hosts/',
      `bot/hosts/${'a'.repeat(2000)}`,
    ];
    const { keys } = await listed([
      page(
        strange.map((key) => contents(key)).join('') +
          contents('bot/hosts/b', '-1') +
          contents('bot/hosts/z'),
      ),
    ]);
    expect(keys).toEqual(['hosts/z']);
  });

  it.each([
    ['no XML', 'hello'],
    ['another document', '<html></html>'],
    ['a document type', `<!DOCTYPE x [<!ENTITY a "b">]>${page('')}`],
    ['an entity', page(contents('bot/hosts/&a;'))],
    ['more pages, and no way to them', page('', '')],
    ['keys that go back', page(contents('bot/hosts/b') + contents('bot/hosts/a'))],
    ['one key again and again', page(contents('bot/hosts/a'), 'next')],
    ['empty pages without end', page('', 'next')],
    ['more than a page has', page(contents(`bot/hosts/${'a'.repeat(5_000_000)}`))],
    ['elements in elements in elements', page('<a>'.repeat(50_000) + '</a>'.repeat(50_000))],
  ])('refuses %s', async (_, answer) => {
    await expect(listed([answer])).rejects.toMatchObject({ name: 'StoreError', kind: 'damaged' });
  });

  it('ends where every empty page has a new token', async () => {
    let asked = 0;
    const endpoint = await startServer((_, answer) => {
      asked += 1;
      answer.end(page('', `token-${asked}`));
    });
    const list = keysOf((await storeAt(endpoint)).list(''));
    await expect(list).rejects.toMatchObject({ kind: 'damaged' });
    expect(asked).toBeLessThan(200);
  });
});
