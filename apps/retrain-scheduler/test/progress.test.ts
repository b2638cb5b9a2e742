import fc from 'fast-check';
import { expect, it } from 'vitest';
import { outputTail } from '../src/progress.js';

const tailOf = (pieces: readonly string[]) => {
  const tail = outputTail();
  for (const piece of pieces) tail.add(Buffer.from(piece));
  return tail.lines();
};

it('is the same however the output is cut into pieces', () => {
  const text = fc.array(fc.constantFrom('a', 'b\n', '\n', 'x'.repeat(40_000), 'end\r'), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(text, (pieces) => {
      expect(tailOf(pieces)).toEqual(tailOf([pieces.join('')]));
    }),
  );
});

it('has the last 20 lines that are not empty, cut to 500 characters', () => {
  const lines = Array.from({ length: 30 }, (_, at) => `${at}`);
  expect(tailOf([lines.join('\n\n')])).toEqual(lines.slice(10));
  expect(tailOf(['y'.repeat(600)])).toEqual([`${'y'.repeat(500)}…`]);
  expect(tailOf([])).toEqual([]);
});

it('a character that two pieces share stays whole', () => {
  const tail = outputTail();
  for (const byte of Buffer.from('grün')) tail.add(Buffer.from([byte]));
  expect(tail.lines()).toEqual(['grün']);
});
