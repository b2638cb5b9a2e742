import { during } from '@org/model-registry-fs-scanner';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withProgressLines } from '../src/terminal/progress-lines.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** The lines that are written while 3 MB are sent in 3.5 s. */
async function written(json: boolean, isTerminal: boolean): Promise<string> {
  let text = '';
  let done = 0;
  const show = (piece: string) => {
    text += piece;
  };
  const send = async () => {
    for (; done < 3_000_000; done += 500_000) await new Promise((end) => setTimeout(end, 583));
  };
  const work = withProgressLines({ options: { json }, operands: [] }, { show, isTerminal }, () =>
    during('sending a\u001b.bin', send, () => ({ done, all: 3_000_000, unit: 'bytes' })),
  );
  await vi.advanceTimersByTimeAsync(4_000);
  await work;
  await vi.advanceTimersByTimeAsync(4_000);
  return text;
}

it('with --json tells a program each second what goes on, how far and how fast', async () => {
  const text = await written(true, false);
  expect(text).not.toContain('\u001b');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const all = { what: 'sending a\u001b.bin', all: 3_000_000, unit: 'bytes' };
  expect(lines).toMatchObject([
    { ...all, done: 500_000, per_second: null, seconds: 1 },
    { ...all, done: 1_500_000, per_second: 1_000_000, seconds: 2 },
    { ...all, done: 2_500_000, per_second: 1_000_000, seconds: 3 },
  ]);
});

it('is silent on a terminal, where a line is drawn, and without --json', async () => {
  expect(await written(true, true)).toBe('');
  expect(await written(false, false)).toBe('');
});
