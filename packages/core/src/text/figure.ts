/**
 * A number for a person, to at most four decimals. Whole ones, as most are, need no `toFixed`, whose
 * first call is slow.
 *
 * @example figureText(0.1 + 0.2) // '0.3'
 */
export function figureText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(4)));
}
