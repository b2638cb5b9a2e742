import {
  type CompleteModel,
  type Fingerprint,
  type FleetState,
  isComplete,
  type Layout,
  type ModelScan,
  type RecordedArtifact,
  recordedFingerprints,
} from '@org/model-registry-core';
import { type Registry, takenVersions } from '@org/model-registry-fs-scanner';
import {
  contentOf,
  filesOfStored,
  listVersions,
  readVersion,
  type StoredVersion,
} from '../protocol/versions.js';
import type { ObjectStore } from '../store/object-store.js';

/** What a store has, as this machine sees it. */
export interface Offer {
  /** Versions that may be fetched: they are not retired, and no file of theirs is here. */
  readonly stored: ReadonlyMap<string, StoredVersion>;
  /** Versions that are here and there, and the same. */
  readonly same: readonly string[];
  /** Versions of which the store has another than this machine. */
  readonly others: readonly string[];
}

/** Documents that are asked for at once. */
const AT_ONCE = 16;

/**
 * Reads what a store has. Of versions that are known to be the same here nothing is read.
 *
 * @param state what is known of the store, with the versions that are retired
 * @param known what was read before, to which is added: a version of a store never changes; but one that
 *   cannot be read may be mended
 * @throws StoreError
 */
export async function readOffer(
  store: ObjectStore,
  registry: Registry,
  { models }: ModelScan,
  state: Pick<FleetState, 'stored' | 'retired'>,
  known: Map<string, StoredVersion>,
  signal?: AbortSignal,
): Promise<Offer> {
  const { layout } = registry;
  const here = new Map(models.filter(isComplete).map((model) => [model.version, model]));
  const taken = takenVersions(registry);
  const out = new Set(state.retired);
  const noted = new Set(state.stored);
  const versions = await listVersions(store, signal);
  const wanted = versions.filter((version) => !taken.has(version) && !out.has(version));
  const doubtful = versions.filter((version) => here.has(version) && !noted.has(version));
  const news = await readAll(store, layout, [...wanted, ...doubtful], known, signal);
  const read = (version: string) => known.get(version) ?? news.get(version) ?? [];
  const compared = doubtful.flatMap(read).map((each) => ({
    version: each.version,
    isSame: isSame(layout, each, here.get(each.version) as CompleteModel),
  }));
  return {
    stored: new Map(wanted.flatMap(read).map((each) => [each.version, each])),
    same: compared.flatMap(({ version, isSame }) => (isSame ? [version] : [])),
    others: compared.flatMap(({ version, isSame }) => (isSame === false ? [version] : [])),
  };
}

/** Reads what is not known, and adds what will not change. */
async function readAll(
  store: ObjectStore,
  layout: Layout,
  versions: readonly string[],
  known: Map<string, StoredVersion>,
  signal: AbortSignal | undefined,
): Promise<Map<string, StoredVersion>> {
  const news = new Map<string, StoredVersion>();
  const missing = versions.filter((version) => !known.has(version));
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    const some = missing.slice(at, at + AT_ONCE);
    const read = await Promise.all(
      some.map((version) => readVersion(store, layout, version, signal)),
    );
    for (const stored of read) if (stored !== null) news.set(stored.version, stored);
  }
  for (const [version, stored] of news) if (stored.model.metadata) known.set(version, stored);
  return news;
}

/** Null where what is here does not record its files: push reads them. */
function isSame(layout: Layout, { model }: StoredVersion, here: CompleteModel): boolean | null {
  const recorded = recordedFingerprints(here.metadata, layout.recorded);
  const files = new Map(Object.entries(recorded) as [RecordedArtifact, Fingerprint][]);
  if (files.size < layout.recorded.length) return null;
  if (!isComplete(model)) return false;
  return (
    contentOf(files, here.metadata) === contentOf(filesOfStored(layout, model), model.metadata)
  );
}
