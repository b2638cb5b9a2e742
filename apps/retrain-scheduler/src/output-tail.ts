import { escapeText } from '@org/model-registry-core';

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
