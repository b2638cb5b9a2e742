import { createHash } from 'node:crypto';
import {
  assembleModel,
  type CompleteModel,
  compareWritten,
  type DiscoveredModel,
  type Fingerprint,
  isComplete,
  type Layout,
  MAX_METADATA_BYTES,
  type Metadata,
  type RecordedArtifact,
  readAnyVersion,
  recordedFingerprints,
} from '@org/model-registry-core';
import type { ObjectStore } from '../store/object-store.js';
import { StoreError } from '../store/store-error.js';
import { withSignal } from './journal.js';
import { objectKey, PREFIXES, versionKey, versionOfKey } from './keys.js';

/** Versions that are listed at most: a store could go on for ever. */
const MOST_VERSIONS = 100_000;

/**
 * A version as the store has it: its metadata, as text that the store wrote, and as a model whose paths
 * are keys of the store.
 */
export interface StoredVersion {
  readonly version: string;
  readonly text: string;
  readonly model: DiscoveredModel;
}

/** The files of a version in the store, by artifact. */
export type StoredFiles = ReadonlyMap<RecordedArtifact, Fingerprint>;

/**
 * The versions that are published in a store, ascending. Keys that name none are passed over.
 *
 * @throws StoreError
 * @example await listVersions(store) // ['1.3', '1.4']
 */
export async function listVersions(store: ObjectStore, signal?: AbortSignal): Promise<string[]> {
  const versions: string[] = [];
  for await (const { key } of store.list(PREFIXES.versions, undefined, withSignal(signal))) {
    const version = versionOfKey(key);
    if (version !== null) versions.push(version);
    if (versions.length >= MOST_VERSIONS) break;
  }
  return ascending(versions);
}

/**
 * Versions in ascending order.
 *
 * @param versions canonical ones
 * @example ascending(['1.10', '1.9']) // ['1.9', '1.10']
 */
function ascending(versions: Iterable<string>): string[] {
  return Array.from(versions)
    .map((version) => ({ version, numbers: readAnyVersion(version) ?? { major: 0, minor: 0 } }))
    .sort(compareWritten)
    .map(({ version }) => version);
}

/**
 * Reads what a store says of a version, at most 1 MiB. One that cannot be used is a model with the
 * problems that speak against it.
 *
 * @returns null where there is no such version
 * @throws StoreError
 * @example (await readVersion(store, layout, '1.4'))?.model.metadata
 */
export async function readVersion(
  store: ObjectStore,
  layout: Layout,
  version: string,
  signal?: AbortSignal,
): Promise<StoredVersion | null> {
  const text = await textOf(store, version, signal);
  if (text === null) return null;
  const model = modelOf(layout, version, text);
  return { version, text: typeof text === 'string' ? text : '', model };
}

async function textOf(store: ObjectStore, version: string, signal?: AbortSignal) {
  const unreadable = (reason: 'too-large' | 'not-utf8') =>
    ({ kind: 'metadata-unreadable', reason, detail: '' }) as const;
  try {
    const key = versionKey(version);
    const bytes = await store.get(key, MAX_METADATA_BYTES, withSignal(signal));
    return bytes && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof StoreError && error.kind === 'too-large') return unreadable('too-large');
    if (error instanceof TypeError) return unreadable('not-utf8');
    throw error;
  }
}

function modelOf(
  layout: Layout,
  version: string,
  text: Exclude<Awaited<ReturnType<typeof textOf>>, null>,
): DiscoveredModel {
  const bare = assembleModel(layout, version, { config: versionKey(version) }, text);
  const files = bare.metadata ? recordedFingerprints(bare.metadata, layout.recorded) : {};
  const found = Object.entries(files).map(([artifact, file]) => [
    artifact,
    objectKey((file as Fingerprint).sha256),
  ]);
  return assembleModel(
    layout,
    version,
    { ...Object.fromEntries(found), config: versionKey(version) },
    text,
  );
}

/**
 * The files that a version of the store consists of, the metadata aside.
 *
 * @example filesOfStored(layout, model).get('model')?.sha256
 */
export function filesOfStored(layout: Layout, { metadata }: CompleteModel): StoredFiles {
  const files = recordedFingerprints(metadata, layout.recorded);
  return new Map(Object.entries(files) as [RecordedArtifact, Fingerprint][]);
}

/**
 * All files that metadata name, of whatever layout: what may not be removed while the version is there.
 *
 * @example filesNamed(metadata).map(({ sha256 }) => sha256)
 */
export function filesNamed(metadata: Metadata): Fingerprint[] {
  const { artifacts } = metadata;
  const names = typeof artifacts === 'object' && artifacts !== null ? Object.keys(artifacts) : [];
  return Object.values(
    recordedFingerprints(metadata, names as RecordedArtifact[]),
  ) as Fingerprint[];
}

/** What each machine writes into the metadata by itself when it publishes. */
const OF_MACHINE = new Set(['artifacts', 'published_at', 'libraries']);

/**
 * A digest of what a version is: its files and its metadata, without what each machine that publishes it
 * writes down. Two versions of one number are the same where it is equal.
 *
 * @example contentOf(files, metadata) === contentOf(filesOfStored(layout, model), model.metadata)
 */
export function contentOf(files: StoredFiles, metadata: Metadata): string {
  const own = Object.entries(metadata).filter(([key]) => !OF_MACHINE.has(key));
  const content = [
    [...files].map(([artifact, { sha256, size }]) => [artifact, sha256, size]).sort(byFirst),
    own.map(([key, value]) => [key, sorted(value)]).sort(byFirst),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function byFirst([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}

/** NaN and infinities have no form in JSON, and are not null. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value === 'number' && !Number.isFinite(value)) return { number: String(value) };
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .map(([key, inner]) => [key, sorted(inner)])
    .sort(byFirst);
}

/**
 * Whether a version of the store has all that the layout asks for.
 *
 * @example isWhole(stored) && stored.model.metadata
 */
export function isWhole(
  stored: StoredVersion,
): stored is StoredVersion & { readonly model: CompleteModel } {
  return isComplete(stored.model);
}
