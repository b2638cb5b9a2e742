import { escapeText } from '@org/model-registry-core';

/** A line on a terminal that says how far a training is. */
export interface Progress {
  /** Erases the line; it is not drawn again. */
  stop(): void;
}

const EVERY = 500;
const ERASE = '\r\u001b[K';

/** Draws the line until it is stopped; nothing where stderr is no terminal. */
export function showProgress(version: string, timeoutSeconds: number, tail: OutputTail): Progress {
  if (!process.stderr.isTTY) return { stop() {} };
  const began = performance.now();
  const draw = () => {
    const seconds = (performance.now() - began) / 1_000;
    const width = process.stderr.columns || 80;
    const line = renderProgress(version, seconds, timeoutSeconds, tail.lines().at(-1) ?? '', width);
    process.stderr.write(`${ERASE}${line}`);
  };
  draw();
  const timer = setInterval(draw, EVERY);
  return {
    stop() {
      clearInterval(timer);
      process.stderr.write(ERASE);
    },
  };
}

const WIDEST = 80;

/**
 * One line, shorter than the terminal is wide and than 80 columns.
 *
 * @param output the command's last line; escaped
 * @example renderProgress('1.1', 75, 14_400, 'epoch 3', 80) // 'training 1.1  1:15 of 240:00  epoch 3'
 */
function renderProgress(
  version: string,
  seconds: number,
  timeoutSeconds: number,
  output: string,
  width: number,
): string {
  const time = `${minutes(seconds)} of ${minutes(timeoutSeconds)}`;
  const line = `training ${version}  ${time}  ${output}`.trimEnd();
  return line.slice(0, Math.min(width, WIDEST) - 1);
}

function minutes(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

const MOST_BYTES = 65_536;
const MOST_LINES = 20;
const LONGEST_LINE = 500;

/** The end of what a command prints, however much that is. */
export interface OutputTail {
  add(piece: Buffer): void;
  /** The last 20 lines that are not empty, each escaped and cut to 500 characters. */
  lines(): string[];
}

/** Keeps no more than 64 KiB. */
export function outputTail(): OutputTail {
  let kept = Buffer.alloc(0);
  return {
    add(piece) {
      const end = piece.subarray(-MOST_BYTES);
      const excess = Math.max(0, kept.length + end.length - MOST_BYTES);
      kept = Buffer.concat([kept.subarray(excess), end]);
    },
    lines() {
      const lines = kept.toString('utf8').split(/[\r\n]+/);
      const text = lines.filter((line) => line.trim() !== '').slice(-MOST_LINES);
      return text.map((line) => escapeText(line, LONGEST_LINE));
    },
  };
}
