import { ByteSource } from './bytes/byte-source.js';
import { detectStorage, inflate, type Storage } from './bytes/compression.js';
import {
  close,
  FileUpstream,
  openArtifact,
  otherContent,
  readStart,
  sizeOf,
} from './bytes/file.js';
import { type Finding, type Verdict, verdictOf } from './findings/finding.js';
import { type Format, formatOfName } from './formats/format.js';
import { type DataFile, inspectData } from './formats/inspect-data.js';
import { sniff } from './formats/sniff.js';
import { type Content, inspectStream, type StreamOptions } from './inspect-stream.js';
import { type ArtifactSummary, EMPTY_SUMMARY } from './summary/summary.js';

/** Options of an inspection. */
export interface InspectOptions extends StreamOptions {
  /**
   * What the file is called: its ending says what will load it, so what it has to be. By default the
   * last part of the path; of an open file, a pickle. Where a symlink leads to the file, its name counts.
   */
  readonly name?: string;
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
  /** What its name says it is. */
  readonly format: Format;
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
export async function inspectFile(path: string, options: InspectOptions = {}): Promise<Inspection> {
  const opened = openArtifact(path);
  const name = options.name ?? path;
  const none = { findings: [], summary: EMPTY_SUMMARY };
  if (typeof opened !== 'number') {
    return inspection(formatOfName(name), { ...none, findings: [opened] }, 0, null);
  }
  try {
    return await inspectDescriptor(opened, { ...options, name });
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
  const format = formatOfName(options.name ?? '');
  const size = sizeOf(descriptor);
  if (typeof size !== 'number') {
    return inspection(format, { findings: [size], summary: EMPTY_SUMMARY }, 0, null);
  }
  const file = new FileUpstream(
    descriptor,
    size,
    options.sha256 ? await newHash() : null,
    options.onRead,
  );
  const start = await readStart(descriptor, size);
  const content =
    format === 'pickle'
      ? named(await inspectStored(detectStorage(start), file, options), start)
      : await inspectOther({ descriptor, size, start, format }, options);
  return inspection(format, content, size, await file.digest());
}

/** What says nothing of the format, or may be a pickle all the same. */
const UNCLEAR: readonly string[] = ['pickle', 'compressed', 'zip', 'text', 'unknown'];

/** What is no pickle at all is called what it is; where it imports something, that counts. */
function named({ findings, summary }: Content, start: Buffer): Content {
  const [first, ...rest] = findings;
  if (rest.length > 0 || first?.kind !== 'malformed') return { findings, summary };
  const found = otherContent(start);
  const content = sniff(start);
  if ((found === null || found === 'text') && !UNCLEAR.includes(content)) {
    return { findings: [{ kind: 'wrong-format', expected: 'pickle', found: content }], summary };
  }
  return { findings: found ? [{ kind: 'not-a-model', found }] : findings, summary };
}

async function inspectOther(file: DataFile, options: InspectOptions): Promise<Content> {
  const found = otherContent(file.start);
  if (found !== null && found !== 'text' && found !== 'zip') {
    return { findings: [{ kind: 'not-a-model', found }], summary: EMPTY_SUMMARY };
  }
  return inspectData(file, options);
}

async function newHash() {
  // Loaded on demand: a program that hashes nothing starts faster.
  const { createHash } = await import('node:crypto');
  return createHash('sha256');
}

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

function inspection(
  format: Format,
  { findings, summary }: Content,
  size: number,
  sha256: string | null,
): Inspection {
  return { verdict: verdictOf(findings), format, findings, summary, bytes: { size, sha256 } };
}
