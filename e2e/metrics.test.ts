import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bot, bot, CONFIG } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { version, writeFiles } from './support/models.js';
import { itWithPython } from './support/python.js';
import { whyNotUnprivileged } from './support/unprivileged.js';

const AT = ['--as-of', '2026-03-31T00:00:00Z'];
const ROTATION = `operations:
  model_rotation: {enabled: true, retrain_frequency_days: 30, command: ["true"]}
`;
const STATE = {
  failures: { count: 2, at: '2026-03-30T00:00:00Z' },
  symbols: [],
  running: null,
  runs: [run('promoted', '2026-01-01T00:00:00Z'), run('failed', '2026-03-30T00:00:00.500Z')],
};

function run(action: string, ended: string) {
  return { started: '2026-01-01T00:00:00Z', ended, action, version: '1.0', reasons: [] };
}

/** A version to select, one that is turned down, one that is not complete, and a past. */
function busyBot(): Bot {
  const { 'feature_scaler_v1.2.joblib': _, ...half } = version('1.2');
  return bot(
    {
      ...version('1.0', { training_end_timestamp: '2026-02-01' }),
      ...version('1.1', { training_mode: 'multi_symbol' }),
      ...half,
      'meta_model_v1.0_old.joblib': '',
      '.registry/retrain.json': JSON.stringify(STATE),
    },
    CONFIG + ROTATION,
  );
}

/** The figures by their names and labels, those of the place left out. */
function figuresIn(page: string): Record<string, number> {
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = '', labels = '', value] =
        /^model_registry_(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
      const own = labels.split(',').filter((label) => !/^(models_dir|config)=/.test(label));
      return [own.length > 0 ? `${name} ${own.join(' ')}` : name, Number(value)];
    }),
  );
}

