import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAM as INSTALLER } from '../apps/installer-helper/src/program.js';
import { PROGRAM as SCHEDULER } from '../apps/retrain-scheduler/src/program.js';
import { type Bot, bot, CONFIG, filesIn } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { runInProcess } from './support/in-process.js';
import { type Files, version, writeFiles } from './support/models.js';
import { until } from './support/running.js';

const LIVE = '  selection: {live: {min: {win_rate: 0.4}, min_samples: 3, window: 4}}\n';
const TWO: Files = { ...version('1.0'), ...version('1.1') };
const RESULTS = '.registry/results.jsonl';

const liveBot = (files: Files = TWO, config = CONFIG + LIVE) => bot(files, config);

async function recordAll(own: Bot, name: string, ...rates: number[]) {
  for (const rate of rates) expectEnd(await own.run(['record', name, `win_rate=${rate}`]), 0);
}

const selectedIn = async (own: Bot) =>
  ((await own.json(['list'])).selected as { version: string } | null)?.version ?? null;

const eventsOf = async (own: Bot) =>
  ((await own.json(['history'])).entries as { event: string; version: string }[]).map(
    ({ event, version }) => `${event} ${version}`,
  );

describe('record', () => {
  it('notes what a version did, and when', async () => {
    const own = bot(TWO);
    const at = '2026-01-02T03:04:05.000Z';
    const result = await own.run([
      'record',
      '1.1',
      'win_rate=0.31',
      'trades=12',
      'pnl=-4.5',
      '--at',
      at,
    ]);
    expectEnd(result, 0);
    expect(result).toMatchObject({
      stdout: 'Recorded 1.1: win_rate=0.31, trades=12, pnl=-4.5\n',
      stderr: '',
    });
    const text = readFileSync(join(own.models, RESULTS), 'utf8');
    expect(text).toBe(
      `${JSON.stringify({ event: 'result', version: '1.1', at, metrics: { win_rate: 0.31, trades: 12, pnl: -4.5 } })}\n`,
    );
    expect(await eventsOf(own)).toEqual([]);
  });

  it('turns a version down whose last results are too low: the next best is selected', async () => {
    const own = liveBot();
    const first = await own.run(['record', '1.1', 'win_rate=0.5', 'trades=9']);
    expect(first.stdout).toBe(
      'Recorded 1.1: win_rate=0.5, trades=9\n  win_rate: mean 0.5 of the last 1, at least 0.4, judged after 3\n',
    );
    await recordAll(own, '1.1', 0.4);
    expect(await selectedIn(own)).toBe('1.1');
    const last = await own.run(['record', '1.1', 'win_rate=0.1']);
    expect(last.stdout).toBe(
      `Recorded 1.1: win_rate=0.1
  win_rate: mean 0.3333 of the last 3, at least 0.4
Version 1.1 is turned down for it: selected 1.1 -> 1.0
`.replace('selected 1.1 -> 1.0', last.stdout.trimEnd().split('for it: ')[1] ?? ''),
    );
    expect(await selectedIn(own)).toBe('1.0');
    expect(await own.json(['explain'])).toMatchObject({
      selected_version: '1.0',
      rejected: [
        {
          version: '1.1',
          problems: [{ kind: 'live-performance', metric: 'win_rate', expected: 0.4, samples: 3 }],
        },
      ],
    });
    const { stdout } = await own.run(['explain']);
    expect(stdout).toContain('Live Results      win_rate >= 0.4: mean of the last 4, after 3');
    expect((await own.json(['history'])).entries).toMatchObject([
      {
        event: 'turned-down',
        version: '1.1',
        reason: expect.stringContaining('the mean of win_rate was 0.3333, below 0.4'),
        previous_version: '1.1',
        selected_version: '1.0',
      },
    ]);
  });

  it('a version that was turned down does not come back by itself', async () => {
    const own = liveBot();
    await recordAll(own, '1.1', 0, 0, 0, 1, 1, 1, 1, 1, 1);
    expect(await selectedIn(own)).toBe('1.0');
    // Nor by a config that asks for less.
    writeFileSync(join(own.cwd, 'config/config.yaml'), CONFIG + LIVE.replace('0.4', '0.0'));
    expect(await selectedIn(own)).toBe('1.0');
    expect(await eventsOf(own)).toEqual(['turned-down 1.1']);
    const document = await own.json(['record', '1.1', 'win_rate=1']);
    expect(document).toMatchObject({
      turned_down: true,
      standings: [{ metric: 'win_rate', samples: 10 }],
    });
  });

  it('forgive lets it begin anew', async () => {
    const own = liveBot();
    await recordAll(own, '1.1', 0, 0, 0);
    const forgiven = await own.run(['forgive', '1.1']);
    expectEnd(forgiven, 0);
    expect(forgiven.stdout).toContain('Forgiven 1.1');
    expect(await selectedIn(own)).toBe('1.1');
    await recordAll(own, '1.1', 0, 0);
    expect(await selectedIn(own)).toBe('1.1');
    await recordAll(own, '1.1', 0);
    expect(await selectedIn(own)).toBe('1.0');
    expect(await own.json(['forgive', '1.0'])).toMatchObject({
      action: 'none',
      version: '1.0',
      selected: { version: '1.0' },
    });
    expect(await eventsOf(own)).toEqual(['turned-down 1.1', 'forgiven 1.1', 'turned-down 1.1']);
  });

  it('a pin takes it as it is, and a rollback does not go back to it', async () => {
    const own = liveBot();
    await recordAll(own, '1.1', 0, 0, 0);
    expectEnd(await own.run(['pin', '1.1']), 0);
    expect(await selectedIn(own)).toBe('1.1');
    expectEnd(await own.run(['unpin']), 0);
    expect(await selectedIn(own)).toBe('1.0');
    expectEnd(await own.run(['rollback']), 1);
    expect(await selectedIn(own)).toBe('1.0');
  });

  it('where all are turned down, none is selected: exit 1', async () => {
    const own = liveBot();
    await recordAll(own, '1.1', 0, 0, 0);
    await recordAll(own, '1.0', 0, 0, 0);
    expectEnd(await own.run(['select']), 1);
    expectEnd(await own.run(['explain']), 0);
  });

  it('is noted also while a pin cannot be read, and counts', async () => {
    const own = liveBot();
    await recordAll(own, '1.1', 0, 0);
    writeFileSync(join(own.models, '.registry/pin.json'), '{');
    expectEnd(await own.run(['record', '1.1', 'win_rate=0']), 2);
    rmSync(join(own.models, '.registry/pin.json'));
    expect(await selectedIn(own)).toBe('1.0');
    await recordAll(own, '1.0', 1);
    expect(await eventsOf(own)).toEqual(['turned-down 1.1']);
  });

  it('a watch follows at once', async () => {
    const own = liveBot();
    await recordAll(own, '1.1', 0, 0);
    const watcher = own.start(['watch']);
    const reasons = () =>
      watcher
        .printed()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line))
        .map(({ selected, reason }) => `${selected?.version}: ${reason}`);
    await until('the first line', () => reasons().length > 0);
    await recordAll(own, '1.1', 0);
    await until('another version', () => reasons().length > 1);
    expect(reasons()).toEqual(['1.1: started', '1.0: model-turned-down']);
  });

  it('without model.selection.live nothing is judged, and the file is not even looked at', async () => {
    const own = bot(TWO);
    await recordAll(own, '1.1', 0, 0, 0, 0);
    expect(await selectedIn(own)).toBe('1.1');
    rmSync(join(own.models, RESULTS));
    mkdirSync(join(own.models, RESULTS));
    const result = await own.run(['select']);
    expectEnd(result, 0);
    expect(result.stderr).toBe('');
    expect(await own.json(['doctor'])).toMatchObject({
      problems: expect.not.arrayContaining([
        expect.objectContaining({ kind: 'results-unreadable' }),
      ]),
    });
  });

  it('of a family of several it is kept for each', async () => {
    const layout =
      '  layout: {model: "{symbol}_v{version}.pkl", scaler: null, config: "{symbol}_v{version}.json"}\n';
    const filesOf = (symbol: string): Files => ({
      [`${symbol}_v1.0.pkl`]: 'Vm\n.',
      [`${symbol}_v1.0.json`]: '{}',
    });
    const own = bot({ ...filesOf('BTC'), ...filesOf('ETH') }, CONFIG + layout + LIVE);
    for (const rate of [0, 0, 0]) {
      expectEnd(await own.run(['record', '1.0', `win_rate=${rate}`, '--set', 'symbol=BTC']), 0);
    }
    expectEnd(await own.run(['select', '--set', 'symbol=BTC']), 1);
    expectEnd(await own.run(['select', '--set', 'symbol=ETH']), 0);
  });

  it.each([
    ['no figure', ['1.1'], 'NAME=NUMBER is missing'],
    ['no version', [], 'VERSION is missing'],
    ['a figure that is text', ['1.1', 'win_rate=high'], 'win_rate=high: expected NAME=NUMBER'],
    ['a figure that only JavaScript reads', ['1.1', 'trades=0x10'], 'trades=0x10: expected NAME'],
    ['a figure without a name', ['1.1', '=1'], '=1: expected NAME=NUMBER'],
    ['a name without a figure', ['1.1', 'win_rate='], 'win_rate=: expected NAME=NUMBER'],
    ['no number', ['1.1', 'win_rate=nan'], 'win_rate=nan: expected'],
    ['too large a number', ['1.1', 'pnl=1e300'], 'pnl=1e300: expected'],
    ['a name with a line end', ['1.1', 'a\nb=1'], 'expected NAME=NUMBER'],
    ['a name twice', ['1.1', 'pnl=1', 'pnl=2'], 'pnl is there twice'],
    ['a version that is not there', ['7.0', 'pnl=1'], 'there is no version 7.0'],
    ['no version at all', ['newest', 'pnl=1'], 'version newest: expected'],
    ['no time', ['1.1', 'pnl=1', '--at', 'noon'], '--at noon'],
    [
      'a year after 9999 in UTC',
      ['1.1', 'win_rate=1', '--at=9999-12-31T23:59:59-14:00'],
      'the year has to be 1 to 9999',
    ],
  ])('%s: exit 2, and nothing is recorded', async (_, words, said) => {
    const own = liveBot();
    const result = await own.run(['record', ...words]);
    expectEnd(result, 2);
    expect(result.stderr).toContain(said);
    expect(filesIn(own.models)[RESULTS]).toBeUndefined();
  });
});

