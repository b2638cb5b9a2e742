import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bot, stagedIn } from './support/bot.js';
import { CLI, expectEnd } from './support/cli.js';
import { version, writeFiles } from './support/models.js';
import { NODE } from './support/node.js';
import { until } from './support/running.js';
import { whyNoStrace } from './support/strace.js';

const whyNot = whyNoStrace();

it.skipIf(whyNot !== null)(
  `a rollback acts while a publication reads from a slow disk${whyNot === null ? '' : ` (${whyNot})`}`,
  async () => {
    const own = bot({ ...version('1.0'), ...version('1.1') });
    for (const name of ['1.0', '1.1']) expectEnd(await own.run(['pin', name]), 0);
    writeFiles(join(own.cwd, 'out'), version('2.0'));
    const slow = join(own.cwd, 'out/meta_model_v2.0.joblib');
    const delay = 'inject=read,pread64:delay_enter=1000s';
    const words = ['-f', '-o', '/dev/null', '-P', slow, '-e', 'trace=read,pread64', '-e', delay];
    const child = spawn('strace', [...words, NODE, CLI, 'publish', 'out'], {
      cwd: own.cwd,
      stdio: 'ignore',
      detached: true,
    });
    onTestFinished(() => void process.kill(-(child.pid as number), 'SIGKILL'));
    await until('the copy', () => stagedIn(own).some((name) => /^copy-\w+$/.test(name)));
    expectEnd(await own.run(['rollback']), 0);
    expectEnd(await own.run(['recover']), 0);
    expect(stagedIn(own).filter((name) => /^copy-\w+$/.test(name))).toHaveLength(1);
    expect(child.exitCode).toBe(null);
  },
);