describe('metrics', () => {
  it('have no figure for what cannot be read, and one that says so', async () => {
    const own = busyBot();
    writeFileSync(join(own.models, '.registry/retrain.json'), '{');
    const { stdout, stderr } = await own.run(['metrics', ...AT]);
    const figures = figuresIn(stdout);
    expect(figures.retrain_state_unreadable).toBe(1);
    const unknown = ['retrain_failures', 'retrain_running', 'retrain_last_run_timestamp_seconds'];
    for (const name of unknown) expect(figures).not.toHaveProperty(name);
    expect(stderr).toContain(join(own.models, '.registry/retrain.json'));
  });

  it('tell what is selected, what speaks against the others, and how the last retraining went', async () => {
    const { stdout } = await busyBot().run(['metrics', ...AT]);
    const day = 86_400;
    expect(figuresIn(stdout)).toMatchObject({
      selected: 1,
      'selected_info version="1.0"': 1,
      selected_age_seconds: 58 * day,
      selected_training_end_timestamp_seconds: Date.parse('2026-02-01') / 1000,
      'selected_score part="version"': 100,
      'versions state="selectable"': 1,
      'versions state="rejected"': 2,
      'problems kind="training-mode-mismatch"': 1,
      'problems kind="missing-file"': 1,
      'problems kind="too-old"': 0,
      ignored_files: 1,
      'pinned by="config"': 0,
      'pinned by="command"': 0,
      retrain_enabled: 1,
      retrain_period_seconds: 30 * day,
      retrain_overdue: 1,
      retrain_last_run_timestamp_seconds: Date.parse('2026-03-30T00:00:00.500Z') / 1000,
      'retrain_last_run_outcome outcome="failed"': 1,
      'retrain_last_run_outcome outcome="promoted"': 0,
      retrain_last_promotion_timestamp_seconds: Date.parse('2026-01-01') / 1000,
      retrain_failures: 2,
      retrain_running: 0,
    });
  });

  it('tell of a pin, and that no model may be loaded', async () => {
    const own = bot(version('1.1'), `${CONFIG}  pin: "1.0"\n`);
    const result = await own.run(['metrics', ...AT]);
    expectEnd(result, 0);
    const figures = figuresIn(result.stdout);
    expect(figures).toMatchObject({
      selected: 0,
      'pinned by="config"': 1,
      'pin_info version="1.0" by="config"': 1,
      'problems kind="not-pinned"': 1,
      retrain_overdue: 0,
    });
    expect(Object.keys(figures).some((name) => name.startsWith('selected_info'))).toBe(false);
  });

  it('tell how versions do by their live results, where the config asks for some', async () => {
    const live = '  selection: {live: {min: {win_rate: 0.4}, min_samples: 3, window: 2}}\n';
    const own = bot({ ...version('1.0'), ...version('1.1') }, CONFIG + live);
    for (const rate of [1, 0.5, 0.75]) {
      expectEnd(await own.run(['record', '1.1', `win_rate=${rate}`, 'trades=7']), 0);
    }
    const { stdout } = await own.run(['metrics', ...AT]);
    const live_ = Object.entries(figuresIn(stdout)).filter(([name]) => /live|results/.test(name));
    expect(Object.fromEntries(live_)).toEqual({
      results_unreadable: 0,
      'problems kind="live-performance"': 0,
      'problems kind="results-unreadable"': 0,
      'live_mean version="1.1" metric="win_rate"': 0.625,
      'live_mean_minimum version="1.1" metric="win_rate"': 0.4,
      'live_samples version="1.1" metric="win_rate"': 3,
    });
    writeFileSync(join(own.cwd, 'config/config.yaml'), CONFIG);
    expect((await own.run(['metrics', ...AT])).stdout).not.toContain('live_mean');
  });

  it('say whose they are: two bots of one machine have no series in common', async () => {
    const pages = [];
    for (const own of [busyBot(), busyBot()]) pages.push((await own.run(['metrics'])).stdout);
    const [one = [], other] = pages.map((page) =>
      page
        .split('\n')
        .filter((line) => line.startsWith('model_registry'))
        .map((line) => line.replace(/ \S+$/, '')),
    );
    expect(one.length).toBeGreaterThan(40);
    expect(one.filter((series) => other?.includes(series))).toEqual([]);
  });

  it('--out replaces a file in one step, and prints nothing', async () => {
    const own = busyBot();
    const folder = join(own.cwd, 'collector');
    mkdirSync(folder);
    const file = join(folder, 'bot.prom');
    writeFileSync(file, 'old');
    const { ino } = statSync(file);
    const result = await own.run(['metrics', '--out', file, ...AT]);
    expectEnd(result, 0);
    expect(result.stdout).toBe('');
    expect(readFileSync(file, 'utf8')).toBe((await own.run(['metrics', ...AT])).stdout);
    expect(statSync(file).ino).not.toBe(ino);
    expect(readdirSync(folder)).toEqual(['bot.prom']);
  });

  it.each(['models/meta_model_v1.1.joblib', 'config/config.yaml', 'models/.registry/pin.json'])(
    '--out does not replace %s: exit 2',
    async (file) => {
      const own = busyBot();
      writeFiles(own.cwd, { 'models/.registry/pin.json': '{}', [file]: '# not metrics' });
      expectEnd(await own.run(['metrics', '--out', join(own.cwd, file)]), 2);
      expect(readFileSync(join(own.cwd, file), 'utf8')).toBe('# not metrics');
    },
  );

  it.each(['a folder', 'a symlink'])('--out does not replace %s: exit 3', async (what) => {
    const own = busyBot();
    const file = join(own.cwd, 'bot.prom');
    if (what === 'a folder') mkdirSync(file);
    else symlinkSync('elsewhere.prom', file);
    const result = await own.run(['metrics', '--out', file]);
    expectEnd(result, 3);
    expect(result.stderr).toContain('something else than a regular file');
    expect(readdirSync(own.cwd).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('--out where this user may not write says who may not: exit 3', async (test) => {
    const reason = whyNotUnprivileged();
    if (reason !== null) return test.skip(reason);
    const own = busyBot();
    const folder = join(own.cwd, 'collector');
    mkdirSync(folder, { mode: 0o555 });
    const result = await own.run(['metrics', '--out', join(folder, 'bot.prom')], {
      unprivileged: true,
    });
    expectEnd(result, 3);
    expect(result.stderr).toContain(`has to be allowed to write in ${folder}`);
  });

  it('a config that is wrong leaves the old file: exit 2', async () => {
    const own = bot(version('1.0'), 'model: {training_mode: both}');
    const file = join(own.cwd, 'bot.prom');
    writeFileSync(file, 'old');
    expectEnd(await own.run(['metrics', '--out', file]), 2);
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  it('--json', async () => {
    const document = await busyBot().json(['metrics', ...AT]);
    expect(document).toMatchObject({ schema: 'model-registry/metrics@1', out: null });
    expect(JSON.stringify(document.metrics)).toContain('model_registry_retrain_overdue');
  });
});

/** A folder's name that has to be escaped. */
const ODD = 'models "in\\ a\nbox';

const PARSE = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families as older
from prometheus_client.openmetrics.parser import text_string_to_metric_families as newer
page = sys.stdin.read()
both = [[(s.name, s.labels, s.value) for f in read(page) for s in f.samples] for read in (older, newer)]
assert both[0] == both[1]
print(json.dumps(both[0]))
`;

describe('who reads them', () => {
  itWithPython('both parsers of prometheus_client', ['prometheus_client'], async (python) => {
    const own = busyBot();
    mkdirSync(join(own.cwd, ODD));
    for (const words of [[], ['--models-dir', ODD]]) {
      const { stdout: page } = await own.run(['metrics', ...AT, ...words]);
      const { status, stdout, stderr } = spawnSync(python, ['-c', PARSE], {
        input: page,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      const samples: [string, Record<string, string>, number][] = JSON.parse(stdout);
      const dir = words.length > 0 ? join(own.cwd, ODD) : own.models;
      expect(samples).toContainEqual([
        'model_registry_selected',
        { models_dir: dir, config: join(own.cwd, 'config/config.yaml') },
        words.length > 0 ? 0 : 1,
      ]);
    }
  });

  it('promtool, which reads as node exporter does, and looks for bad names', async (test) => {
    const isThere = spawnSync('promtool', ['--version']).status === 0;
    if (!isThere) return test.skip('there is no promtool here');
    const { stdout } = await busyBot().run(['metrics', ...AT]);
    const checked = spawnSync('promtool', ['check', 'metrics'], {
      input: stdout,
      encoding: 'utf8',
    });
    expect(checked.stdout + checked.stderr).toBe('');
    expect(checked.status).toBe(0);
  });
});
