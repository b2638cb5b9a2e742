import type { OutputTail } from './output-tail.js';
import { renderProgress } from './render/progress.js';

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
