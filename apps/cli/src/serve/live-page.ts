import { renderPage } from '@org/model-registry-page';
import type { RegistryLook } from '@org/model-registry-selector';
import { readSnapshot } from '@org/model-registry-snapshot';
import type { KnownFleet } from './known-fleet.js';

/** What the page shows: a look at the registry, and why a later one failed. */
interface Shown {
  readonly look: RegistryLook;
  readonly trouble: string | null;
}

/**
 * The page as it is now. It is made when somebody asks for it, once for each look: nobody who looks costs nothing.
 */
export class LivePage {
  private shown: Shown | null = null;
  private made: { readonly of: Shown; readonly html: Promise<string>; readonly at: number } | null =
    null;

  constructor(
    private readonly configFile: string | null,
    private readonly fleet: KnownFleet,
  ) {}

  /** Shows another look from now on. */
  show(look: RegistryLook): void {
    this.shown = { look, trouble: null };
  }

  /** What the store says is another. */
  renew(): void {
    if (this.shown !== null) this.shown = { ...this.shown };
  }

  /** Says that what is shown may be out of date, and why. */
  sayTrouble(trouble: string): void {
    if (this.shown !== null) this.shown = { ...this.shown, trouble };
  }

  /** Whether it has something to show. */
  get isReady(): boolean {
    return this.shown !== null;
  }

  get isInTrouble(): boolean {
    return this.shown !== null && this.shown.trouble !== null;
  }

  /** Milliseconds since it was made; 0 where it was not. */
  get age(): number {
    return this.made === null ? 0 : performance.now() - this.made.at;
  }

  /** @throws Error for failing IO */
  html(): Promise<string> {
    const { shown, made } = this;
    if (shown === null) return Promise.reject(new Error('nothing was read yet'));
    if (made?.of === shown) return made.html;
    const html = this.make(shown);
    this.made = { of: shown, html, at: performance.now() };
    html.catch(() => {
      // The next one who asks is not told of a fault that is over.
      this.made = null;
    });
    return html;
  }

  private async make({ look: { situation, decision }, trouble }: Shown): Promise<string> {
    const { configFile } = this;
    const fleet = this.fleet.answer(situation.config.store);
    const snapshot = await readSnapshot(situation, decision, { configFile, trouble, fleet });
    return renderPage(snapshot, 'served');
  }
}
