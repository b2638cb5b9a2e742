import { spawnSync } from 'node:child_process';
import { environment } from './environment.mjs';

/**
 * Runs two commands in turn (words for Node, `{ program, words }`, or a function that gives one anew),
 * A B A B …, after one run of each that does not count, and compares them pair by pair: what slows the machine
 * down for a while slows both.
 *
 * @returns the median of the ratios A/B with their quartiles, the medians in milliseconds, and what A last
 *   printed and wrote to descriptor 3
 */
export function compare(a, b, pairs) {
  timed(a);
  timed(b);
  const runs = Array.from({ length: pairs }, () => [timed(a), timed(b)]);
  const ratios = runs.map(([first, second]) => first.elapsed / second.elapsed);
  return {
    ratio: median(ratios),
    spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    a: median(runs.map(([first]) => first.elapsed)),
    b: median(runs.map(([, second]) => second.elapsed)),
    output: runs.at(-1)[0].output,
    extra: runs.at(-1)[0].extra,
  };
}

/** Runs one command, which has to succeed; gives its milliseconds, and what it printed and wrote to descriptor 3. */
export function timed(given) {
  const command = typeof given === 'function' ? given() : given;
  const { program, words } = command.program
    ? command
    : { program: process.execPath, words: command };
  const start = process.hrtime.bigint();
  const { status, stdout, stderr, output } = spawnSync(program, words, {
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    maxBuffer: 64 * 1_048_576,
  });
  const elapsed = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0)
    throw new Error(`${program} ${words.join(' ')}: exit status ${status}\n${stderr}`);
  return { elapsed, output: stdout, extra: output[3] };
}

function median(values) {
  return quantile(values, 0.5);
}

function quantile(values, share) {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.floor(sorted.length * share)];
}
