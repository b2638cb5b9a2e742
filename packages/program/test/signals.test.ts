import { expect, it } from 'vitest';
import { InterruptedError, listenForSignals } from '../src/index.js';

const listeners = () => process.listenerCount('SIGTERM');

it('the first signal interrupts, the second one kills, and the end is as before', () => {
  const before = listeners();
  const { interrupt, kill, stop } = listenForSignals();
  try {
    process.emit('SIGTERM', 'SIGTERM');
    expect(interrupt.reason).toEqual(new InterruptedError('SIGTERM'));
    expect(interrupt.reason.signal).toBe('SIGTERM');
    expect(kill.aborted).toBe(false);
    process.emit('SIGINT', 'SIGINT');
    expect(kill.reason.signal).toBe('SIGINT');
    expect(interrupt.reason.signal).toBe('SIGTERM');
  } finally {
    stop();
  }
  expect(listeners()).toBe(before);
});
