import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bot, bot, filesIn, training } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { version } from './support/models.js';

const journalOf = ({ models }: Bot) => join(models, '.registry/journal.jsonl');
const linesOf = (own: Bot) => readFileSync(journalOf(own), 'utf8').split('\n');

/** Changes of every kind. */
async function changes(): Promise<Bot> {
  const own = bot({ ...version('0.8'), ...version('0.9') });
  const steps = [
    ['train', '--force-train', '--version', '1.0', ...training()],
    ['pin', '0.9'],
    ['unpin'],
    ['train', '--force-train', ...training()],
    ['rollback'],
    ['prune', '--keep', '0'],
  ];
  for (const words of steps) expectEnd(await own.run(words), 0);
  return own;
}

/** What happened to which version, why, what was selected before and after, what was pinned then. */
const HAPPENED = [
  ['published', '1.0', 'trained', '0.9', '1.0', null],
  ['pinned', '0.9', 'pin', '1.0', '0.9', '0.9'],
  ['unpinned', null, 'unpin', '0.9', '1.0', null],
  ['published', '1.1', 'trained', '1.0', '1.1', null],
  ['pinned', '1.0', 'rollback', '1.1', '1.0', '1.0'],
  ['archived', '0.8', 'prune', '1.0', '1.0', '1.0'],
] as const;

describe('history', () => {
  it('tells what was published, pinned, archived and selected, when and why', async () => {
    const since = new Date().toISOString();
    const { json, run, models } = await changes();
    const { entries, ...document } = (await json(['history'])) as { entries: { at: string }[] };
    const common = { schema: 'model-registry/history@1', models_dir: models };
    expect(document).toEqual({ ...common, skipped: 0 });
    expect(entries).toEqual(
      HAPPENED.map(([event, version, reason, before, selected]) => {
        const versions = { previous_version: before, selected_version: selected };
        return {
          event,
          version,
          at: expect.any(String),
          reason,
          user: expect.any(String),
          ...versions,
        };
      }),
    );
    const times = entries.map(({ at }) => at);
    const ascending = [since, ...times, new Date().toISOString()];
    expect(ascending).toEqual([...ascending].sort());
    for (const [index, at] of times.entries()) {
      const [, , , , selected, pinned] = HAPPENED[index] ?? [];
      const last = entries[index];
      expect(await json(['history', '--at', at])).toEqual({
        ...{ ...common, at, selected_version: selected, pinned_version: pinned, last },
      });
    }
    const nothing = { selected_version: null, pinned_version: null, last: null };
    expect(await json(['history', '--at', '2020-01-01'])).toMatchObject(nothing);
    expectEnd(await run(['history', '--at', 'yesterday']), 2);
  });

  it('in words', async () => {
    const { run } = await changes();
    const seconds = (text: string) =>
      text.replaceAll(/20[-\d]+T[:.\d]+Z/g, 'THEN').replaceAll(/by [^:\n]+/g, 'by WHOM');
    expect(
      seconds((await run(['history'])).stdout)
        .split('\n')
        .slice(0, 4),
    ).toEqual([
      'THEN  published 1.0       selected 0.9 -> 1.0',
      '                      by WHOM: trained',
      'THEN  pinned 0.9          selected 1.0 -> 0.9',
      '                      by WHOM',
    ]);
    expect(seconds((await run(['history', '--at', '2100-01-01'])).stdout).split('\n')).toEqual([
      'At 2100-01-01T00:00:00.000Z',
      '  selected  1.0',
      '  pinned    1.0',
      '  last      THEN  archived 0.8  selected 1.0',
      '',
    ]);
  });

  it('of a directory with no journal, or of none: nothing is recorded, nothing is made', async () => {
    const { run, models } = bot(version('1.0'));
    for (const words of [['history'], ['history', '--models-dir', 'nowhere']]) {
      const result = await run(words);
      expectEnd(result, 0);
      expect(result.stdout).toBe('Nothing is recorded yet.\n');
    }
    expect(filesIn(models)).toEqual(version('1.0'));
  });
});

describe('a last line that a crash tore', () => {
  it.each([
    ['in its middle', (line: string) => line.slice(0, line.length / 2)],
    ['after its first byte', (line: string) => line.slice(0, 1)],
    ['before its newline', (line: string) => line],
  ])('%s is tolerated, and mended by the next write', async (_, tear) => {
    const own = bot(version('1.0'));
    await own.run(['pin', '1.0']);
    const [whole = ''] = linesOf(own);
    appendFileSync(journalOf(own), tear(whole));
    const isWhole = tear(whole) === whole;
    const torn = await own.run(['history', '--json']);
    expectEnd(torn, 0);
    const read = JSON.parse(torn.stdout);
    expect(read.entries).toHaveLength(isWhole ? 2 : 1);
    expect(read.skipped).toBe(isWhole ? 0 : 1);
    expectEnd(await own.run(['unpin']), 0);
    const lines = linesOf(own);
    expect(lines.pop()).toBe('');
    const events = lines.map((line) => JSON.parse(line).event);
    expect(events).toEqual(['pinned', ...(isWhole ? ['pinned'] : []), 'unpinned']);
  });

  it('of 150,000 entries prints each, aligned', async () => {
    const own = await changes();
    const [first = ''] = linesOf(own);
    const long = first.replace('"version":"1.0"', '"version":"123456.123456"');
    writeFileSync(journalOf(own), `${`${first}\n`.repeat(150_000)}${long}\n`);
    const { stdout } = await own.run(['history']);
    const lines = stdout.split('\n').filter((line) => line.includes('selected'));
    expect(lines).toHaveLength(150_001);
    expect(new Set(lines.map((line) => line.indexOf('selected'))).size).toBe(1);
  });

  it('of a journal that is too long the end is read, which history says', async () => {
    const own = bot({ ...version('1.0'), ...version('1.1') });
    await own.run(['pin', '1.0']);
    const journal = join(own.models, '.registry/journal.jsonl');
    truncateSync(journal, 200_000_000);
    await own.run(['pin', '1.1']);
    const { status, stdout, stderr } = await own.run(['history']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\S+ {2}pinned 1\.1 .*\n/);
    expect(stderr).toMatch(/the journal is too long: its first 132\d{6} bytes were not read/);
    expect(await own.run(['rollback'])).toMatchObject({ status: 0 });
  });

  it('what else is in the journal is skipped, counted and kept', async () => {
    const own = bot(version('1.0'));
    await own.run(['pin', '1.0']);
    const [whole = ''] = linesOf(own);
    const strange = ['', 'not JSON', '{"event": "born"}', '[]', 'x'.repeat(20_000)];
    writeFileSync(journalOf(own), `${[whole, ...strange].join('\n')}\n`);
    expectEnd(await own.run(['unpin']), 0);
    expect(await own.json(['history'])).toMatchObject({
      entries: [{ event: 'pinned' }, { event: 'unpinned' }],
      skipped: strange.length,
    });
    expect((await own.run(['history'])).stderr).toContain('5 lines of the journal cannot be read');
    expect(linesOf(own).slice(1, -2)).toEqual(strange);
  });
});

it('lines of many writers at once are whole, and none is missing', async () => {
  const own = bot({ ...version('1.0'), ...version('1.1') });
  const words = ['pin', '1.0', '--wait', '600'];
  const runs = Array.from({ length: 8 }, () => own.start(words));
  for (const { ended } of runs) expectEnd(await ended, 0);
  const lines = linesOf(own);
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(Array(8).fill('pinned'));
});
