/**
 * How many characters have to be added, taken out, replaced or swapped with their neighbour to make
 * one word of the other.
 *
 * @example editDistance('lsit', 'list') // 1
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let at = 1; at <= to.length; at += 1) {
      const isSame = from[row - 1] === to[at - 1];
      const isSwapped = from[row - 1] === to[at - 2] && from[row - 2] === to[at - 1];
      current[at] = Math.min(
        (last[at] ?? 0) + 1,
        (current[at - 1] ?? 0) + 1,
        (last[at - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[at - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}

/**
 * The word that was probably meant: of those that differ by at most 2 characters, or by 1 where they
 * are shorter than 6, the nearest. A word shorter than 5 has to begin in the same way.
 *
 * @returns null where none is near
 * @example nearest('selct', ['list', 'select']) // 'select'
 */
export function nearest(word: string, words: Iterable<string>): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of words) {
    const most = candidate.length < 6 ? 1 : 2;
    if (Math.abs(candidate.length - word.length) > most) continue;
    if (candidate.length < 5 && candidate[0] !== word[0]) continue;
    const distance = editDistance(word, candidate);
    if (distance > most || distance >= least) continue;
    best = candidate;
    least = distance;
  }
  return best;
}
