import { StoreError } from '../../packages/fleet/src/store/store-error.ts';

/** Amazon's figures for one part of a bucket: requests a second before it answers 503. A list is a read. */
const MOST = { read: 5_500, write: 3_500 };
/** Of the driver: pauses double from the first to the longest, at random, and so many tries are made. */
const [FIRST_PAUSE, LONGEST_PAUSE, TRIES] = [200, 8_000, 7];
/** How long somebody waits for an answer who is cut off. */
const NO_ANSWER = 30_000;
/** Milliseconds until an answer begins: the median, and how far it spreads (of a log-normal). */
const [LATENCY, SPREAD] = [40, 0.5];
/** Bytes in a millisecond that one machine can take: 100 Mbit/s. */
const BANDWIDTH = 12_500;

/**
 * A bucket over a network in virtual time. It counts what is asked of it, by second.
 *
 * Each folder of keys is a part that serves so many requests a second, and answers 503 to more; who is told
 * so, and who gets no answer, tries again as the driver does. Objects are sizes alone: `read` takes the
 * time that the bytes take, and gives none.
 */
export class ModelStore {
  /** Requests by kind, all in all; and in each second. */
  totals = { GET: 0, PUT: 0, LIST: 0, slowDown: 0, bytes: 0 };
  seconds = [];
  #world;
  #documents = new Map();
  #sizes = new Map();
  #load = new Map();

  constructor(world) {
    this.#world = world;
  }

  /** Without time or count: what is there before anything begins. */
  put(key, bytes) {
    this.#documents.set(key, bytes);
  }

  putObject(key, size) {
    this.#sizes.set(key, size);
  }

  /**
   * The store as machines reach it.
   *
   * @param isCut whether they are cut off at that moment
   */
  from(isCut) {
    const request = (kind, key, answer) => this.#request(kind, key, isCut, answer);
    const documents = this.#documents;
    return {
      name: 's3://models/bot at s3.example',
      create: (key, { bytes }) =>
        request('PUT', key, () => {
          if (documents.has(key)) return 'exists';
          documents.set(key, bytes);
          return 'created';
        }),
      replace: (key) => request('PUT', key, () => undefined),
      get: (key) => request('GET', key, () => documents.get(key) ?? null),
      head: (key) => request('GET', key, () => documents.get(key) ?? null),
      read: (key) => request('GET', key, () => this.#object(key)),
      list: (prefix) => this.#list(prefix, request),
    };
  }

  async *#list(prefix, request) {
    const keys = await request('LIST', prefix, () =>
      [...this.#documents.keys()].filter((key) => key.startsWith(prefix)).sort(),
    );
    for (const key of keys) yield { key, size: 0, modified: null };
  }

  async #object(key) {
    const size = this.#sizes.get(key) ?? null;
    if (size === null) return null;
    await this.#world.wait(size / BANDWIDTH);
    this.totals.bytes += size;
    return { size };
  }

  async #request(kind, key, isCut, answer) {
    for (let tries = 1; ; tries += 1) {
      if (isCut()) {
        await this.#world.wait(NO_ANSWER);
        // The driver gives up once a minute has passed.
        if (tries === 2) throw new StoreError('out-of-reach', 's3.example is out of reach');
        continue;
      }
      const isServed = this.#count(kind, key);
      await this.#world.wait(this.#latency());
      if (isServed) return answer();
      if (tries === TRIES) throw new StoreError('out-of-reach', 's3.example answers 503');
      const most = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1));
      await this.#world.wait(most * this.#world.random());
    }
  }

  /** False where the part of the bucket has too much to do in this second. */
  #count(kind, key) {
    const second = Math.floor(this.#world.now / 1_000);
    this.totals[kind] += 1;
    this.seconds[second] = (this.seconds[second] ?? 0) + 1;
    const load = kind === 'PUT' ? 'write' : 'read';
    const part = `${key.split('/', 1)[0]} ${load}`;
    const before = this.#load.get(part);
    const now = before?.second === second ? before : { second, count: 0 };
    now.count += 1;
    this.#load.set(part, now);
    if (now.count <= MOST[load]) return true;
    this.totals.slowDown += 1;
    return false;
  }

  #latency() {
    const { random } = this.#world;
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return LATENCY * Math.exp(SPREAD * normal);
  }
}
