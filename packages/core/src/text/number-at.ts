/**
 * The number that ASCII digits make, from one place in a text to before another. A start reads many versions and
 * times, and to have regular expressions made takes longer than all of them.
 *
 * @param to at most 15 places behind, as a number is exact no further
 * @returns NaN where anything else stands there, or nothing any more; 0 for no place at all
 * @example numberAt('v12.joblib', 1, 3) // 12
 */
export function numberAt(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}
