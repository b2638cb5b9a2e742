import {
  type FleetAnswer,
  type FleetReader,
  NOT_ASKED,
  type StoreSettings,
} from '@org/model-registry-core';
import type { FleetPart } from '@org/model-registry-snapshot';

/** Milliseconds between two questions, at least. */
const APART = 60_000;
/** Milliseconds that an answer may take: nobody waits for it. */
const LIMIT = 30_000;

/** A store that is asked, and what it said. */
interface Asked {
  readonly store: StoreSettings;
  readonly reader: Promise<FleetReader>;
  answer: FleetAnswer;
  /** When it was asked last, by the process's clock; null while it is asked. */
  at: number | null;
}

/** What the store says of all machines, for who wants to know it at once. It is asked beside, and seldom. */
export class KnownFleet {
  private asked: Asked | null = null;

  /**
   * @param say told of what somebody has to mend, though it was made up for
   * @param onNews told that the store said something else than before
   */
  constructor(
    private readonly loadFleet: () => Promise<FleetPart>,
    private readonly say: (remark: string) => void,
    private readonly onNews: () => void,
  ) {}

  /**
   * What the store said last; where that is old, it is asked anew.
   *
   * @param store of the config, which may have changed
   */
  answer(store: StoreSettings | null): FleetAnswer {
    if (store === null) return NOT_ASKED;
    if (this.asked === null || !isSame(this.asked.store, store)) {
      const reader = this.loadFleet().then(({ fleetReader }) => fleetReader(store, this.say));
      this.asked = { store, reader, answer: NOT_ASKED, at: Number.NEGATIVE_INFINITY };
    }
    const { asked } = this;
    if (asked.at !== null && performance.now() - asked.at >= APART) void this.ask(asked);
    return asked.answer;
  }

  private async ask(asked: Asked): Promise<void> {
    const at = performance.now();
    asked.at = null;
    const answer = await answerOf(asked);
    const isNews = !isSame(withoutTime(asked.answer), withoutTime(answer));
    asked.answer = answer;
    asked.at = at;
    if (isNews && this.asked === asked) this.onNews();
  }
}

/** Also where what asks a store cannot be loaded: the page is there all the same. */
async function answerOf({ reader }: Asked): Promise<FleetAnswer> {
  try {
    return await (await reader)(LIMIT);
  } catch (error) {
    return { status: null, trouble: (error as Error).message };
  }
}

function withoutTime({ status, trouble }: FleetAnswer) {
  return { trouble, status: status && { ...status, readAt: null } };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
