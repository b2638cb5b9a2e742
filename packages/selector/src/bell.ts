/** Wakes one sleeper, also when it rings before that sleeps. */
export class Bell {
  #isRung = false;
  #wake: (() => void) | null = null;

  /** @param signal rings it for good */
  constructor(readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.ring(), { once: true });
  }

  get isRung(): boolean {
    return this.#isRung || this.signal.aborted;
  }

  ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  reset(): void {
    this.#isRung = false;
  }

  /** Until it rings, at most so many milliseconds. */
  async wait(milliseconds: number): Promise<void> {
    if (this.isRung) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#wake = wake;
    });
    this.#wake = null;
  }
}
