import { fstatSync } from 'node:fs';
import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colour only on a terminal, and never with NO_COLOR. */
export function paint(format: Format, text: string): string {
  return !process.env.NO_COLOR && isOnTerminal() ? styleText(format, text) : text;
}

/** Files and pipes are told by the kernel alone: to ask for `process.stdout` loads it. */
function isOnTerminal(): boolean {
  return fstatSync(1).isCharacterDevice() && process.stdout.isTTY;
}
