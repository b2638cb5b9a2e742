import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InterruptedError, listenForSignals } from '../src/index.js';
import { runCommand } from '../src/run-command.js';
import { directoryOf, interruption } from './support.js';

/** Runs a command whose output goes to a file. */
async function run(command: readonly string[], listening = interruption()) {
  const file = join(directoryOf({ out: '' }), 'out');
  const stdout = openSync(file, 'w');
  onTestFinished(() => closeSync(stdout));
  const env = { MODEL_REGISTRY_VERSION: '1.4' };
  const common = { env, descriptor: stdout, timeoutSeconds: null, interruption: listening };
  const end = await runCommand({ ...common, command, output: { stdout } });
  return { end, output: readFileSync(file, 'utf8') };
}

const shell = (script: string) => ['sh', '-c', script];

describe('how a command ended', () => {
  it.each([
    [shell('exit 0'), { kind: 'exited', status: 0 }],
    [shell('exit 7'), { kind: 'exited', status: 7 }],
    [shell('kill -9 $$'), { kind: 'killed', signal: 'SIGKILL' }],
    [['no-such-program'], { kind: 'not-started', program: 'no-such-program', code: 'ENOENT' }],
    [['/'], { kind: 'not-started', program: '/', code: 'EACCES' }],
    [[''], { kind: 'not-started', program: '', code: 'ERR_INVALID_ARG_VALUE' }],
    [['sh', '\0'], { kind: 'not-started', program: 'sh', code: 'ERR_INVALID_ARG_VALUE' }],
  ])('%j: %j', async (command, end) => {
    expect((await run(command)).end).toEqual(end);
  });
});

it('no shell looks at the words, and the environment is added to our own', async () => {
  const script = 'printf "%s\\n" "$MODEL_REGISTRY_VERSION" "$@"; test -n "$PATH" && echo path';
  const { output } = await run([...shell(script), 'sh', '$HOME', 'a  b', '*']);
  expect(output).toBe('1.4\n$HOME\na  b\n*\npath\n');
});

it('the command has the descriptor as its number 3', async () => {
  expect((await run(shell('echo shared >&3'))).output).toBe('shared\n');
});

it('is the leader of a process group of its own', async () => {
  const { output } = await run(shell('echo $$; ps -o pgid= -p $$'));
  const [pid, group] = output.split('\n').map(Number);
  expect(group).toBe(pid);
});

describe('signals', () => {
  it('the first is passed on to the whole group, which may end as it likes', async () => {
    const script = `trap 'echo leader; exit 3' TERM
      sh -c 'trap "echo child; exit" TERM; kill -TERM ${process.pid}; while :; do :; done'`;
    const { end, output } = await run(shell(script));
    expect(end).toEqual({ kind: 'interrupted', signal: 'SIGTERM' });
    expect(output.split('\n').sort()).toEqual(['', 'child', 'leader']);
  });

  it('the second kills the group', async () => {
    const script = `trap 'kill -HUP ${process.pid}' TERM; trap '' HUP
      kill -TERM ${process.pid}; while :; do :; done`;
    const { end } = await run(shell(script));
    expect(end).toEqual({ kind: 'interrupted', signal: 'SIGTERM' });
  });

  it('one that came before is thrown, and nothing is run', async () => {
    const listening = interruption();
    const came = new Promise((resolve) => listening.aborted.addEventListener('abort', resolve));
    process.kill(process.pid, 'SIGHUP');
    await came;
    await expect(run(shell('echo ran'), listening)).rejects.toThrow(InterruptedError);
  });

  it('do again what they do by themselves, after the end', () => {
    const before = process.listenerCount('SIGTERM');
    const listening = listenForSignals();
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
    listening.stop();
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});

describe('a timeout', () => {
  const timeOut = async (script: string, timeoutSeconds = 1) => {
    const descriptor = openSync('/dev/null', 'w');
    onTestFinished(() => closeSync(descriptor));
    const pieces: string[] = [];
    const end = await runCommand({
      command: shell(script),
      env: {},
      descriptor,
      output: (piece) => pieces.push(piece.toString()),
      timeoutSeconds,
      interruption: interruption(),
    });
    return { end, output: pieces.join('') };
  };
  const isRunning = (pid: string) => spawnSync('kill', ['-0', pid.trim()]).status === 0;

  it('ends a command that hangs, with its children', async () => {
    const { end, output } = await timeOut('sleep 1000 & echo $!; wait');
    expect(end).toEqual({ kind: 'timed-out', seconds: 1 });
    expect(isRunning(output)).toBe(false);
  });

  it('kills what does not end by itself', async () => {
    const { end, output } = await timeOut("trap '' TERM; sleep 1000 & echo $!; wait; wait");
    expect(end).toEqual({ kind: 'timed-out', seconds: 1 });
    expect(isRunning(output)).toBe(false);
  });

  it('does not wait for output of what is left in the background', async () => {
    const { end, output } = await timeOut('setsid sleep 1000 & echo $!', 600);
    expect(end).toEqual({ kind: 'exited', status: 0 });
    expect(isRunning(output)).toBe(true);
    process.kill(Number(output), 'SIGKILL');
  });
});
