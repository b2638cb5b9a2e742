import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bot, bot, modelsIn, stagedIn, training } from './support/bot.js';
import { CLI, expectEnd } from './support/cli.js';
import { version } from './support/models.js';
import { NODE } from './support/node.js';
import { itWithPython } from './support/python.js';
import { endAtLast, gate, isAlive, lineIn, type Running, until } from './support/running.js';
import { spawnToEnd } from './support/spawn.js';

const FORCED = ['train', '--force-train'];

/** Says on file that it runs, and waits at a gate in a child of its own. */
const WAITS = `
echo $$ > leader
sh -c 'echo $$ > child; read _ < gate'
exit 1
`;

interface Trained extends Running {
  readonly own: Bot;
  readonly leader: number;
  open(): void;
}

/** A training whose command, and that one's child, stand at the gate. */
async function underWay(script: string): Promise<Trained> {
  const own = bot(version('1.0'));
  const { open } = gate(join(own.cwd, 'gate'));
  const running = own.start([...FORCED, ...training(script)]);
  const leader = Number(await lineIn(join(own.cwd, 'leader')));
  await lineIn(join(own.cwd, 'child'));
  endAtLast(leader);
  return { ...running, own, leader, open };
}

/** The processes of a group that are alive. */
function groupOf(leader: number): string[] {
  const { stdout } = spawnToEnd('ps', ['-o', 'stat=', '-g', String(leader)]);
  return stdout.split('\n').filter((state) => state !== '' && !state.startsWith('Z'));
}

/** Nothing is published, nothing earlier is touched, and the lock is free. */
async function expectAsBefore({ own }: Trained): Promise<void> {
  expect(modelsIn(own.models)).toEqual(version('1.0'));
  expectEnd(await own.run([...FORCED, '--wait', '0', ...training()]), 0);
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s', (signal, status) => {
  it(`reaches the command and its child; exit ${status}, unfinished files are removed`, async () => {
    const trained = await underWay(`echo > "$out/meta_model_v$v.joblib"; ${WAITS}`);
    trained.child.kill(signal);
    const result = await trained.ended;
    expectEnd(result, status);
    expect(result.stderr).toContain(`version 1.1 is not published: interrupted by ${signal}`);
    await until('the whole group is gone', () => groupOf(trained.leader).length === 0);
    expect(stagedIn(trained.own)).toEqual([]);
    await expectAsBefore(trained);
  });
});

it('a finished model is kept and named when the command is interrupted', async () => {
  const trained = await underWay(`write; ${WAITS}`);
  const [run] = stagedIn(trained.own);
  trained.child.kill('SIGINT');
  const result = await trained.ended;
  expectEnd(result, 130);
  const folder = join(trained.own.models, '.registry/staging', run ?? '');
  expect(result.stderr).toContain(`the files of version 1.1 are kept in ${folder}`);
  expectEnd(await trained.own.run(['publish', folder]), 0);
  expect((await trained.own.json(['select'])).selected).toMatchObject({ version: '1.1' });
});

it('the command may take its time to end, and clean up after itself', async () => {
  const script = `trap 'echo > told; read _ < gate; echo > tidied; exit 0' INT; ${WAITS}`;
  const trained = await underWay(script);
  trained.child.kill('SIGINT');
  await until('the command is told', () => existsSync(join(trained.own.cwd, 'told')));
  expect(isAlive(trained.pid)).toBe(true);
  trained.open();
  expectEnd(await trained.ended, 130);
  expect(existsSync(join(trained.own.cwd, 'tidied'))).toBe(true);
});

it('a second signal kills a command, and its child, that ignore the first', async () => {
  const child =
    'trap "echo > told" INT; trap "" TERM; echo $$ > child; while :; do read _ < gate; done';
  const trained = await underWay(`trap : INT TERM; echo $$ > leader; sh -c '${child}'`);
  trained.child.kill('SIGINT');
  await until('the child is told', () => existsSync(join(trained.own.cwd, 'told')));
  expect(groupOf(trained.leader)).toHaveLength(2);
  trained.child.kill('SIGTERM');
  expectEnd(await trained.ended, 130);
  await until('the whole group is gone', () => groupOf(trained.leader).length === 0);
  await expectAsBefore(trained);
});

it('while it waits for the lock: it ends at once, and the command is not run', async () => {
  const trained = await underWay(WAITS);
  const waiting = trained.own.start([...FORCED, '--wait', '600', ...training('echo > ran; write')]);
  await until('it waits', () => waitsForLock(waiting.pid));
  waiting.child.kill('SIGINT');
  const result = await waiting.ended;
  expectEnd(result, 130);
  expect(result.stderr).toContain('interrupted by SIGINT');
  expect(existsSync(join(trained.own.cwd, 'ran'))).toBe(false);
  expect(isAlive(trained.pid)).toBe(true);
});

/** Its `flock` is there, and waits. */
function waitsForLock(pid: number): boolean {
  const words = ['-o', 'args=', '--ppid', String(pid)];
  return spawnToEnd('ps', words).stdout.includes('flock -x -w');
}

/** Runs the words behind in a terminal of their own, and types Ctrl-C there when a file appears. */
const TERMINAL = `
import os, pty, sys, time
ready, *words = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(words[0], words)
while not os.path.exists(ready):
    time.sleep(0.002)
os.write(terminal, b"\\x03")
shown = b""
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    shown += part
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.stdout.buffer.write(shown)
sys.exit(status if status >= 0 else 99)
`;

itWithPython('Ctrl-C, typed in a terminal, ends command and child; exit 130', ['pty'], (python) => {
  const own = bot(version('1.0'));
  gate(join(own.cwd, 'gate'));
  const words = [NODE, CLI, ...FORCED, ...training(WAITS)];
  const { status, stdout } = spawnToEnd(python, ['-c', TERMINAL, 'child', ...words], {
    cwd: own.cwd,
  });
  expect({ status, stdout }).toEqual({
    status: 130,
    stdout: expect.stringContaining('version 1.1 is not published: interrupted by SIGINT'),
  });
  expect(modelsIn(own.models)).toEqual(version('1.0'));
  expect(stagedIn(own)).toEqual([]);
});
