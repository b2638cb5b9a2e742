/** What the text of a LightGBM model says in its first lines. */
export interface LightgbmFacts {
  /** Of its form: `3` is written by LightGBM 2.3 to 3.3, `4` by 4. */
  readonly version: string;
  readonly featureCount: number | null;
  readonly featureNames: readonly string[] | null;
}

/**
 * Reads the first lines of a LightGBM model.
 *
 * @returns null where it is none
 * @example lightgbmFacts('tree\nversion=v4\nnum_class=1\n…').version // '4'
 */
export function lightgbmFacts(text: string): LightgbmFacts | null {
  if (!/^tree\r?\n/.test(text)) return null;
  const first = text.slice(0, 4096);
  const version = /^version=v(\d{1,4})\r?$/m.exec(first)?.[1];
  if (version === undefined || !/^num_class=\d+\r?$/m.test(first)) return null;
  const last = /^max_feature_idx=(\d{1,9})\r?$/m.exec(first)?.[1];
  const names = /^feature_names=([^\r\n]*)\r?\n/m.exec(text)?.[1]?.split(' ');
  return {
    version,
    featureCount: last === undefined ? null : Number(last) + 1,
    featureNames: names ?? null,
  };
}
