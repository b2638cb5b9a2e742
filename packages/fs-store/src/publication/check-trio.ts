import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Artifact,
  artifactFileName,
  type EmptyFile,
  entryNamesOf,
  type Fingerprints,
  type Layout,
  type Libraries,
  librariesToRecord,
  type Metadata,
  type MissingFile,
  type NotAFile,
  type NotAFileFound,
  type Problem,
  parseMetadata,
  type RecordedArtifact,
  type Requirements,
  recordedFingerprints,
  type UnreadableFile,
  versionMismatch,
} from '@org/model-registry-core';
import {
  kindOf,
  type Registry,
  readConfigText,
  unreadableFile,
} from '@org/model-registry-fs-scanner';
import {
  type ExaminedArtifact,
  examineArtifact,
  featureMismatches,
  keepExamined,
  libraryCheck,
  libraryFacts,
} from '@org/model-registry-selector';

/** How far the files are checked. */
export interface Checks
  extends Pick<Requirements, 'verify' | 'trustedGlobals' | 'libraries' | 'python'> {
  /** What the Python has that made the files; empty where that is not known. */
  readonly trainedWith: Libraries;
  /**
   * Whatever version the metadata name, the publication writes the right one into them; else another
   * one is a problem.
   */
  readonly restamp: boolean;
  /** Of files that were hashed while they were written, where nobody else writes: they are not hashed again. */
  readonly hashed?: Partial<Fingerprints>;
}

/** Of files that were checked before: what made them, and what loads them, was looked at then. */
export const UNCHECKED = {
  verify: 'off',
  trustedGlobals: [],
  libraries: 'off',
  python: null,
  trainedWith: {},
  restamp: false,
} as const;

/** The files of a version, which may be published. */
export interface CheckedTrio {
  readonly ok: true;
  readonly layout: Layout;
  /** Where they are. */
  readonly folder: string;
  readonly version: string;
  readonly checks: Checks;
  readonly fingerprints: Fingerprints;
  readonly metadata: Metadata;
  /** What the files were made with, as far as they or the training tell. */
  readonly libraries: Libraries;
  /** The config file's text that was checked. */
  readonly configText: string;
  /** Those that the layout has. */
  readonly examined: { readonly [A in RecordedArtifact]?: ExaminedArtifact };
}

/** That, or every reason why they may not be published. */
export type TrioCheck = CheckedTrio | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Tells the decisions that follow what was found out, so that they need not read the files again.
 *
 * @param folder where the checked files are now
 */
export function keepChecked(
  { layout, version, checks, examined }: CheckedTrio,
  folder: string,
): void {
  for (const artifact of layout.recorded) {
    const found = examined[artifact];
    if (!found) continue;
    const file = join(folder, artifactFileName(layout, artifact, version));
    keepExamined(file, checks, found);
  }
}

/**
 * Checks that a folder holds a version's files, ready to be published: regular files and no
 * symlinks, not empty, the config file a readable object that names no other version (unless it is
 * restamped), and model and scaler verified as far as asked for. Nothing is loaded or executed.
 *
 * @throws Error with the system's error as `cause`, where the machine is to blame that a file cannot be
 *   read; see `blameFile`
 * @example await checkTrio(registry, 'out', '1.4', { ...config.requirements, restamp: false })
 */
