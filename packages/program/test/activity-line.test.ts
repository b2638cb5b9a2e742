import { during } from '@org/model-registry-fs-scanner';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { activityText, showActivity } from '../src/terminal/activity-line.js';

describe('activityText', () => {
  it.each([
    [null, 'hashing a.joblib  1:05'],
    [[0, 0], 'hashing a.joblib  0% of 0 bytes  1:05'],
    [[450, 999], 'hashing a.joblib  45% of 999 bytes  1:05'],
    [[600_000_000, 1_234_000_000], 'hashing a.joblib  48% of 1.2 GB  1:05'],
  ] as const)('%j: %s', (done, expected) => {
    const progress = done && (() => done);
    const activity = { what: 'hashing a.joblib', began: 1_000, progress };
    expect(activityText(activity, 66_500, 80)).toBe(expected);
  });

  it('fits a line, and lets nothing of a name reach the terminal', () => {
    const what = `hashing \u001b[2J${'x'.repeat(200)}`;
    const text = activityText({ what, began: 0, progress: () => [1, 2] }, 3_000, 60);
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
});
