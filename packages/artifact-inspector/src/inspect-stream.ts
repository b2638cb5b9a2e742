import { ByteSource, type Upstream } from './bytes/byte-source.js';
import type { Finding } from './findings/finding.js';
import { Refusal, refuse } from './findings/refusal.js';
import { LIMITS } from './limits.js';
import { Imports } from './pickle/machine.js';
import { opcodeName } from './pickle/opcodes.js';
import { Walk } from './pickle/walk.js';
import { isArray } from './policy/grammar.js';
import { findingsOf } from './policy/policy.js';
import { type ArtifactSummary, EMPTY_SUMMARY, summarize } from './summary/summary.js';
import { Budget, checkExpandedSize } from './values/budget.js';
import { checkChains } from './values/chains.js';
import type { Value } from './values/values.js';

/** How a stream is walked. */
export interface StreamOptions {
  /**
   * Exact names that may be built and called although they are not on the allow-list, such as
   * `src.models.train.EnsembleModel`. Builtins and the standard library are never trusted.
   */
  readonly trustedGlobals?: readonly string[];
  /** Ends the inspection early: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What was found in a stream. */
export interface Content {
  readonly findings: readonly Finding[];
  readonly summary: ArtifactSummary;
}

/**
 * Walks a stream as joblib reads it, and judges what it asks for.
 *
 * @param consumed tells at the end whether the stream was everything in the file
 */
export async function inspectStream(
  source: ByteSource,
  options: StreamOptions,
  consumed: () => boolean,
): Promise<Content> {
  const walk = new Walk(source, new Imports(), new Budget(), options.signal);
  let summary = EMPTY_SUMMARY;
  const findings = await judge(walk, options, (result) => {
    if (!consumed()) refuse('trailing-bytes');
    checkExpandedSize(result);
    summary = summarize(
      result,
      [...walk.imports].map(({ module }) => module),
    );
  });
  return { findings, summary };
}

/**
 * Walks the pickle that numpy writes of an array of objects, and that Python itself reads: it is an array
 * of numpy's own class.
 */
export async function inspectObjects(
  source: ByteSource,
  options: StreamOptions,
): Promise<readonly Finding[]> {
  const walk = new Walk(source, new Imports(), new Budget(), options.signal, true);
  return judge(walk, options, (result) => {
    checkExpandedSize(result);
    if (!isArray(result)) refuse('nested-array');
  });
}

async function judge(
  walk: Walk,
  { trustedGlobals = [] }: StreamOptions,
  accept: (result: Value) => void,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  try {
    const result = await walk.run();
    checkChains(walk.budget.instances);
    accept(result);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    findings.push(refusalFinding(error, walk));
  }
  const trusted = new Set(trustedGlobals);
  for (const found of walk.imports) findings.push(...findingsOf(found, trusted));
  return findings;
}

/** Whether Python's unpickler would take a file for a pickle: it reads it to its end, or calls something. */
export async function readsAsPickle(file: Upstream): Promise<boolean> {
  const walk = new Walk(new ByteSource(file), new Imports(), new Budget());
  try {
    await walk.run();
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Python has no such limits: it would read on.
    if (typeof error.cause !== 'string') return true;
  }
  return [...walk.imports].some(({ called, built }) => called >= 0 || built >= 0);
}

function refusalFinding({ cause }: Refusal, walk: Walk): Finding {
  const { offset, code } = walk.machine.decoder;
  if (typeof cause !== 'string') {
    return { kind: 'limit-exceeded', limit: cause.limit, allowed: LIMITS[cause.limit], offset };
  }
  const atEnd = cause === 'truncated' || cause === 'trailing-bytes' || cause === 'compressed-data';
  return { kind: 'malformed', reason: cause, offset, opcode: atEnd ? null : opcodeName(code) };
}
