import { realpathSync, statSync } from 'node:fs';
import { compareFeatures, type Disagreement } from '@org/model-registry-artifact-inspector';
import {
  type DiscoveredModel,
  type FeatureMismatch,
  type Metadata,
  type Problem,
  RECORDED_ARTIFACTS,
  type RecordedArtifact,
  type Requirements,
  recordedFingerprints,
} from '@org/model-registry-core';
import { type ExaminedArtifact, examineArtifact } from './examine-artifact.js';

/** What verification found out about a model. */
interface Verification {
  /** What turns it down; empty for a model that may be loaded. */
  readonly problems: readonly Problem[];
  /** What a person should look at. */
  readonly warnings: readonly Problem[];
}

const NOTHING: Verification = { problems: [], warnings: [] };

/**
 * Verifies a complete model's files as far as the requirements ask for. A file that cannot be read
 * turns it down; nothing is thrown for it.
 *
 * @example (await verifyModel(selection.chosen.model, requirements)).problems
 */
export async function verifyModel(
  model: DiscoveredModel,
  { verify, trustedGlobals }: Requirements,
): Promise<Verification> {
  if (verify === 'off') return NOTHING;
  const recorded = recordedFingerprints(model.metadata ?? {});
  const examined = await Promise.all(
    RECORDED_ARTIFACTS.map((artifact) =>
      examine(pathOf(model, artifact), artifact, {
        verify,
        trustedGlobals,
        recorded: recorded[artifact],
        fingerprint: false,
      }),
    ),
  );
  const problems = examined.flatMap((one) => one.problems);
  const warnings = examined.flatMap((one) => one.warnings);
  const mismatches = featureMismatches(examined, model.metadata);
  return verify === 'strict'
    ? { problems: [...problems, ...mismatches], warnings }
    : { problems, warnings: [...warnings, ...mismatches] };
}

function pathOf({ modelPath, scalerPath }: DiscoveredModel, artifact: RecordedArtifact): string {
  return (artifact === 'model' ? modelPath : scalerPath) ?? '';
}

/** Models are verified again and again (by a watcher, after each change): each file once. */
const known = new Map<string, ExaminedArtifact>();
const MOST_KNOWN = 64;

async function examine(
  path: string,
  artifact: RecordedArtifact,
  options: Parameters<typeof examineArtifact>[2],
): Promise<ExaminedArtifact> {
  try {
    const file = realpathSync(path);
    const identity = identityOf(file);
    const key = `${artifact} ${identity} ${JSON.stringify(options)}`;
    const before = known.get(key);
    if (before) return before;
    const examined = await examineArtifact(file, artifact, options);
    if (known.size >= MOST_KNOWN) known.clear();
    if (identityOf(file) === identity && isSettled(file)) known.set(key, examined);
    return examined;
  } catch (error) {
    return {
      problems: [unreadable(artifact, error)],
      warnings: [],
      fingerprint: null,
      inspection: null,
    };
  }
}

function identityOf(file: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
  return [file, dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

/** Times of files are coarse: after a change just now, another of the same size may not show in them. */
const SETTLED_MS = 2000;

function isSettled(file: string): boolean {
  return Date.now() - statSync(file).ctimeMs > SETTLED_MS;
}

function unreadable(
  artifact: RecordedArtifact,
  error: unknown,
): Problem & { kind: 'unsafe-artifact' } {
  const { code } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  const facts = { finding: 'io-error', detail: code, offset: null, more: 0 };
  return { kind: 'unsafe-artifact', artifact, grade: 'refused', ...facts };
}

/**
 * Where model, scaler and metadata disagree about the features, as far as they say anything.
 *
 * @param examined model and scaler, in this order; where one was not inspected, nothing is compared
 * @example featureMismatches([model, scaler], metadata) // [] where all agree
 */
export function featureMismatches(
  examined: readonly Pick<ExaminedArtifact, 'inspection'>[],
  metadata: Metadata | null,
): FeatureMismatch[] {
  const [model, scaler] = examined.map(({ inspection }) => inspection?.summary);
  if (!model || !scaler) return [];
  return compareFeatures({ model, scaler, features: metadata?.features }).map(mismatchOf);
}

function mismatchOf(disagreement: Disagreement): FeatureMismatch {
  const { between } = disagreement;
  const facts = { kind: 'feature-mismatch', between } as const;
  switch (disagreement.kind) {
    case 'feature-count-differs': {
      const [one, other] = disagreement.counts;
      return { ...facts, difference: 'count', values: [String(one), String(other)] };
    }
    case 'feature-names-differ': {
      const [one, other] = disagreement.only;
      return { ...facts, difference: 'names', values: [listOf(one), listOf(other)] };
    }
    case 'feature-order-differs':
      return { ...facts, difference: 'order', values: disagreement.names };
  }
}

const MOST_NAMES = 5;

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => name.slice(0, 40));
  return shown.join(', ') + (names.length > MOST_NAMES ? ', …' : '');
}
