import { fstatSync } from 'node:fs';
import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/**
 * Text in a colour, where stdout is a terminal and NO_COLOR is not set; else as it is.
 *
 * @example paint('green', '1.4')
 */
export function paint(format: Format, text: string): string {
  return !process.env.NO_COLOR && isOnTerminal() ? styleText(format, text) : text;
}

/** Asks the kernel first: `process.stdout` is loaded when it is asked for. */
function isOnTerminal(): boolean {
  return fstatSync(1).isCharacterDevice() && process.stdout.isTTY;
}
