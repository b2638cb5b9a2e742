import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { remarkOnFailure } from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import type { TrainingLock } from '@org/model-registry-fs-store';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { fitEnvironment, type RunOptions, runTraining, type Training } from '../src/index.js';
import { directoryOf, UNDISTURBED } from './support.js';

const TRAINING = {
  version: '1.4',
  out: '/out',
  inPlace: false,
  symbols: null,
  symbolsFile: null,
  earlier: new Map(),
};

/** A lock of which only the descriptor matters. */
function lockOn(fd: number): TrainingLock {
  return { held: 'training', registry: registryAt('/nonexistent'), fd, release: async () => {} };
}

/** Runs a command whose output goes to a file. */
async function run(
  command: readonly string[],
  signals: Partial<RunOptions> = {},
  training: Partial<Training> = {},
) {
  const file = join(directoryOf({ out: '' }), 'out');
  const stdout = openSync(file, 'w');
  onTestFinished(() => closeSync(stdout));
  const options = { command, output: { stdout }, timeoutSeconds: null, ...UNDISTURBED };
  const end = await runTraining(
    lockOn(stdout),
    { ...TRAINING, ...training },
    { ...options, ...signals },
  );
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

describe('more symbols than a command line can hold', () => {
  const symbols = Array.from({ length: 13_000 }, (_, at) => `SYM${at + 1_000_000}`);
  const files = () => ({ symbolsFile: join(directoryOf({ list: 'A\nB\n' }), 'list') });

  it('are in the file alone, and no older list is inherited', async () => {
    process.env.MODEL_REGISTRY_SYMBOLS = 'OLD';
    onTestFinished(() => void delete process.env.MODEL_REGISTRY_SYMBOLS);
    const script =
      'echo "$MODEL_REGISTRY_SYMBOLS"; cat "$1" "$MODEL_REGISTRY_SYMBOLS_FILE"; test -z "${MODEL_REGISTRY_SYMBOLS+x}" && echo unset';
    const command = [...shell(script), 'sh', '{symbols_file}'];
    const { end, output } = await run(command, {}, { symbols, ...files() });
    expect({ end, output }).toEqual({
      end: { kind: 'exited', status: 0 },
      output: '\nA\nB\nA\nB\nunset\n',
    });
  });

  it('in a word: the command is not started, and the message names the file', async () => {
    const { end } = await run(['true', '{symbols}'], {}, { symbols, ...files() });
    expect(end).toEqual({ kind: 'not-started', program: 'true', code: 'E2BIG' });
    expect(remarkOnFailure({ kind: 'command', end })).toContain('{symbols_file} names a file');
  });

  it('what fits is in the environment', () => {
    expect(fitEnvironment(['A'.repeat(131_048)])).toBe(true);
    expect(fitEnvironment(['A'.repeat(131_049)])).toBe(false);
  });
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
  /** The first line that a command prints, and its end: what to do in between. */
  async function interrupted(script: string, ...acts: (() => void)[]) {
    const pieces: string[] = [];
    const end = await runTraining(lockOn(openSync('/dev/null', 'w')), TRAINING, {
      ...{ command: shell(script), timeoutSeconds: null, interrupt: interrupt.signal },
      kill: kill.signal,
      output: (piece) => {
        pieces.push(piece.toString());
        acts.shift()?.();
      },
    });
    return { end, output: pieces.join('') };
  }
  let interrupt: AbortController;
  let kill: AbortController;
  const ask = (signal: NodeJS.Signals) => () =>
    interrupt.abort(Object.assign(new Error(signal), { signal }));

  beforeEach(() => {
    interrupt = new AbortController();
    kill = new AbortController();
  });

  it('an interrupt is passed on to the whole group, which may end as it likes', async () => {
    const script = `trap 'echo leader; wait; exit 3' TERM
      sh -c 'trap "echo child; exit" TERM; echo ready; while :; do :; done'`;
    const { end, output } = await interrupted(script, ask('SIGTERM'));
    expect(end).toEqual({ kind: 'interrupted', signal: 'SIGTERM' });
    expect(output.split('\n').sort()).toEqual(['', 'child', 'leader', 'ready']);
  });

  it('a kill ends the group', async () => {
    const script = `trap 'echo no' TERM; echo ready; while :; do :; done`;
    const { end, output } = await interrupted(script, ask('SIGTERM'), () => kill.abort());
    expect(end).toEqual({ kind: 'interrupted', signal: 'SIGTERM' });
    expect(output).toBe('ready\nno\n');
  });

  it('one that came before is thrown, and nothing is run', async () => {
    const reason = Object.assign(new Error('enough'), { signal: 'SIGHUP' });
    const running = run(shell('echo ran'), { interrupt: AbortSignal.abort(reason) });
    await expect(running).rejects.toBe(reason);
  });
});

describe('a timeout', () => {
  const timeOut = async (script: string, timeoutSeconds = 1) => {
    const descriptor = openSync('/dev/null', 'w');
    onTestFinished(() => closeSync(descriptor));
    const pieces: string[] = [];
    const end = await runTraining(lockOn(descriptor), TRAINING, {
      command: shell(script),
      output: (piece) => pieces.push(piece.toString()),
      timeoutSeconds,
      ...UNDISTURBED,
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
