import assert from 'node:assert/strict';

/** One line without a control, format or surrogate character. */
export function assertPrintable(line: string): void {
  const at = line.search(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  assert.equal(at, -1, `raw ${JSON.stringify(line[at])} in ${JSON.stringify(line.slice(0, 200))}`);
}