export async function checkTrio(
  { layout }: Pick<Registry, 'layout'>,
  folder: string,
  version: string,
  checks: Checks,
): Promise<TrioCheck> {
  const instead = insteadOfFolder(layout, folder, version);
  const irregular = layout.artifacts.flatMap((artifact) =>
    instead
      ? [{ kind: 'not-a-file' as const, artifact, found: instead }]
      : irregularity(join(folder, artifactFileName(layout, artifact, version)), artifact),
  );
  const configFile = join(folder, artifactFileName(layout, 'config', version));
  const { metadata, configText, problems } = readConfig(configFile, version, irregular, checks);
  const recorded = recordedFingerprints(metadata ?? {}, layout.recorded);
  const examined: { [A in RecordedArtifact]?: ExaminedArtifact } = {};
  const unread: UnreadableFile[] = [];
  for (const artifact of layout.recorded) {
    if (irregular.some((problem) => problem.artifact === artifact)) continue;
    const file = join(folder, artifactFileName(layout, artifact, version));
    const { [artifact]: known } = recorded;
    const fingerprint = checks.hashed?.[artifact] ?? true;
    const options = { ...checks, recorded: known, name: file, fingerprint };
    try {
      examined[artifact] = await examineArtifact(file, artifact, options);
    } catch (error) {
      unread.push(unreadableFile(artifact, file, error));
    }
  }
  const all = layout.recorded.flatMap((artifact) => examined[artifact] ?? []);
  const found = [...irregular, ...problems, ...unread, ...all.flatMap((one) => one.problems)];
  if (checks.verify === 'strict') {
    found.push(...featureMismatches(bothOf(layout, examined), metadata));
  }
  const inspections = all.flatMap(({ inspection }) => inspection ?? []);
  if (checks.libraries === 'refuse') found.push(...libraryCheck(checks)(inspections, metadata));
  const libraries = librariesToRecord(inspections.map(libraryFacts), checks.trainedWith);
  const fingerprints = fingerprintsOf(layout, examined);
  return found.length === 0 && metadata && fingerprints
    ? {
        ok: true,
        ...{
          layout,
          folder,
          version,
          checks,
          fingerprints,
          metadata,
          libraries,
          configText,
          examined,
        },
      }
    : { ok: false, problems: found };
}

/** Model and scaler, or the model of a layout without scalers; nothing where one is missing. */
function bothOf({ names }: Layout, { model, scaler }: CheckedTrio['examined']): ExaminedArtifact[] {
  if (!model) return [];
  if (names.scaler === null) return [model];
  return scaler ? [model, scaler] : [];
}

/** Null where one is missing. */
function fingerprintsOf(
  { recorded }: Layout,
  examined: CheckedTrio['examined'],
): Fingerprints | null {
  const found = recorded.map((artifact) => [artifact, examined[artifact]?.read.fingerprint]);
  const isWhole = found.every(([, fingerprint]) => fingerprint);
  return isWhole ? (Object.fromEntries(found) as Fingerprints) : null;
}

/** What stands in place of a version's folder, a symlink as a rule; null for the folder itself, and for nothing. */
export function insteadOfFolder(
  layout: Layout,
  folder: string,
  version: string,
): NotAFileFound | null {
  if (layout.folder === null) return null;
  const [name] = entryNamesOf(layout, version) as [string];
  const stats = lstatSync(join(folder, name), { throwIfNoEntry: false });
  if (stats === undefined || stats.isDirectory() || stats.isFile()) return null;
  return stats.isSymbolicLink() ? 'symlink-folder' : kindOf(stats);
}

function irregularity(path: string, artifact: Artifact): (MissingFile | NotAFile | EmptyFile)[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [{ kind: 'missing-file', artifact }];
  if (stats.isFile()) {
    return stats.size === 0 && artifact !== 'config' ? [{ kind: 'empty-file', artifact }] : [];
  }
  const found = stats.isSymbolicLink() ? 'symlink' : kindOf(stats);
  return [{ kind: 'not-a-file', artifact, found }];
}

interface Config {
  readonly metadata: Metadata | null;
  readonly configText: string;
  readonly problems: readonly Problem[];
}

function readConfig(
  file: string,
  version: string,
  irregular: readonly (MissingFile | NotAFile | EmptyFile)[],
  { restamp }: Checks,
): Config {
  if (irregular.some(({ artifact }) => artifact === 'config')) return without([]);
  const text = readConfigText(file);
  if (text === null) return without([{ kind: 'missing-file', artifact: 'config' }]);
  const parsed = typeof text === 'string' ? parseMetadata(text) : { problem: text };
  if ('problem' in parsed) return without([parsed.problem]);
  const { metadata } = parsed;
  const mismatch = restamp ? null : versionMismatch(metadata, version);
  return { metadata, configText: text as string, problems: mismatch ? [mismatch] : [] };
}

function without(problems: readonly Problem[]): Config {
  return { metadata: null, configText: '', problems };
}
