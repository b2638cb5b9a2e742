import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colour only on a terminal, and never with NO_COLOR. */
export function paint(format: Format, text: string): string {
  const coloured = process.stdout.isTTY && !process.env.NO_COLOR;
  return coloured ? styleText(format, text) : text;
}
