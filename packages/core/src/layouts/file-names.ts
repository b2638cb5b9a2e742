import type { Artifact, Companion } from '../models/artifact.js';
import {
  isVersion,
  readVersion,
  type VersionScheme,
  type WrittenVersion,
} from '../models/version.js';
import { familyOf, type Layout, type NameParts } from './layout.js';

/** Why a file that begins like an artifact belongs to no version. */
export type IgnoredReason = (typeof IGNORED_REASONS)[number];
export const IGNORED_REASONS = [
  'not-a-version',
  'not-canonical',
  'extra-text',
  'wrong-case',
] as const;

/**
 * The file name of one artifact of a version, from the models directory on: with the folder of the
 * version, where it has one.
 *
 * @throws TypeError for the scaler of a layout without one
 * @example artifactFileName(DEFAULT_LAYOUT, 'scaler', '1.0') // 'feature_scaler_v1.0.joblib'
 */
export function artifactFileName(layout: Layout, artifact: Artifact, version: string): string {
  const { start, end } = partsIn(layout, artifact);
  return start + version + end;
}

/**
 * The file names of a version, in the order in which they are reported.
 *
 * @example fileNamesOf(DEFAULT_LAYOUT, '1.0')[0] // 'meta_model_v1.0.joblib'
 */
export function fileNamesOf(layout: Layout, version: string): string[] {
  return layout.artifacts.map((artifact) => artifactFileName(layout, artifact, version));
}

/**
 * What a version occupies directly in the models directory, and is moved by: its folder, or its files.
 *
 * @example entryNamesOf(DEFAULT_LAYOUT, '1.0')[0] // 'meta_model_v1.0.joblib'
 */
export function entryNamesOf(layout: Layout, version: string): string[] {
  const { folder } = layout;
  return folder ? [folder.start + version + folder.end] : fileNamesOf(layout, version);
}

/**
 * Of which version a name directly in the models directory is: that of a file, or of a folder.
 *
 * @returns null for every other name
 * @example versionOfEntry(DEFAULT_LAYOUT, 'meta_model_v1.10.joblib') // '1.10'
 */
export function versionOfEntry(layout: Layout, name: string): string | null {
  const { folder, scheme } = layout;
  if (folder === null) return parseArtifactFileName(layout, name)?.version ?? null;
  return versionIn(scheme, folder, name)?.version ?? null;
}

function versionIn(
  scheme: VersionScheme,
  { start, end }: NameParts,
  name: string,
): WrittenVersion | null {
  if (!name.startsWith(start) || !name.endsWith(end)) return null;
  const version = name.slice(start.length, name.length - end.length);
  const numbers = readVersion(scheme, version);
  return numbers && { version, numbers };
}

/** The path of one artifact of a version, such as `1.0`. */
export type PathOf = (version: string) => string;

/** {@link PathOf} of each artifact; null for the scaler of a layout without one. */
export type ArtifactPaths = Readonly<Record<Exclude<Artifact, 'scaler'>, PathOf>> & {
  readonly scaler: PathOf | null;
};

/**
 * The paths of artifacts in one folder. For many versions: what their paths begin with is put together once.
 *
 * @param folder with the separator at its end
 * @example artifactPathsIn(DEFAULT_LAYOUT, '/srv/models/').config('1.0') // '/srv/models/model_config_v1.0.json'
 */
export function artifactPathsIn(layout: Layout, folder: string): ArtifactPaths {
  const { model, scaler, config } = layout.names;
  const companions = layout.companions.map((companion): [Companion, PathOf] => [
    companion,
    pathIn(folder, partsIn(layout, companion)),
  ]);
  return {
    ...Object.fromEntries(companions),
    model: pathIn(folder, model),
    scaler: scaler && pathIn(folder, scaler),
    config: pathIn(folder, config),
  };
}

function pathIn(folder: string, { start, end }: NameParts): PathOf {
  const before = folder + start;
  return (version) => before + version + end;
}

/**
 * Which artifact of which version a file name, from the models directory on, stands for.
 *
 * @returns null for every other name
 * @example parseArtifactFileName(DEFAULT_LAYOUT, 'meta_model_v1.10.joblib')?.version // '1.10'
 */
export function parseArtifactFileName(
  layout: Layout,
  name: string,
): (WrittenVersion & { readonly artifact: Artifact }) | null {
  for (const { artifact, parts } of filesOf(layout)) {
    const found = versionIn(layout.scheme, parts, name);
    if (found) return { artifact, version: found.version, numbers: found.numbers };
  }
  return null;
}

interface FileOfLayout {
  readonly artifact: Artifact;
  readonly parts: NameParts;
}

const files = new WeakMap<Layout, readonly FileOfLayout[]>();

/** Put together once: hundreds of thousands of names may be compared with them. */
function filesOf(layout: Layout): readonly FileOfLayout[] {
  const found = files.get(layout) ?? makeFiles(layout);
  files.set(layout, found);
  return found;
}

function makeFiles(layout: Layout): FileOfLayout[] {
  return layout.artifacts.map((artifact) => ({ artifact, parts: partsIn(layout, artifact) }));
}

