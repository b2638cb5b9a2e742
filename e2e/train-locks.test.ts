import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bot, bot, modelsIn, stagedIn, training, versionsIn } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { endAtLast, gate, isAlive, lineIn, type Running } from './support/running.js';

/** How many at once: enough that some wait for others that wait. */
const MANY = process.env.PROOFS === 'full' ? 8 : 4;

const FORCED = ['train', '--force-train'];
const NOW = ['--wait', '0'];

/** A bot with 1.0, published by the registry, so that all of its versions can be checked. */
async function trained(): Promise<Bot> {
  const own = bot();
  expectEnd(await own.run(['train', ...training()]), 0);
  return own;
}

interface UnderWay extends Running {
  /** The training command. */
  readonly leader: number;
  open(): void;
}

/** A training whose command writes its files and then stands at a gate. */
async function underWay({ cwd, start }: Bot): Promise<UnderWay> {
  const { open } = gate(join(cwd, 'gate'));
  const script = 'write; echo $$ > leader; read _ < gate';
  const running = start([...FORCED, ...training(script)]);
  const leader = Number(await lineIn(join(cwd, 'leader')));
  endAtLast(leader);
  return { ...running, leader, open };
}

describe('several at once', () => {
  it(`${MANY} that wait train as many versions; none is lost and none is torn`, async () => {
    const own = await trained();
    const runs = Array.from({ length: MANY }, () =>
      own.start([...FORCED, '--wait', '600', ...training()]),
    );
    const results = await Promise.all(runs.map(({ ended }) => ended));
    for (const result of results) expectEnd(result, 0);
    const published = results.map(({ stdout }) => /Published (.*):/.exec(stdout)?.[1]);
    const next = runs.map((_, at) => `1.${at + 1}`);
    expect(published.sort()).toEqual(next);
    expect(versionsIn(own.models)).toEqual(['1.0', ...published]);
    const { entries, skipped } = (await own.json(['history'])) as {
      entries: object[];
      skipped: number;
    };
    expect({ entries: entries.length, skipped }).toEqual({ entries: 1 + MANY, skipped: 0 });
  });

  it('those that do not wait exit 5, say who trains, and run nothing', async () => {
    const own = await trained();
    const first = await underWay(own);
    const others = Array.from({ length: 4 }, () =>
      own.start([...FORCED, ...NOW, ...training('echo > ran; write')]),
    );
    const holder = `training.lock is locked by process ${first.pid} on `;
    for (const { ended } of others) {
      const result = await ended;
      expectEnd(result, 5);
      expect(result.stderr).toContain(holder);
      expect(result.stderr).toContain('(train)');
    }
    expect(existsSync(join(own.cwd, 'ran'))).toBe(false);
    first.open();
    expectEnd(await first.ended, 0);
    expect(versionsIn(own.models)).toEqual(['1.0', '1.1']);
    expect(stagedIn(own)).toEqual([]);
  });

  it(`${MANY} that publish one version: one of them does, the others exit 2`, async () => {
    const own = await trained();
    const first = await underWay(own);
    const folder = join(own.models, '.registry/staging', stagedIn(own)[0] ?? '');
    const words = ['publish', folder, '--version', '3.0', '--wait', '600'];
    first.child.kill('SIGKILL');
    first.open();
    const runs = Array.from({ length: MANY }, () => own.start(words));
    const results = await Promise.all(runs.map(({ ended }) => ended));
    expect(results.map(({ status }) => status).sort()).toEqual([0, ...Array(MANY - 1).fill(2)]);
    expect(versionsIn(own.models)).toEqual(['1.0', '3.0']);
  });

  it(`${MANY} that train one version: one of them does, and nobody writes over it`, async () => {
    const own = await trained();
    const words = [...FORCED, '--version', '2.0', '--wait', '600'];
    const runs = Array.from({ length: MANY }, () => own.start([...words, ...training()]));
    const results = await Promise.all(runs.map(({ ended }) => ended));
    expect(results.map(({ status }) => status).sort()).toEqual([0, ...Array(MANY - 1).fill(2)]);
    expect(versionsIn(own.models)).toEqual(['1.0', '2.0']);
  });

  it('one that waited decides anew: no second model is trained', async () => {
    const own = bot();
    const first = await underWay(own);
    const second = own.start(['train', '--wait', '600', ...training('echo > ran; write')]);
    first.open();
    expectEnd(await first.ended, 0);
    const result = await second.ended;
    expectEnd(result, 0);
    expect(result.stdout).toContain('nothing was trained');
    expect(existsSync(join(own.cwd, 'ran'))).toBe(false);
  });
});

it('while a training runs, everything else acts at once', async () => {
  const own = await trained();
  expectEnd(await own.run([...FORCED, ...training('write; mkdir out; out=out write 7.0')]), 0);
  const first = await underWay(own);
  for (const [says, verb, ...rest] of [
    ['Version: 1.1', 'select'],
    ['nothing was trained', 'train', ...training('exit 9')],
    ['Pinned 1.0: 1.0 is selected now', 'rollback', ...NOW],
    ['Version: 1.0', 'select'],
    ['Unpinned: 1.1 is selected now', 'unpin', ...NOW],
    ['Pinned 1.0: 1.0 is selected now', 'pin', '1.0', ...NOW],
    ['Published 7.0: 1.0 is selected', 'publish', 'out', ...NOW],
    ['1.1  stays: was live before', 'prune', '--keep', '0', ...NOW],
  ] as const) {
    const result = await own.run([verb, ...rest]);
    expectEnd(result, 0);
    expect(result.stdout).toContain(says);
  }
  expect(isAlive(first.pid)).toBe(true);
  first.open();
  expectEnd(await first.ended, 0);
  expect(versionsIn(own.models)).toEqual(['1.0', '1.1', '1.2']);
});

describe('the training lock', () => {
  it('is held by a command that outlives its run, and free when that is gone too', async () => {
    const own = await trained();
    const { child, ended, pid, leader, open } = await underWay(own);
    child.kill('SIGKILL');
    await ended;
    expect(isAlive(leader)).toBe(true);
    const refused = await own.run([...FORCED, ...NOW, ...training()]);
    expectEnd(refused, 5);
    expect(refused.stderr).toContain(`is locked by process ${pid} on `);
    expect(refused.stderr).toContain('it has ended, and a process that it started still holds');
    const waiting = own.start([...FORCED, '--wait', '600', ...training()]);
    open();
    const result = await waiting.ended;
    expectEnd(result, 0);
    expect(result.stderr).toMatch(/run-\w+ holds 1\.1, finished and not published/);
    expect(versionsIn(own.models)).toEqual(['1.0', '1.1']);
  });

  it.each(['SIGKILL', 'SIGABRT'] as const)(
    'is free after its holder and the command died of %s',
    async (signal) => {
      const own = await trained();
      const { child, ended, leader } = await underWay(own);
      child.kill(signal);
      process.kill(leader, signal);
      await ended;
      expectEnd(await own.run([...FORCED, '--wait', '60', ...training()]), 0);
    },
  );

  it('is never taken from a run that is stopped', async () => {
    const own = await trained();
    const { child, ended, leader, open } = await underWay(own);
    for (const pid of [child.pid as number, leader]) process.kill(pid, 'SIGSTOP');
    expectEnd(await own.run([...FORCED, '--wait', '0.5', ...training()]), 5);
    for (const pid of [leader, child.pid as number]) process.kill(pid, 'SIGCONT');
    open();
    expectEnd(await ended, 0);
    expect(Object.keys(modelsIn(own.models))).toHaveLength(6);
  });
});