describe('a results file that is damaged, or was made to do harm', () => {
  const bad = (rate: number) =>
    `${JSON.stringify({ event: 'result', version: '1.1', at: '2026-01-02', metrics: { win_rate: rate } })}\n`;
  const three = bad(0).repeat(3);

  it.each([
    ['text', 'hello\n'],
    ['bad results with a line of something else', `${three}hello\n`],
    ['bad results in another form', three.replaceAll('"event":"result"', '"event":"results"')],
    ['numbers beyond all measure', three.replaceAll('0}', '-1e308}')],
    ['infinity', three.replaceAll('0}', '-1e999}')],
    ['nested without end', `${three}${'[{"a":'.repeat(50_000)}\n`],
    ['bytes', '\0\u0001\n'.repeat(1_000)],
    ['larger than is ever read', bad(0).repeat(120_000)],
  ])('%s: turns nobody down, and is named', async (_, content) => {
    const own = liveBot({ ...TWO, [RESULTS]: content });
    const selected = await own.run(['select', '--paths']);
    expectEnd(selected, 0);
    expect(selected.stdout).toContain('_v1.1.');
    expect(selected.stderr).toContain(`live results ${join(own.models, RESULTS)} cannot be used`);
    const { problems } = await own.json(['doctor']);
    expect(problems).toContainEqual(
      expect.objectContaining({ kind: 'results-unreadable', file: join(own.models, RESULTS) }),
    );
    expectEnd(await own.run(['record', '1.1', 'win_rate=0']), 0);
    expect(await selectedIn(own)).toBe('1.1');
    const forgiven = await own.run(['forgive', '1.1']);
    expectEnd(forgiven, 1);
    expect(forgiven.stderr).toContain(`live results ${join(own.models, RESULTS)} cannot be used`);
    expect(forgiven.stderr).toContain('nobody knows whether version 1.1 is turned down');
  });

  it('is named wherever a decision is shown', async () => {
    const rotation = 'operations: {model_rotation: {enabled: true, command: ["true"]}}\n';
    const own = liveBot({ ...TWO, [RESULTS]: 'hello\n' }, CONFIG + LIVE + rotation);
    const named = `live results ${join(own.models, RESULTS)} cannot be used (line 1)`;
    const commands = [
      ...[
        ['select'],
        ['list'],
        ['explain'],
        ['next-version'],
        ['metrics'],
        ['train', '--', 'false'],
      ],
      ...[['pin', '1.0'], ['unpin'], ['record', '1.1', 'win_rate=0.1'], ['publish', 'made']],
    ];
    writeFiles(join(own.cwd, 'made'), version('1.2'));
    for (const words of commands) {
      const result = await own.run(words);
      expect(result, words.join(' ')).toMatchObject({ status: 0 });
      expect(result.stderr, words.join(' ')).toContain(named);
    }
    expect((await own.run(['metrics'])).stdout).toMatch(
      /^model_registry_results_unreadable\{.* 1$/m,
    );
    const options = { cwd: own.cwd };
    expect((await runInProcess(INSTALLER, ['--reuse'], options)).stderr).toContain(named);
    for (const words of [['--dry-run'], ['status']]) {
      expect((await runInProcess(SCHEDULER, words, options)).stderr).toContain(named);
    }
    const watcher = own.start(['watch']);
    await until('the warning', () => watcher.said().includes(named));
  });

  it('a last line that a crash tore is none of that', async () => {
    const own = liveBot({ ...TWO, [RESULTS]: three + bad(1).slice(0, -20) });
    const result = await own.run(['select', '--paths']);
    expect(result.stdout).toContain('_v1.0.');
    expect(result.stderr).not.toContain('live results');
    await recordAll(own, '1.1', 1);
    expect(await selectedIn(own)).toBe('1.0');
  });
});
