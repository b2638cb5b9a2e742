import { anyVersion, parseTimestamp } from '@org/model-registry-core';
import * as z from 'zod/mini';
import { StoreError } from '../store/store-error.js';

/** The number of the layout of a store that this program reads and writes. */
export const FORMAT_NUMBER = 1;

/** Bytes that each kind of document may have at most; a larger one is not read. */
export const MOST_BYTES = {
  format: 4_096,
  claim: 65_536,
  entry: 16_384,
  host: 65_536,
  cleaning: 4_096,
} as const;

const text = (most: number) => z.string().check(z.maxLength(most));
const moment = () => z.string().check(z.refine((given) => parseTimestamp(given) !== null));
const hash = () => z.string().check(z.regex(/^[0-9a-f]{64}$/));
const token = () => z.string().check(z.regex(/^[0-9a-f]{32}$/));

/** Who wrote a document, on which machine, and when. All of it is text of a store. */
const written = () => ({ at: moment(), host: text(255), user: z.nullable(text(200)) });

const format = z.lazy(() =>
  z.object({
    format: z.literal('model-registry-store'),
    number: z.int().check(z.minimum(1)),
    id: token(),
    at: moment(),
  }),
);

const claim = z.lazy(() =>
  z.object({
    version: anyVersion(),
    token: token(),
    content: z.nullable(hash()),
    objects: z.array(hash()),
    ...written(),
  }),
);

const cleaning = z.lazy(() => z.object(written()));

const entry = z.lazy(() =>
  z.object({
    event: z.enum(EVENTS),
    version: z.nullable(anyVersion()),
    reason: text(1_000),
    token: token(),
    ...written(),
  }),
);

const host = z.lazy(() =>
  z.object({
    host: text(255),
    selected: z.nullable(anyVersion()),
    since: z.nullable(moment()),
    rejected: z
      .array(z.object({ version: anyVersion(), reasons: z.array(text(500)) }))
      .check(z.maxLength(MOST_REJECTED)),
    last_pull: moment(),
    journal: z.int().check(z.minimum(0)),
  }),
);

/** What an entry of the journal tells of; only of `unpinned` is `version` null. */
const EVENTS = ['published', 'pinned', 'unpinned', 'retired'] as const;

/** Versions that a machine says why it does not take them, at most. */
export const MOST_REJECTED = 10;

/** What is at `format.json`: that this is a store, and which. */
export type FormatDocument = Readonly<z.infer<typeof format>>;
/**
 * That a number is taken. `content` is the digest of the version that is pushed, and null before it is
 * trained; `objects` are the files that the push needs, which nobody may remove meanwhile.
 */
export type ClaimDocument = Readonly<z.infer<typeof claim>>;
/** That somebody removes just now what nobody names, and who. */
export type CleaningDocument = Readonly<z.infer<typeof cleaning>>;
/** What happened to all, and who did it. */
export type EntryDocument = Readonly<z.infer<typeof entry>>;
/** What a machine says of itself. */
export type HostDocument = Readonly<z.infer<typeof host>>;

/**
 * The bytes of a document.
 *
 * @example bytesOf({ event: 'unpinned', … })
 */
export function bytesOf(document: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(document)}\n`);
}

/**
 * Reads bytes of a store as a document of a kind. Keys that it does not know are dropped.
 *
 * @returns null for anything else: the store may hold what it likes
 */
export const readDocument = {
  claim: (bytes: Uint8Array): ClaimDocument | null => read(claim, bytes),
  entry(bytes: Uint8Array): EntryDocument | null {
    const found = read(entry, bytes);
    return found && (found.event === 'unpinned') === (found.version === null) ? found : null;
  },
  host: (bytes: Uint8Array): HostDocument | null => read(host, bytes),
  cleaning: (bytes: Uint8Array): CleaningDocument | null => read(cleaning, bytes),
};

/**
 * Reads `format.json`.
 *
 * @throws StoreError where it is no store, or one of a newer program
 */
export function readFormat(bytes: Uint8Array, name: string): FormatDocument {
  const found = read(format, bytes);
  if (found === null) {
    const advice = 'name another place in model.store.url, or an empty prefix';
    throw new StoreError('damaged', `${name} holds something else in format.json: ${advice}`);
  }
  if (found.number === FORMAT_NUMBER) return found;
  throw new StoreError(
    'unsupported',
    `${name} is of format ${found.number}, and this program knows ${FORMAT_NUMBER}: install a newer one`,
  );
}

function read<Value>(schema: z.ZodMiniType<Value>, bytes: Uint8Array): Value | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
