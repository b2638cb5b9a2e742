import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METADATA } from './support/models.js';
import { NODE } from './support/node.js';
import { botWith, retrain, SCHEDULER } from './support/retrain.js';
import { spawnToEnd } from './support/spawn.js';
import { complaintsOf, ODD_FOLDERS } from './support/units.js';

const FRESH = JSON.stringify({ ...METADATA, training_end_timestamp: new Date().toISOString() });

/** As cron reads it: `\\%` is a percent sign, another `%` ends the command. */
function commandOf(crontab: string): string {
  const line = crontab.split('\n').find((each) => each.startsWith('17 * * * * ')) ?? '';
  const [command = ''] = line.slice('17 * * * * '.length).split(/(?<!\\)%|(?<=\\\\)%/);
  return command.replaceAll('\\%', '%');
}

describe('print-cron', () => {
  it.each(ODD_FOLDERS)('runs in a folder called %j, with a bare environment', (name) => {
    const bot = botWith({}, {}, name);
    // By the real clock there is nothing to train.
    bot.write({ 'models/model_config_v1.0.json': FRESH });
    const { status, stdout } = spawnToEnd(NODE, [SCHEDULER, 'print-cron'], {
      cwd: bot.dir,
    });
    expect(status).toBe(0);
    const run = spawnToEnd('sh', ['-c', commandOf(stdout)], {
      ...{ cwd: '/', env: { HOME: '/', PATH: '/usr/bin:/bin' } },
    });
    expect(run).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(bot.read('model-registry-retrain.log')).toContain('"event":"decision"');
  });

  it('names what the environment would not: the config and the models directory', async () => {
    const bot = botWith();
    bot.write({ 'other.yaml': bot.read('config/config.yaml') });
    const { stdout } = await retrain(
      bot,
      'print-cron',
      '--config',
      'other.yaml',
      '--models-dir',
      'm',
    );
    const [config, models] = ['other.yaml', 'm'].map((name) => join(bot.dir, name));
    expect(stdout).toContain(`'--config' '${config}' '--models-dir' '${models}'`);
  });

  it.each([
    ['a line break in a path', 'a\nb', [], /no unit can hold the path/],
    ['a character that turns text round', 'a\u202eb', [], /no unit can hold the path .*a\\u202eb/],
    ['a line that cron would cut', `${'x'.repeat(200)}/`.repeat(3), [], /too long for a line/],
    ['a config from stdin', 'bot', ['--config', '-'], /a job that runs by itself needs the config/],
  ])('refuses %s: exit 2', (_, name, words, message) => {
    const bot = botWith({}, {}, 'bot');
    bot.write({ [`${name}/config/config.yaml`]: bot.read('config/config.yaml') });
    const { status, stdout, stderr } = spawnToEnd(NODE, [SCHEDULER, 'print-cron', ...words], {
      cwd: join(bot.dir, name),
      input: bot.read('config/config.yaml'),
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.replace(/\s+/g, ' ')).toMatch(message);
  });
});

it('print-systemd refuses a config that came through a pipe of the shell: exit 2', () => {
  const { dir } = botWith();
  const line = 'cat config/config.yaml | "$0" "$1" print-systemd --config /dev/fd/0';
  const run = spawnToEnd('sh', ['-c', line, NODE, SCHEDULER], { cwd: dir });
  expect(run).toMatchObject({ status: 2, stdout: '' });
  expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain(
    '--config /dev/fd/0: a job that runs by itself needs the config in a file',
  );
});

it.each(['print-cron', 'print-systemd'])(
  '%s says when the job will train nothing',
  async (verb) => {
    const says = 'the job will train nothing: operations.model_rotation.enabled is not true';
    expect((await retrain(botWith(), verb)).stderr).toBe('');
    const { stderr } = await retrain(botWith({ enabled: false }), verb);
    expect(stderr.replace(/\s+/g, ' ')).toContain(says);
  },
);

describe('print-systemd', () => {
  it('prints a service and a timer', async () => {
    const bot = botWith();
    const { stdout } = await retrain(bot, 'print-systemd');
    const config = join(bot.dir, 'config/config.yaml');
    expect(stdout).toContain(`WorkingDirectory=${bot.dir}\n`);
    expect(stdout).toContain(`ExecStart="${NODE}" "${SCHEDULER}" "run" "--config" "${config}"\n`);
    expect(stdout).toContain('OnCalendar=hourly\n');
  });

  it.for(ODD_FOLDERS)('systemd accepts both for a folder called %j', async (name, test) => {
    const bot = botWith({}, {}, name);
    const [service = '', timer = ''] = (await retrain(bot, 'print-systemd')).stdout.split(
      /^# .*timer$/m,
    );
    const units = {
      'model-registry-retrain.service': service,
      'model-registry-retrain.timer': timer,
    };
    expect(complaintsOf(test, units)).toEqual([]);
  });
});
