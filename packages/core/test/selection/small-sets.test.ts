import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countDistinct, membership } from '../../src/selection/small-sets.js';

const text = fc.constantFrom('', 'BTCUSDT', 'btcusdt', 'ETHUSDT', '__proto__', '1', '0', 'NaN');
const others = Array.from({ length: 40 }, (_, at) => `S${at}`);

/** Short lists and long ones, with repetitions. */
const texts = fc
  .tuple(fc.array(text, { maxLength: 20 }), fc.subarray(others))
  .map(([some, more]) => [...some, ...more, ...more.slice(0, 3)]);

it('membership is that of a Set, however long the list', () => {
  fc.assert(
    fc.property(texts, text, (list, asked) => {
      const set = new Set(list);
      const isThere = membership(list);
      for (const each of [asked, ...list, 'S0', 'S39']) expect(isThere(each)).toBe(set.has(each));
    }),
  );
});

it('countDistinct is the size of a Set, however long the list', () => {
  fc.assert(
    fc.property(texts, (list) => {
      expect(countDistinct(list)).toBe(new Set(list).size);
    }),
  );
});
