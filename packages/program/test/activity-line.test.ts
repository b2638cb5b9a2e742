import { during, duringBlocking } from '@org/model-registry-fs-scanner';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { activityText, showActivity } from '../src/terminal/activity-line.js';

describe('activityText', () => {
  it.each([
    [null, null, 'hashing a.joblib  1:05'],
    [{ done: 0, all: 0, unit: 'bytes' }, null, 'hashing a.joblib  0% of 0 bytes  1:05'],
    [
      { done: 450, all: 999, unit: 'bytes' },
      0,
      'hashing a.joblib  45% of 999 bytes  0 bytes/s  1:05',
    ],
    [
      { done: 600_000_000, all: 1_234_000_000, unit: 'bytes' },
      81_300_000,
      'hashing a.joblib  48% of 1.2 GB  81.3 MB/s  1:05',
    ],
    [{ done: 1_500, all: null, unit: 'bytes' }, 1_000, 'hashing a.joblib  1.5 kB  1.0 kB/s  1:05'],
    [{ done: 450, all: 999, unit: 'versions' }, 7, 'hashing a.joblib  45% of 999 versions  1:05'],
    [{ done: 450, all: null, unit: 'entries' }, 7, 'hashing a.joblib  450 entries  1:05'],
  ] as const)('%j, %j a second: %s', (progress, perSecond, expected) => {
    const look = { what: 'hashing a.joblib', milliseconds: 65_500, progress, perSecond };
    expect(activityText(look, 80)).toBe(expected);
  });

  it('fits a line, and lets nothing of a name reach the terminal', () => {
    const what = `hashing \u001b[2J${'x'.repeat(200)}`;
    const progress = { done: 1, all: 2, unit: 'bytes' };
    const text = activityText({ what, milliseconds: 3_000, progress, perSecond: 1 }, 60);
    expect(text.length).toBeLessThan(60);
    expect(text).not.toContain('\u001b');
  });
});

describe('showActivity', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  /** What a terminal gets while something goes on for these milliseconds. */
  async function shown(milliseconds: number, isTerminal = true): Promise<string> {
    let written = '';
    const line = showActivity(
      () => isTerminal,
      (text) => {
        written += text;
      },
    );
    const work = during(
      'waiting for a lock',
      () => new Promise((end) => setTimeout(end, milliseconds)),
    );
    await vi.advanceTimersByTimeAsync(milliseconds);
    await work;
    line.stop();
    return written;
  }

  it('makes a timer only where something begins that it could show', async () => {
    const line = showActivity(
      () => true,
      () => {},
    );
    duringBlocking('reading models', (step) => step());
    expect(vi.getTimerCount()).toBe(0);
    await during('hashing', async () => expect(vi.getTimerCount()).toBe(1));
    line.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('shows the innermost of what has gone on for a second', async () => {
    let written = '';
    const line = showActivity(
      () => true,
      (text) => {
        written += text;
      },
    );
    const wait = (milliseconds: number) => new Promise((end) => setTimeout(end, milliseconds));
    const work = during('verifying all versions', async () => {
      await during('inspecting a small file', () => wait(900));
      await during('inspecting a large file', () => wait(2_000));
    });
    await vi.advanceTimersByTimeAsync(2_900);
    await work;
    line.stop();
    expect(written.match(/(?:verifying|inspecting) [a-z ]+(?= {2})/g)).toEqual([
      'verifying all versions',
      'verifying all versions',
      'inspecting a large file',
      'inspecting a large file',
    ]);
  });

  const setTime = (at: number) => {
    vi.setSystemTime(at);
    vi.spyOn(process.hrtime, 'bigint').mockReturnValue(BigInt(at) * 1_000_000n);
  };

  /** The same of something that blocks the process for as long, with a step every 100 ms. */
  function shownWhileBlocked(milliseconds: number, isTerminal = true): string {
    let written = '';
    const line = showActivity(
      () => isTerminal,
      (text) => {
        written += text;
      },
    );
    let at = 0;
    duringBlocking(
      'reading models',
      (step) => {
        for (; at < milliseconds; at += 100) {
          setTime(at + 100);
          step();
        }
      },
      () => ({ done: at, all: milliseconds, unit: 'versions' }),
    );
    line.stop();
    return written;
  }

  it('is silent for a second, and where nobody looks', async () => {
    expect(await shown(900)).toBe('');
    expect(await shown(5_000, false)).toBe('');
  });

  it('says then what goes on, and takes it away at the end', async () => {
    const written = await shown(2_600);
    expect(written).toContain('waiting for a lock  0:01');
    expect(written).toContain('waiting for a lock  0:02');
    expect(written.endsWith('\r\u001b[K')).toBe(true);
  });

  it('says it too while the process is blocked, at most twice a second', () => {
    onTestFinished(() => void vi.restoreAllMocks());
    setTime(0);
    expect(shownWhileBlocked(900)).toBe('');
    setTime(0);
    expect(shownWhileBlocked(5_000, false)).toBe('');
    setTime(0);
    const drawn = shownWhileBlocked(3_000).split('\r\u001b[K').slice(1);
    expect(drawn.filter((line) => line !== '')).toEqual([
      'reading models  30% of 3000 versions  0:01',
      'reading models  46% of 3000 versions  0:01',
      'reading models  63% of 3000 versions  0:02',
      'reading models  80% of 3000 versions  0:02',
      'reading models  96% of 3000 versions  0:03',
    ]);
  });
});
