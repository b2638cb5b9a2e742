import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, problemText } from '@org/model-registry-core';
import { describe, expect, it } from 'vitest';
import { PROGRAM as RETRAIN } from '../apps/retrain-scheduler/src/program.js';
import { type Bot, bot } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { machine, storeFolder } from './support/fleet.js';
import { runInProcess } from './support/in-process.js';
import { version, writeFiles } from './support/models.js';

const AT = ['--as-of', '2026-01-31T12:00:00Z'];
const CONFIG = `model:
  training_mode: single_symbol
  selection:
    max_age_days: 90
    min_performance: {auc: 0.55}
    performance: {metric: auc, weight: 100}
    live: {min: {win_rate: 0.4}, min_samples: 2, window: 3}
trading: {symbols: [BTCUSDT, ETHUSDT, XRPUSDT]}
operations:
  model_rotation: {enabled: true, retrain_frequency_days: 30, command: ["true"]}
`;

const metadata = (end: string, auc: number, symbols = ['BTCUSDT']) => ({
  ...{ training_end_timestamp: end, performance: { auc }, trained_symbols: symbols },
});

/** Versions of every standing, a journal, live results and past trainings. */
function busyBot(): Bot {
  const { 'feature_scaler_v1.4.joblib': _, ...half } = version('1.4', metadata('2026-01-10', 0.6));
  const run = (action: string, ended: string) => ({
    ...{ started: '2026-01-02T03:04:05Z', ended, action, version: '1.2', reasons: ['why'] },
  });
  const line = (event: string, name: string, at: string, before: string | null, after: string) =>
    JSON.stringify({
      ...{ event, version: name, at, reason: `for ${name}`, user: 'bot' },
      ...{ previous_version: before, selected_version: after },
    });
  const result = (name: string, rate: number) =>
    JSON.stringify({
      ...{ event: 'result', version: name, at: '2026-01-20T00:00:00Z' },
      metrics: { win_rate: rate },
    });
  return bot(
    {
      ...version('1.0', metadata('2025-12-01T01:02:03Z', 0.5678912)),
      ...version('1.1', metadata('2026-01-05T00:00:00Z', 0.7, ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'])),
      ...version('1.2', metadata('2026-01-20', 0.3)),
      ...version('1.3', { ...metadata('2025-01-01', 0.9), training_mode: 'multi_symbol' }),
      ...half,
      '.registry/journal.jsonl': `${[
        line('published', '1.0', '2025-12-02T00:00:00Z', null, '1.0'),
        line('published', '1.1', '2026-01-06T00:00:00.123Z', '1.0', '1.1'),
        line('rejected', '1.2', '2026-01-21T00:00:00Z', '1.1', '1.1'),
      ].join('\n')}\n`,
      '.registry/results.jsonl': `${[result('1.1', 0.5), result('1.1', 0.6), result('1.0', 0.45), result('1.3', 0.1), result('1.3', 0.2)].join('\n')}\n`,
      '.registry/retrain.json': JSON.stringify({
        failures: { count: 1, at: '2026-01-21T00:00:00Z' },
        ...{ symbols: [], running: null },
        runs: [run('promoted', '2026-01-06T00:00:00Z'), run('failed', '2026-01-21T00:00:00Z')],
      }),
    },
    CONFIG,
  );
}

/** A table of the page as a reader has it: rows of texts, and of a time the exact one. */
function tableIn(html: string, id: string): string[][] {
  const [, after = ''] = html.split(`<table id="${id}">`);
  const [body = ''] = (after.split('<tbody>')[1] ?? '').split('</tbody>');
  return body
    .split('<tr')
    .slice(1)
    .map((row) =>
      row
        .split(/<t[hd]\b[^>]*>/)
        .slice(1)
        .map(textOf),
    );
}

function textOf(cell: string): string {
  const exact = /datetime="(.*?)"/.exec(cell)?.[1];
  return exact ?? cell.replace(/<[^>]*>/g, '').trim();
}

const shown = (value: number) => String(Number(value.toFixed(4)));

interface Model {
  readonly version: string;
  readonly metadata: {
    training_end_timestamp: string;
    performance: { auc: number };
    trained_symbols: string[];
  };
}

describe('the page says the same as', () => {
  it('explain --json: each part of each score, and each reason', async () => {
    const { run, json } = busyBot();
    const { stdout: html } = await run(['page', ...AT]);
    const explained = await json(['explain', ...AT]);
    const ranked = explained.ranked as { version: string; score: Record<string, number> }[];
    expect(ranked.length).toBeGreaterThan(1);
    expect(tableIn(html, 'scores')).toEqual(
      ranked.map(({ version, score }, at) => [
        ...[version, String(at + 1)],
        ...['symbol_coverage', 'recency', 'version', 'performance', 'total'].map((part) =>
          shown(score[part] as number),
        ),
      ]),
    );
    const rejected = explained.rejected as { version: string; problems: Problem[] }[];
    const reasons = [...rejected].reverse().flatMap(({ version, problems }) =>
      problems.map((problem) => {
        const { expected, actual } = problemText(problem);
        return [version, problem.kind, expected, actual];
      }),
    );
    const kinds = [...html.matchAll(/<td><a href="#about-(.*?)">/g)].map(([, kind]) => kind);
    expect(
      tableIn(html, 'turned-down').map(([name, , expected, found], at) => [
        ...[name, kinds[at], expected, found],
      ]),
    ).toEqual(reasons);
    expect(html).toContain(`<p class="hero">${explained.selected_version}</p>`);
    expect(tableIn(html, 'all-versions').map(([name, , , ...row]) => [name, ...row])).toEqual(
      [
        ...ranked.map(({ version, score }, at) => [
          ...[version, shown(score.total as number), at === 0 ? 'live' : `rank ${at + 1}`],
        ]),
        ...rejected.map(({ version, problems }) => [
          ...[version, '—', problems.map(({ kind }) => kind).join(', ')],
        ]),
      ].sort(([a = ''], [b = '']) => Number(b) - Number(a)),
    );
  });

  it('fleet --json: what each machine runs, since when, and how far it is behind', async () => {
    const store = storeFolder();
    const [first, second] = [machine(store, version('1.0')), machine(store)];
    expectEnd(await first.run(['push']), 0);
    expectEnd(await second.run(['pull']), 0);
    expectEnd(await first.run(['pull']), 0);
    writeFiles(first.models, version('1.1'));
    expectEnd(await first.run(['push']), 0);
    expectEnd(await first.run(['pull']), 0);
    const { stdout: html } = await second.run(['page']);
    const fleet = await second.json(['fleet']);
    const hosts = fleet.hosts as Record<'selected' | 'since' | 'last_pull' | 'journal', string>[];
    const exact = (time: string | null) => (time === null ? '—' : new Date(time).toISOString());
    const rows = tableIn(html, 'hosts').map(([, ...row]) => row.slice(0, 4));
    expect(rows).toEqual(
      [...hosts]
        .map((host) => ({ ...host, behind: Number(fleet.journal) - Number(host.journal) }))
        .sort((a, b) => b.behind - a.behind)
        .map(({ selected, since, last_pull, behind }) => [
          ...[selected, exact(since), exact(last_pull), String(behind)],
        ]),
    );
    expect(rows.map(([selected, , , behind]) => [selected, Number(behind) > 0])).toEqual([
      ['1.0', true],
      ['1.1', false],
    ]);
  });

  it('list --json: ages, metrics and symbols of each version', async () => {
    const { run, json } = busyBot();
    const { stdout: html } = await run(['page', ...AT]);
    const models = [...((await json(['list', ...AT])).models as Model[])].reverse();
    const now = Date.parse('2026-01-31T12:00:00Z');
    const end = (model: Model) => Date.parse(model.metadata.training_end_timestamp);
    expect(tableIn(html, 'ages')).toEqual(
      models.map((model) => {
        const days = (now - end(model)) / 86_400_000;
        return [model.version, new Date(end(model)).toISOString(), shown(days), shown(90 - days)];
      }),
    );
    expect(tableIn(html, 'metrics').map(([name, time, value]) => [name, time, value])).toEqual(
      models.map((model) => [
        ...[model.version, new Date(end(model)).toISOString()],
        shown(model.metadata.performance.auc),
      ]),
    );
    const versionsOf = (symbol: string) =>
      models.filter(({ metadata }) => metadata.trained_symbols.includes(symbol)).length;
    const symbols = tableIn(html, 'symbol-versions');
    expect(symbols.map(([symbol]) => symbol).sort()).toEqual([
      'BTCUSDT',
      'ETHUSDT',
      'SOLUSDT',
      'XRPUSDT',
    ]);
    for (const [symbol = '', , , number] of symbols)
      expect(number).toBe(String(versionsOf(symbol)));
    expect(tableIn(html, 'all-versions').map((row) => row.slice(0, 3))).toEqual(
      models.map((model) => [
        ...[model.version, new Date(end(model)).toISOString().slice(0, 10)],
        String(model.metadata.trained_symbols.length),
      ]),
    );
  });

  it('history --json: every entry', async () => {
    const { run, json } = busyBot();
    const { stdout: html } = await run(['page', ...AT]);
    const { entries } = await json(['history']);
    expect(tableIn(html, 'journal')).toEqual(
      [...(entries as Record<string, string | null>[])]
        .reverse()
        .map((entry) => [
          new Date(entry.at ?? '').toISOString(),
          ...[entry.event, entry.version, entry.previous_version ?? 'none', entry.selected_version],
          ...[entry.user, entry.reason],
        ]),
    );
  });

  it('retrain status --json: when the next training is due, and the last ones', async () => {
    const { run, cwd } = busyBot();
    const { stdout: html } = await run(['page', ...AT]);
    const { stdout } = await runInProcess(RETRAIN, ['status', '--json', ...AT], { cwd });
    const status = JSON.parse(stdout);
    const [, fact = ''] = /<dt>Next training<dd>(.*?)<\/div>/.exec(html) ?? [];
    expect(textOf(fact)).toBe(status.next_due);
    const runs = [...(status.runs as Record<string, string>[])].reverse();
    expect(tableIn(html, 'trainings').map((row) => row.slice(0, 4))).toEqual(
      runs.map(({ started, ended, version, action }) => [
        ...[ended, started].map((time) => new Date(time ?? '').toISOString()),
        ...[version, action],
      ]),
    );
  });

  it('retrain status --page: it is the same page', async () => {
    const { run, cwd } = busyBot();
    const status = (...words: string[]) =>
      runInProcess(RETRAIN, ['status', '--page', ...words, ...AT], { cwd });
    const { stdout: html } = await run(['page', ...AT]);
    const printed = await status();
    expectEnd(printed, 0);
    expect(printed.stdout).toBe(html);
    const written = await status('page.html');
    expectEnd(written, 0);
    expect(written.stdout).toBe('');
    expect(readFileSync(join(cwd, 'page.html'), 'utf8')).toBe(html);
    expect(JSON.parse((await status('page.html', '--json')).stdout)).toMatchObject({
      ...{ schema: 'model-registry/page@1', out: 'page.html', selected_version: '1.1' },
    });
    const other = await status('config/config.yaml');
    expect(other.status).toBe(2);
    expect(other.stderr).toContain('there is a file that holds no page');
  });

  it('the results that were recorded', async () => {
    const { run } = busyBot();
    const { stdout: html } = await run(['page', ...AT]);
    expect(tableIn(html, 'results')).toEqual([
      ['1.1', 'win_rate', '0.55', '0.4', '2', ''],
      ['1.0', 'win_rate', '0.45', '0.4', '1', ''],
      ['1.3', 'win_rate', '0.15', '0.4', '2', 'turned down'],
    ]);
  });
});

it('retrain status writes no file without --page', async () => {
  const { cwd } = busyBot();
  const { status, stderr } = await runInProcess(RETRAIN, ['status', 'page.html'], { cwd });
  expect(status).toBe(2);
  expect(stderr).toContain('page.html: a file is written with --page alone');
});

describe('page --out', () => {
  it('replaces the file in one step, prints nothing, and tells in JSON', async () => {
    const { run, json, cwd } = busyBot();
    const file = join(cwd, 'page.html');
    const { stdout: printed } = await run(['page', ...AT]);
    const written = await run(['page', ...AT, '--out', 'page.html']);
    expectEnd(written, 0);
    expect(written.stdout).toBe('');
    expect(readFileSync(file, 'utf8')).toBe(printed);
    const before = statSync(file).ino;
    expect(await json(['page', ...AT, '--out', 'page.html'])).toEqual({
      ...{ schema: 'model-registry/page@1', out: 'page.html', selected_version: '1.1', html: null },
    });
    expect(statSync(file).ino).not.toBe(before);
    expect((await json(['page', ...AT])).html).toBe(printed);
  });

  it.each([
    ['a file that is no page', 'config/config.yaml', 'there is a file that holds no page'],
    ['a link', 'link.html', 'something else than a regular file is there'],
    ['a folder that is not there', 'none/page.html', 'cannot be written'],
  ])('leaves alone %s', async (_, out, why) => {
    const { run, cwd } = busyBot();
    symlinkSync('config/config.yaml', join(cwd, 'link.html'));
    const { status, stderr } = await run(['page', ...AT, '--out', out]);
    expect(status).toBeGreaterThan(1);
    expect(stderr).toContain(why);
    expect(readFileSync(join(cwd, 'config/config.yaml'), 'utf8')).toBe(CONFIG);
  });

  it('of a directory that cannot be read leaves the page as it was', async () => {
    const { run, cwd } = busyBot();
    await run(['page', ...AT, '--out', 'page.html']);
    const before = readFileSync(join(cwd, 'page.html'), 'utf8');
    writeFileSync(join(cwd, 'config/config.yaml'), 'model: [');
    expect((await run(['page', '--out', 'page.html'])).status).toBe(2);
    expect(readFileSync(join(cwd, 'page.html'), 'utf8')).toBe(before);
  });
});
