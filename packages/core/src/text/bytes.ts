const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'] as const;

/**
 * A number of bytes for a person, in units of 1,000: one decimal.
 *
 * @example bytesText(12_345_678) // '12.3 MB'
 */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  let size = bytes / 1_000;
  let unit = 0;
  while (Number(size.toFixed(1)) >= 1_000 && unit < UNITS.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  return `${size.toFixed(1)} ${UNITS[unit]}`;
}
