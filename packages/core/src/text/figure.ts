/**
 * A number for a person, to at most four decimals. Most are whole, and for such a one `toFixed`, whose first call takes
 * long, is not asked.
 *
 * @example figureText(0.1 + 0.2) // '0.3'
 */
export function figureText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(4)));
}