function partsIn({ names }: Layout, artifact: Artifact): NameParts {
  const parts = names[artifact];
  if (!parts) throw new TypeError(`models of this layout have no ${artifact}`);
  return parts;
}

/**
 * Why a name that begins like that of an artifact, or of a version's folder, is none.
 *
 * @param isFolder only folders begin like a version's
 * @returns null for a name that is one, and for one that does not begin so
 * @example ignoredReason(DEFAULT_LAYOUT, 'meta_model_v1.0_backup.joblib') // 'extra-text'
 * @example ignoredReason(DEFAULT_LAYOUT, 'trades.csv') // null
 */
export function ignoredReason(
  layout: Layout,
  name: string,
  isFolder = false,
): IgnoredReason | null {
  if (layout.folder !== null && !isFolder) return null;
  const { beginsLike, loose } = looksOf(layout);
  if (!beginsLike.test(name) || versionOfEntry(layout, name) !== null) return null;
  const match = loose.exec(name);
  if (!match) return 'not-a-version';
  const [, start = '', version = '', rest = ''] = match;
  if (/^\.[0-9]/.test(rest)) return 'not-a-version';
  const isOne = entryParts(layout).some(
    (parts) => isSame(start, parts.start) && isSame(rest, parts.end),
  );
  if (!isOne) return 'extra-text';
  return isVersion(layout.scheme, version) ? 'wrong-case' : 'not-canonical';
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** What versions look like, canonical or not. */
const LOOSE: Readonly<Record<VersionScheme, string>> = {
  'major.minor': '[0-9]+\\.[0-9]+',
  integer: '[0-9]+',
  timestamp: '[0-9]{8}(?:[_T-][0-9]{6})?',
};

/** How the name of a folder begins that was meant for one, as `2026-11-20T10:00:00` was. */
const LIKE: Readonly<Record<VersionScheme, string>> = { ...LOOSE, timestamp: '[0-9]{4}-?[0-9]{2}' };

interface Looks {
  /** Begins with what stands before the mark of a version, `_v`; of a family, with a whole name. */
  readonly beginsLike: RegExp;
  /** That, more letters, the mark, something like a version, and the rest. */
  readonly loose: RegExp;
}

const known = new WeakMap<Layout, Looks>();

function looksOf(layout: Layout): Looks {
  const looks = known.get(layout) ?? makeLooks(layout);
  known.set(layout, looks);
  return looks;
}

/** The names of what versions have directly in the models directory. */
function entryParts(layout: Layout): readonly NameParts[] {
  if (layout.folder !== null) return [layout.folder];
  return layout.artifacts.map((artifact) => partsIn(layout, artifact));
}

function makeLooks(layout: Layout): Looks {
  const starts = entryParts(layout).map(({ start }) => start);
  const stems = starts.map((start) => escaped(start.replace(/[_. -]?v?$/i, '')));
  const marks = starts.map((start) => escaped(/[_. -]?v?$/i.exec(start)?.[0] ?? ''));
  const version = LOOSE[layout.scheme];
  return {
    beginsLike:
      familyOf(layout) === null
        ? likeStems(stems, layout.folder && LIKE[layout.scheme])
        : likeFamily(layout, version),
    loose: new RegExp(
      `^((?:${stems.join('|')})[a-z_]*?(?:${marks.join('|')}))(${version})(.*)$`,
      'is',
    ),
  };
}

/** Where a version begins the names, no file can begin like them, and a folder only with a version. */
function likeStems(stems: readonly string[], ofFolder: string | null): RegExp {
  if (!stems.includes('')) return new RegExp(`^(?:${stems.join('|')})`, 'i');
  return ofFolder === null ? /(?!)/ : new RegExp(`^v?${ofFolder}`, 'i');
}

/** Only what has the whole name: `BTCUSDT_v1.0.pkl` begins with `BTC` and is another family's. */
function likeFamily(layout: Layout, version: string): RegExp {
  const names = entryParts(layout).map(
    ({ start, end }) => `${escaped(start)}${version}${escaped(end)}`,
  );
  return new RegExp(`^(?:${names.join('|')})`, 'i');
}

/**
 * Whether a name directly in the models directory would be a version's with other values in place of the
 * placeholders: it is another family's.
 *
 * @example isOfOtherFamily(layout, 'ETHUSDT_v1.0.joblib') // where the values say BTCUSDT
 */
export function isOfOtherFamily(layout: Layout, name: string): boolean {
  if (familyOf(layout) === null || versionOfEntry(layout, name) !== null) return false;
  const values = Object.values(layout.values).sort((a, b) => b.length - a.length);
  const loosely = (text: string) =>
    escaped(values.reduce((left, value) => left.replaceAll(value, '\0'), text)).replaceAll(
      '\0',
      '[^/]{1,64}?',
    );
  const patterns = entryParts(layout).map(
    ({ start, end }) => `${loosely(start)}${LOOSE[layout.scheme]}${loosely(end)}`,
  );
  return new RegExp(`^(?:${patterns.join('|')})$`, 'u').test(name);
}

function escaped(text: string): string {
  return text.replace(/[.+]/g, '\\$&');
}
