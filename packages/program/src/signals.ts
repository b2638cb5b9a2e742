import { InterruptedError } from './errors.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The signals that ask this process to end. */
export interface Signals {
  /** Aborted by the first signal, with an {@link InterruptedError} as its reason. */
  readonly interrupt: AbortSignal;
  /** Aborted by the second one: whoever asks twice wants no more patience. */
  readonly kill: AbortSignal;
  /** From now on signals do again what they do by themselves. */
  stop(): void;
}

/**
 * Takes over SIGINT, SIGTERM and SIGHUP: none of them ends this process any more, so that it can
 * pass them on and leave things in order.
 *
 * @example
 * const signals = listenForSignals();
 * try { await work(signals.interrupt); } finally { signals.stop(); }
 */
export function listenForSignals(): Signals {
  const interrupt = new AbortController();
  const kill = new AbortController();
  const receive = (signal: NodeJS.Signals) => {
    const controller = interrupt.signal.aborted ? kill : interrupt;
    isAskedToEnd = true;
    controller.abort(new InterruptedError(signal));
  };
  for (const signal of SIGNALS) process.on(signal, receive);
  return {
    interrupt: interrupt.signal,
    kill: kill.signal,
    stop() {
      for (const signal of SIGNALS) process.removeListener(signal, receive);
    },
  };
}

let isAskedToEnd = false;

/**
 * Whether nothing may block: signals are waited for, or one has asked this process to end, which no
 * reader that is behind may put off.
 */
export function mustNotBlock(): boolean {
  return isAskedToEnd || process.listenerCount('SIGTERM') > 0;
}
