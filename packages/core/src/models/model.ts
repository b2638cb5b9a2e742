import type { Layout } from '../layouts/layout.js';
import type { Artifact, Companion, RecordedArtifact } from './artifact.js';
import { type Metadata, type MetadataFields, parseMetadata, readMetadata } from './metadata.js';
import type {
  IgnoredFile,
  MetadataUnreadable,
  MissingFile,
  NotAFile,
  Problem,
  UnreadableFile,
} from './problem.js';
import { readAnyVersion, type Version, type WrittenVersion } from './version.js';

/** A version as it was found; {@link assembleModel} makes one. */
export interface DiscoveredModel extends WrittenVersion {
  /** Absolute paths; null where there is no such regular file. */
  readonly modelPath: string | null;
  readonly scalerPath: string | null;
  readonly configPath: string | null;
  /** The same of what `model.layout.companions` names, by its name without the version; as a rule empty. */
  readonly companionPaths: Readonly<Record<Companion, string | null>>;
  /** Whether all files of the layout are there as regular files. */
  readonly exists: boolean;
  /** The config file's own keys; null where it is missing or no readable JSON object. */
  readonly metadata: Metadata | null;
  /** What the metadata says, checked; null where there is no metadata. Not part of any JSON. */
  readonly fields: MetadataFields | null;
  /** All that is wrong with its files and its metadata, whatever the config asks for. */
  readonly problems: readonly Problem[];
}

/** A version with all files of its layout and readable metadata: what selection chooses from. */
export interface CompleteModel extends DiscoveredModel {
  readonly modelPath: string;
  /** Null where the layout has no scaler. */
  readonly scalerPath: string | null;
  readonly configPath: string;
  readonly companionPaths: Readonly<Record<Companion, string>>;
  readonly exists: true;
  readonly metadata: Metadata;
  readonly fields: MetadataFields;
}

/**
 * Whether all of a version's files are there and its metadata can be read.
 *
 * @example scan.models.filter(isComplete).map(({ modelPath }) => modelPath) // string[]
 */
export function isComplete(model: DiscoveredModel): model is CompleteModel {
  return model.exists && model.fields !== null;
}

/** What a look at the source of the models gave. */
export interface ModelScan {
  /** Where the models are, in words for a person: a directory's absolute path. */
  readonly location: string;
  /** False where that place does not exist, which is the same as holding no models. */
  readonly found: boolean;
  /** Where a symlink in that place leads, where nothing is there; else left out. */
  readonly leadsTo?: string;
  /** In ascending order of version, each version once. */
  readonly models: readonly DiscoveredModel[];
  /** Files that begin like an artifact and belong to no version, in ascending order of name. */
  readonly ignored: readonly IgnoredFile[];
}

/** One artifact as found: the absolute path of a regular file, or what is there instead. */
export type FoundArtifact = string | NotAFile;

/** The artifacts of one version; an absent key is a missing file. */
export type FoundArtifacts = { readonly [A in Artifact]?: FoundArtifact | undefined };

/**
 * Puts a version together from its files and the text of its config file.
 *
 * @param version of any scheme
 * @param config the config file's text, or why it could not be read; unused where it is missing
 * @param numbers of that version, where they are known
 * @throws TypeError for what is no version
 * @example assembleModel(DEFAULT_LAYOUT, '1.0', { model: '/m/meta_model_v1.0.joblib' }, '').exists // false
 */
export function assembleModel(
  { artifacts, companions }: Layout,
  version: string,
  found: FoundArtifacts,
  config: string | MetadataUnreadable | UnreadableFile,
  numbers = numbersOf(version),
): DiscoveredModel {
  const problems: Problem[] = [];
  for (const artifact of artifacts) {
    const file = found[artifact];
    if (typeof file !== 'string') problems.push(file ?? { kind: 'missing-file', artifact });
  }
  const exists = problems.length === 0;
  const metadata = typeof found.config === 'string' ? read(config, problems) : null;
  const fields = metadata && check(metadata, problems);
  return {
    version,
    numbers,
    modelPath: pathOf(found.model),
    scalerPath: pathOf(found.scaler),
    configPath: pathOf(found.config),
    companionPaths:
      companions.length === 0
        ? NO_COMPANIONS
        : Object.fromEntries(companions.map((name) => [name, pathOf(found[name])])),
    exists,
    metadata,
    fields,
    problems: problems.length === 0 ? NO_PROBLEMS : problems,
  };
}

function numbersOf(version: string): Version {
  const numbers = readAnyVersion(version);
  if (numbers === null) throw new TypeError(`not a version: ${JSON.stringify(version)}`);
  return numbers;
}

const NO_COMPANIONS = Object.freeze({});
const NO_PROBLEMS: readonly Problem[] = Object.freeze([]);

/**
 * The files of a version that are there, each with its absolute path, in the order of the layout: the
 * config file last.
 *
 * @example filesOf(model)[0] // ['model', '/srv/models/meta_model_v1.0.joblib']
 */
export function filesOf(model: DiscoveredModel): [Artifact, string][] {
  const config: [Artifact, string][] =
    model.configPath === null ? [] : [['config', model.configPath]];
  return [...recordedFilesOf(model), ...config];
}

/**
 * Those of {@link filesOf} whose content the metadata records.
 *
 * @example new Map(recordedFilesOf(model)).get('scaler')
 */
export function recordedFilesOf(
  model: Pick<DiscoveredModel, 'modelPath' | 'scalerPath' | 'companionPaths'>,
): [RecordedArtifact, string][] {
  const { modelPath, scalerPath, companionPaths } = model;
  const paths = Object.entries({ model: modelPath, scaler: scalerPath, ...companionPaths });
  return paths.flatMap(([artifact, path]): [RecordedArtifact, string][] =>
    path === null ? [] : [[artifact as RecordedArtifact, path]],
  );
}

/** Why a model's files are not complete; empty for a complete model. */
export function missingArtifacts(model: DiscoveredModel): readonly (MissingFile | NotAFile)[] {
  return model.problems.filter(
    (problem) => problem.kind === 'missing-file' || problem.kind === 'not-a-file',
  );
}

function read(
  config: string | MetadataUnreadable | UnreadableFile,
  problems: Problem[],
): Metadata | null {
  const parsed = typeof config === 'string' ? parseMetadata(config) : { problem: config };
  if ('problem' in parsed) {
    problems.push(parsed.problem);
    return null;
  }
  return parsed.metadata;
}

function check(metadata: Metadata, problems: Problem[]): MetadataFields {
  const { fields, problems: found } = readMetadata(metadata);
  for (const problem of found) problems.push(problem);
  return fields;
}

function pathOf(found: FoundArtifact | undefined): string | null {
  return typeof found === 'string' ? found : null;
}
