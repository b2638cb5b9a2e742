const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A signal ended the work before its result was there. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  constructor(readonly signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
  }
}

/** The signals that ask this process to end, from {@link listenForSignals} on. */
export interface Interruption {
  /** Aborted by the first signal, with an {@link InterruptedError} as its reason. */
  readonly aborted: AbortSignal;
  /** Called with each signal, until `stop`. */
  onSignal: ((signal: NodeJS.Signals) => void) | null;
  /** Signals do again what they do by themselves. */
  stop(): void;
}

/**
 * Takes SIGINT, SIGTERM and SIGHUP over: none of them ends this process any more, so that it can
 * pass them on and clean up.
 *
 * @example
 * const interruption = listenForSignals();
 * try { await train({ …, interruption }); } finally { interruption.stop(); }
 */
export function listenForSignals(): Interruption {
  const first = new AbortController();
  const interruption: Interruption = {
    aborted: first.signal,
    onSignal: null,
    stop() {
      for (const signal of SIGNALS) process.removeListener(signal, receive);
    },
  };
  function receive(signal: NodeJS.Signals): void {
    first.abort(new InterruptedError(signal));
    interruption.onSignal?.(signal);
  }
  for (const signal of SIGNALS) process.on(signal, receive);
  return interruption;
}
