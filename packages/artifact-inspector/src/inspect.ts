import { Budget } from './budget.js';
import { ByteSource } from './byte-source.js';
import { detectStorage, MAGIC_LENGTH, type Storage } from './compression.js';
import { checkExpandedSize } from './expanded-size.js';
import { FileUpstream } from './file-upstream.js';
import { type Finding, type Verdict, verdictOf } from './finding.js';
import { Imports } from './imports.js';
import { InflateUpstream } from './inflate-upstream.js';
import { LIMITS } from './limits.js';
import { opcodeName } from './opcodes.js';
import { close, openArtifact, sizeOf } from './open-artifact.js';
import { judge } from './policy.js';
import { Refusal } from './refusal.js';
import { type ArtifactSummary, EMPTY_SUMMARY, summarize } from './summary.js';
import { Walk } from './walk.js';

/** What an inspection may be asked for besides; each may be left out. */
export interface InspectOptions {
  /**
   * Names that are not on the allow-list and may be built and called all the same, each exact:
   * `src.models.train.EnsembleModel`. Builtins and the standard library are never trusted.
   */
  readonly trustedGlobals?: readonly string[];
  /** Also compute the SHA-256 of the file, in the same pass. */
  readonly sha256?: boolean;
  /** Ends the inspection early: it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What an inspection found out about one file. */
export interface Inspection {
  readonly verdict: Verdict;
  /** In stream order within each kind; the one that ended the walk comes first. */
  readonly findings: readonly Finding[];
  readonly summary: ArtifactSummary;
  /** The file itself: its size in bytes, and 64 hex digits where they were asked for. */
  readonly bytes: { readonly size: number; readonly sha256: string | null };
}

/**
 * Tells whether loading a joblib file would do only what loading a model needs, and what is in it.
 * Nothing of the file is executed or imported. A symlink is not followed: resolve it first.
 *
 * @throws Error with the system's error as its `cause` where the file cannot be opened
 * @throws the system's error where it cannot be read, or the signal's reason
 * @example (await inspectFile('models/meta_model_v1.0.joblib')).verdict // 'clean'
 */
export async function inspectFile(path: string, options?: InspectOptions): Promise<Inspection> {
  const opened = openArtifact(path);
  if (typeof opened !== 'number') return inspection([opened], EMPTY_SUMMARY, 0, null);
  try {
    return await inspectDescriptor(opened, options);
  } finally {
    close(opened);
  }
}

/**
 * The same as {@link inspectFile} for a file that is open already, so that what is inspected and
 * what is used afterwards are the same file. It reads from the start, leaves the descriptor's own
 * position alone, and does not close it.
 *
 * @throws the system's error where the descriptor cannot be read, or the signal's reason
 * @example (await inspectDescriptor(openSync('models/meta_model_v1.0.joblib'))).verdict // 'clean'
 */
export async function inspectDescriptor(
  descriptor: number,
  options: InspectOptions = {},
): Promise<Inspection> {
  const size = sizeOf(descriptor);
  if (typeof size !== 'number') return inspection([size], EMPTY_SUMMARY, 0, null);
  const file = new FileUpstream(descriptor, size, options.sha256 ? await newHash() : null);
  const start = Buffer.alloc(MAGIC_LENGTH);
  await new FileUpstream(descriptor, size, null).read(start, 0, start.length);
  const { findings, summary } = await inspectStored(detectStorage(start), file, options);
  return inspection(findings, summary, size, await file.digest());
}

async function newHash() {
  // Loaded when it is needed: programs that hash nothing start faster.
  const { createHash } = await import('node:crypto');
  return createHash('sha256');
}

type Content = Pick<Inspection, 'findings' | 'summary'>;

async function inspectStored(
  storage: Storage,
  file: FileUpstream,
  options: InspectOptions,
): Promise<Content> {
  switch (storage) {
    case 'legacy':
      return { findings: [{ kind: 'legacy-format' }], summary: EMPTY_SUMMARY };
    case 'raw':
      return inspectStream(new ByteSource(file), options, () => true);
    case 'zlib':
    case 'gzip': {
      const inflated = await InflateUpstream.open(file, storage);
      try {
        return await inspectStream(new ByteSource(inflated), options, () => inflated.consumed);
      } finally {
        await inflated.close();
      }
    }
    default: {
      const finding = { kind: 'not-inspected', compression: storage } as const;
      return { findings: [finding], summary: EMPTY_SUMMARY };
    }
  }
}

/** @param consumed whether the stream was all that the file holds, asked at its end */
async function inspectStream(
  source: ByteSource,
  { trustedGlobals = [], signal }: InspectOptions,
  consumed: () => boolean,
): Promise<Content> {
  const imports = new Imports();
  const walk = new Walk(source, imports, new Budget(), signal);
  const findings: Finding[] = [];
  let summary = EMPTY_SUMMARY;
  try {
    const result = await walk.run();
    if (!consumed()) throw new Refusal('trailing-bytes');
    checkExpandedSize(result);
    summary = summarize(result);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    findings.push(refusalFinding(error, walk));
  }
  const trusted = new Set(trustedGlobals);
  for (const found of imports) findings.push(judge(found, trusted));
  return { findings, summary };
}

function refusalFinding({ cause }: Refusal, walk: Walk): Finding {
  const { offset, code } = walk.machine.decoder;
  if (typeof cause !== 'string') {
    return { kind: 'limit-exceeded', limit: cause.limit, allowed: LIMITS[cause.limit], offset };
  }
  const atEnd = cause === 'truncated' || cause === 'trailing-bytes' || cause === 'compressed-data';
  return { kind: 'malformed', reason: cause, offset, opcode: atEnd ? null : opcodeName(code) };
}

function inspection(
  findings: readonly Finding[],
  summary: ArtifactSummary,
  size: number,
  sha256: string | null,
): Inspection {
  return { verdict: verdictOf(findings), findings, summary, bytes: { size, sha256 } };
}
