import { describe, expect, it } from 'vitest';
import { hunt, tryInput } from './hunt.js';
import type { Target } from './target.js';

/** Reads lines, and gets one of them wrong. */
const FAULTY: Target = {
  name: 'faulty',
  words: ['<<<'],
  longest: 1_000,
  check(input) {
    if (input.includes('<<<')) throw new Error('cannot read <<<');
  },
};
const CORPUS = [Buffer.from('a long line\nand another one\n')];
const options = { seed: 1, goesOn: (tried: number) => tried < 1_000 };

describe('hunt', () => {
  it('finds what a parser gets wrong, and leaves out all that does not matter', async () => {
    const { caught } = await hunt(FAULTY, CORPUS, options);
    expect(caught?.error.message).toBe('cannot read <<<');
    expect(String(caught?.input)).toBe('<<<');
  });

  it('tries the same inputs again with the same seed, and others with another', async () => {
    const inputs = async (seed: number) => {
      const seen: string[] = [];
      const harmless = { ...FAULTY, check: (input: Buffer) => void seen.push(String(input)) };
      await hunt(harmless, CORPUS, { ...options, seed });
      return seen;
    };
    expect(await inputs(1)).toEqual(await inputs(1));
    expect(await inputs(2)).not.toEqual(await inputs(1));
  });

  it('takes an input that needs too long for a failure', async () => {
    const slow = {
      ...FAULTY,
      check() {
        for (const start = process.cpuUsage(); process.cpuUsage(start).user < 50_000; );
      },
    };
    expect(await tryInput(slow, Buffer.of(0), 10)).toBeNull();
    const { error } = (await tryInput(slow, Buffer.of(0), 0.02)) ?? {};
    expect(error?.message).toMatch(/^took 0\.\d+ s for 1 bytes/);
  });

  it('tries no input that is longer than a target allows', async () => {
    let longest = 0;
    const check = (input: Buffer) => {
      longest = Math.max(longest, input.length);
    };
    await hunt({ ...FAULTY, check, longest: 50 }, CORPUS, options);
    expect(longest).toBe(50);
  });
});
