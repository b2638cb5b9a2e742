import * as z from 'zod/mini';
import { isMap } from '../text/is-map.js';

/** What a key of the config is for, and the fallback that holds where it is absent. */
interface Described<Fallback> {
  readonly fallback: Fallback;
  readonly description: string;
  /** `optional`: may be absent, or there without a value. `never-empty`: without one it is an error. */
  readonly presence: 'optional' | 'never-empty' | 'required';
}

/**
 * A key with a value. The zod schema of what may stand there is made only where there is a value to
 * check, so that a program starts fast.
 */
export interface ValueKey<Schema extends z.core.$ZodType = z.core.$ZodType, Fallback = unknown>
  extends Described<Fallback> {
  readonly schema: () => Schema;
  readonly map: null;
}

/** A key with a map of keys. */
export interface MapKey<Of extends Keys = Keys, Fallback = unknown> extends Described<Fallback> {
  readonly map: KeyMap<Of>;
}

/** A key of the config. */
export type Key = ValueKey | MapKey;

/** A map of keys. */
export interface KeyMap<Of extends Keys = Keys> {
  readonly keys: Of;
  /** Whether other keys than these pass. */
  readonly others: 'pass' | 'refused';
  /** What an error says that has to be there. */
  readonly expected: string;
}

/** The keys of a map, by their names. */
export type Keys = Readonly<Record<string, Key>>;

/** What the keys give: what stands there, or the fallback. */
export type Filled<Of extends Keys> = { [Name in keyof Of]: FilledKey<Of[Name]> };

type FilledKey<Of extends Key> =
  | Extract<Of['fallback'], null>
  | (Of extends ValueKey<infer Schema>
      ? z.output<Schema>
      : Of extends MapKey<infer Inner>
        ? Filled<Inner>
        : never);

/** A key that may be absent, or there without a value: then the fallback holds. */
export function key<Schema extends z.core.$ZodType, Fallback extends z.output<Schema> | null>(
  schema: () => Schema,
  fallback: Fallback,
  description: string,
): ValueKey<Schema, Fallback> {
  return { schema, fallback, description, presence: 'optional', map: null };
}

/** A key that may be absent; without a value it is an error. */
export function neverEmpty<
  Schema extends z.core.$ZodType,
  Fallback extends z.output<Schema> | null,
>(schema: () => Schema, fallback: Fallback, description: string): ValueKey<Schema, Fallback> {
  return { schema, fallback, description, presence: 'never-empty', map: null };
}

/** A key that has to be there. */
export function required<Schema extends z.core.$ZodType>(
  schema: () => Schema,
  description: string,
): ValueKey<Schema, undefined> {
  return { schema, fallback: undefined, description, presence: 'required', map: null };
}

/** A map of keys, which all have their fallbacks where it is absent or without a value. */
export function section<const Inner extends Keys>(
  keys: Inner,
  description: string,
  others: KeyMap['others'] = 'pass',
) {
  const map = { keys, others, expected: 'a map' };
  return { ...mapKey(map, description), fallback: undefined as unknown };
}

/** A map of keys that is null where it is absent or without a value. */
export function optionalMap<const Inner extends Keys>(
  keys: Inner,
  expected: string,
  description: string,
) {
  return { ...mapKey({ keys, others: 'refused', expected }, description), fallback: null };
}

function mapKey<Inner extends Keys>(map: KeyMap<Inner>, description: string) {
  return { description, presence: 'optional', map } as const;
}

/** What is wrong at a place: what is allowed there; of an unknown key, the keys that are. */
export interface KeyIssue {
  readonly path: readonly PropertyKey[];
  readonly expected: string;
  /** There is no such key. */
  readonly isUnknown?: true;
}

/**
 * Reads a value as a map of keys: checks what is there, and fills the fallbacks in.
 *
 * @param issues gets all that is wrong; what is returned is of use only where it stays empty
 * @example readMap({ keys: { weight: key(number, 0, '') }, … }, {}, [], issues) // { weight: 0 }
 */
export function readMap<Of extends Keys>(
  { keys, others, expected }: KeyMap<Of>,
  value: unknown,
  path: readonly PropertyKey[],
  issues: KeyIssue[],
): Filled<Of> {
  if (!isMap(value)) {
    issues.push({ path, expected });
    return readMap({ keys, others, expected }, {}, path, []);
  }
  const entries = Object.entries(keys).map(([name, key]) => {
    const own = Object.hasOwn(value, name) ? value[name] : undefined;
    return [name, readKey(key, own, [...path, name], issues)];
  });
  if (others === 'refused') {
    const expected = Object.keys(keys).join(', ');
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(keys, name)) continue;
      issues.push({ path: [...path, name], expected, isUnknown: true });
    }
  }
  return Object.fromEntries(entries) as Filled<Of>;
}

function readKey(
  key: Key,
  value: unknown,
  path: readonly PropertyKey[],
  issues: KeyIssue[],
): unknown {
  const { fallback, presence } = key;
  const isAbsent = value === undefined || (value === null && presence === 'optional');
  if (key.map) {
    if (isAbsent && fallback === null) return null;
    return readMap(key.map, isAbsent ? {} : value, path, issues);
  }
  if (isAbsent && presence !== 'required') return fallback;
  const parsed = z.safeParse(key.schema(), value);
  if (parsed.success) return parsed.data;
  const places = new Map(parsed.error.issues.map((issue) => [JSON.stringify(issue.path), issue]));
  for (const issue of places.values()) {
    issues.push({ path: [...path, ...issue.path], expected: issue.message });
  }
  return fallback;
}
