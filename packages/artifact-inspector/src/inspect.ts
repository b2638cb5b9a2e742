import { ByteSource } from './bytes/byte-source.js';
import { detectStorage, inflate, type Storage } from './bytes/compression.js';
import {
  close,
  FileUpstream,
  openArtifact,
  otherContent,
  START_LENGTH,
  sizeOf,
} from './bytes/file.js';
import { type Finding, type Verdict, verdictOf } from './findings/finding.js';
import { Refusal } from './findings/refusal.js';
import { LIMITS } from './limits.js';
import { Imports } from './pickle/machine.js';
import { opcodeName } from './pickle/opcodes.js';
import { Walk } from './pickle/walk.js';
import { findingsOf } from './policy/policy.js';
import { type ArtifactSummary, EMPTY_SUMMARY, summarize } from './summary/summary.js';
import { Budget, checkExpandedSize } from './values/budget.js';

/** Options of an inspection. */
export interface InspectOptions {
  /**
   * Exact names that may be built and called although they are not on the allow-list, such as
   * `src.models.train.EnsembleModel`. Builtins and the standard library are never trusted.
   */
  readonly trustedGlobals?: readonly string[];
  /** Also compute the SHA-256 of the file, in the same pass. */
  readonly sha256?: boolean;
  /** Told from time to time how many bytes of the file have been read. */
  readonly onRead?: ((position: number) => void) | undefined;
  /** Ends the inspection early: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The result of inspecting one file. */
export interface Inspection {
  readonly verdict: Verdict;
  /** In stream order; the one that ended the walk comes first. */
  readonly findings: readonly Finding[];
  readonly summary: ArtifactSummary;
  /** Of the file itself: its size in bytes, and its SHA-256 as 64 hex digits if asked for. */
  readonly bytes: { readonly size: number; readonly sha256: string | null };
}

/**
 * Tells whether loading a joblib file would do no more than load a model, and what the file contains.
 * Nothing in the file is executed or imported. A symlink is not followed: resolve it first.
 *
 * @throws Error with the system's error as its `cause` if the file cannot be opened
 * @throws the system's error if it cannot be read, or the signal's reason
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
 * The same as {@link inspectFile} for an open file, so that the file inspected and the file used later
 * are the same. It reads from the start, keeps the descriptor's position, and does not close it.
 *
 * @throws the system's error if the descriptor cannot be read, or the signal's reason
 * @example (await inspectDescriptor(openSync('models/meta_model_v1.0.joblib'))).verdict // 'clean'
 */
export async function inspectDescriptor(
  descriptor: number,
  options: InspectOptions = {},
): Promise<Inspection> {
  const size = sizeOf(descriptor);
  if (typeof size !== 'number') return inspection([size], EMPTY_SUMMARY, 0, null);
  const file = new FileUpstream(
    descriptor,
    size,
    options.sha256 ? await newHash() : null,
    options.onRead,
  );
  const start = await readStart(descriptor, size);
  const { findings, summary } = await inspectStored(detectStorage(start), file, options);
  return inspection(named(findings, start), summary, size, await file.digest());
}

async function readStart(descriptor: number, size: number): Promise<Buffer> {
  const start = Buffer.alloc(START_LENGTH);
  const count = await new FileUpstream(descriptor, size, null).read(start, 0, start.length);
  return start.subarray(0, count);
}

/** What is no model at all is called what it is; where it imports something, that counts. */
function named(findings: readonly Finding[], start: Buffer): readonly Finding[] {
  const [first, ...rest] = findings;
  if (rest.length > 0 || first?.kind !== 'malformed') return findings;
  const found = otherContent(start);
  return found ? [{ kind: 'not-a-model', found }] : findings;
}

async function newHash() {
  // Loaded on demand: a program that hashes nothing starts faster.
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
      const inflated = await inflate(file, storage);
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

/** @param consumed tells at the end whether the stream was everything in the file */
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
  for (const found of imports) findings.push(...findingsOf(found, trusted));
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
