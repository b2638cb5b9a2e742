import { type IncomingMessage, Agent as PlainAgent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import type { Clock } from '../clock.js';
import type { CredentialSource } from '../credentials/credentials.js';
import type { RequestOptions } from '../object-store.js';
import { StoreError } from '../store-error.js';
import {
  clockAhead,
  codeOfError,
  isOfOldKeys,
  mayBeTriedAgain,
  type Refusal,
  refusalError,
} from './answer-error.js';
import { readBody, sendRequest } from './http.js';
import { Intake } from './intake.js';
import type { Location } from './location.js';
import { type Call, signedRequest } from './sign.js';

/** Of the first pause at most; each later one is twice as long at most, and no longer than the other. */
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [200, 8_000];
const TRIES = 7;
/** For how long after its first failure a request is sent again. */
const LIMIT_MS = 60_000;
const IDLE_MS = 30_000;
const MAX_ERROR_BYTES = 65_536;

/** What the requests of one store have in common. */
export interface ClientParts {
  readonly location: Location;
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly onRemark: (text: string) => void;
}

/** An answer without an error, or with one that the caller asked for. */
export interface Answer {
  readonly status: number;
  /** The API's word, for an error. */
  readonly code: string;
  /** Not yet read, for a success; read and empty for an error. */
  readonly message: IncomingMessage;
  /** Of a success; a piece is good until the next is asked for. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** How a try ended that did not succeed. */
interface Failure {
  readonly error: StoreError;
  /** At once: what was wrong is put right. Else after a pause. */
  readonly isMended: boolean;
}

/** Sends requests to one bucket, signed, and again where that may help. */
export class S3Client {
  readonly location: Location;
  readonly #parts: ClientParts;
  readonly #agent: PlainAgent;
  /** By how much the store's clock is ahead, once that was found out. */
  #aheadMs = 0;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.location = parts.location;
    this.#agent = new (this.location.isSecure ? SecureAgent : PlainAgent)({ keepAlive: true });
  }

  /**
   * Sends a request until it succeeds or there is no more use in it.
   *
   * @param read what becomes of the answer; where the line is cut meanwhile, all is done once more
   * @param also errors that are answers too: statuses, or words of the API
   * @throws StoreError; the signal's reason
   */
  async request<T>(
    call: Call,
    read: (answer: Answer) => Promise<T> | T,
    { signal, onBytes }: RequestOptions = {},
    also: readonly (number | string)[] = [],
  ): Promise<T> {
    const { clock } = this.#parts;
    let failedAt: number | null = null;
    const mended = new Set<string>();
    for (let attempt = 0; ; attempt += 1) {
      signal?.throwIfAborted();
      const outcome = await this.#try(call, read, also, mended, { signal, onBytes });
      if ('value' in outcome) return outcome.value;
      signal?.throwIfAborted();
      if (outcome.isMended) continue;
      const pause = clock.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
      failedAt ??= clock.now();
      const isOver = attempt + 1 >= TRIES || clock.now() + pause - failedAt > LIMIT_MS;
      if (isOver) throw outcome.error;
      await clock.wait(pause, signal).catch((error) => {
        signal?.throwIfAborted();
        throw error;
      });
    }
  }

  /** Throws what another try cannot change. */
  async #try<T>(
    call: Call,
    read: (answer: Answer) => Promise<T> | T,
    also: readonly (number | string)[],
    mended: Set<string>,
    { signal, onBytes }: { signal: AbortSignal | undefined; onBytes: RequestOptions['onBytes'] },
  ): Promise<{ readonly value: T } | Failure> {
    const { credentials, clock } = this.#parts;
    const keys = await credentials.get();
    const signedAt = clock.now() + this.#aheadMs;
    const intake = call.isLarge ? new Intake() : null;
    try {
      const message = await sendRequest(signedRequest(this.location, call, keys, signedAt), {
        agent: this.#agent,
        intake,
        idleMs: IDLE_MS,
        ...(signal && { signal }),
        ...(onBytes && { onBytes }),
      });
      const status = message.statusCode ?? 0;
      if (status >= 200 && status < 300) {
        const taken = intake?.bodyOf(message) ?? message;
        return { value: await read({ status, code: '', message, body: taken }) };
      }
      const body = await readBody(message, MAX_ERROR_BYTES);
      const code = codeOfError(body?.toString() ?? '');
      if (also.includes(status) || also.includes(code)) {
        return { value: await read({ status, code, message, body: message }) };
      }
      const isCreate = IS_CREATE.some((name) => call.headers?.[name] !== undefined);
      return this.#afterRefusal(
        { status, code, headers: message.headers, isCreate },
        signedAt,
        mended,
      );
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof StoreError) throw error;
      return { error: lineError(this.location, error), isMended: false };
    }
  }

  #afterRefusal(refusal: Refusal, signedAt: number, mended: Set<string>): Failure {
    const error = refusalError(this.location, refusal);
    const ahead = clockAhead(refusal, signedAt);
    if (ahead !== null && !mended.has('clock')) {
      mended.add('clock');
      if (this.#aheadMs === 0) this.#remarkOnClock(ahead);
      // Set and not added to: requests that were under way together all find out the same.
      this.#aheadMs = signedAt + ahead - this.#parts.clock.now();
      return { error, isMended: true };
    }
    if (isOfOldKeys(refusal) && !mended.has('keys')) {
      mended.add('keys');
      this.#parts.credentials.renew();
      return { error, isMended: true };
    }
    if (mayBeTriedAgain(refusal)) return { error, isMended: false };
    throw error;
  }

  #remarkOnClock(ahead: number): void {
    const minutes = Math.round(Math.abs(ahead) / 60_000);
    const which = ahead > 0 ? 'behind' : 'ahead of';
    this.#parts.onRemark(
      `the clock of this machine is ${minutes} minutes ${which} that of ${this.location.name}: correct it (timedatectl)`,
    );
  }
}

/** The headers that ask for create-only. */
const IS_CREATE = ['If-None-Match', 'X-Goog-If-Generation-Match'];

/** Neither what answers nor a certificate becomes another one by another try. */
const OTHER_PROTOCOL = /^(?:EPROTO$|HPE_|ERR_SSL_WRONG_VERSION_NUMBER$)/;
const OF_CERTIFICATES = /^(?:CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

/**
 * That no answer came, in words.
 *
 * @throws StoreError where there is no use in another try; the error itself, where it is no system's
 */
function lineError(location: Location, error: unknown): StoreError {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (!/^[A-Z][A-Z0-9_]+$/.test(code) || code === 'ERR_INVALID_CHAR') throw error;
  if (OTHER_PROTOCOL.test(code)) {
    const spoken = location.isSecure ? 'HTTPS' : 'HTTP';
    throw new StoreError(
      'unsupported',
      `${location.name} does not speak ${spoken} (${code}): correct model.store.endpoint, its http:// or https:// and its port`,
    );
  }
  if (OF_CERTIFICATES.test(code)) {
    throw new StoreError(
      'out-of-reach',
      `${location.name} has no certificate that this machine trusts (${code}): set NODE_EXTRA_CA_CERTS, or correct the clock`,
    );
  }
  const why = WHY[code] ?? 'the line failed';
  return new StoreError('out-of-reach', `${location.name} is out of reach: ${why} (${code})`);
}

const WHY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there',
  ECONNRESET: 'the line was cut',
  EPIPE: 'the line was cut',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'names cannot be looked up',
  EHOSTUNREACH: 'there is no way there',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'it does not answer in time',
};
