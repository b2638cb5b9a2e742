import * as z from 'zod/mini';

/**
 * A key of the config: what may stand there, the fallback that holds where it is absent, and what it is
 * for. The zod schema of its value is made only where there is a value to check, so that a program
 * starts fast.
 */
export interface Key<Schema extends z.core.$ZodType = z.core.$ZodType, Fallback = unknown> {
  readonly schema: () => Schema;
  readonly fallback: Fallback;
  readonly description: string;
  /** `optional`: may be absent, or there without a value. `never-empty`: without one it is an error. */
  readonly presence: 'optional' | 'never-empty' | 'required';
  /** Null for what is no map of keys. */
  readonly map: KeyMap | null;
}

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

type FilledKey<Of extends Key> = Of extends { readonly map: KeyMap<infer Inner> }
  ? Filled<Inner> | Extract<Of['fallback'], null>
  : NonNullable<z.output<ReturnType<Of['schema']>>> | Extract<Of['fallback'], null>;

/** A key that may be absent, or there without a value: then the fallback holds. */
export function key<Schema extends z.core.$ZodType, Fallback extends z.output<Schema> | null>(
  schema: () => Schema,
  fallback: Fallback,
  description: string,
): Key<Schema, Fallback> & { readonly map: null } {
  return { schema, fallback, description, presence: 'optional', map: null };
}

/** A key that may be absent; without a value it is an error. */
export function neverEmpty<Schema extends z.core.$ZodType, Fallback extends z.output<Schema>>(
  schema: () => Schema,
  fallback: Fallback,
  description: string,
): Key<Schema, Fallback> & { readonly map: null } {
  return { schema, fallback, description, presence: 'never-empty', map: null };
}

/** A key that has to be there. */
export function required<Schema extends z.core.$ZodType>(
  schema: () => Schema,
  description: string,
): Key<Schema, undefined> & { readonly map: null } {
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
  return {
    schema: () => z.lazy(() => mapSchema(map)),
    description,
    presence: 'optional',
    map,
  } as const;
}

/** The zod schema of a map of keys, for the JSON Schema. */
export function mapSchema({ keys, others, expected }: KeyMap): z.core.$ZodType {
  const members = Object.entries(keys).map(([name, key]) => [name, keySchema(key)]);
  const shape = Object.fromEntries(members);
  return others === 'pass' ? z.object(shape, expected) : z.strictObject(shape, expected);
}

function keySchema({ schema, fallback, description, presence }: Key): z.core.$ZodType {
  const own = schema();
  const wrapped = presence === 'optional' ? z.nullish(own) : z.optional(own);
  const whole = presence === 'required' ? own : wrapped;
  z.globalRegistry.add(whole, { description, ...(fallback !== undefined && { fallback }) });
  return whole;
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
  { schema, fallback, presence, map }: Key,
  value: unknown,
  path: readonly PropertyKey[],
  issues: KeyIssue[],
): unknown {
  const isAbsent = value === undefined || (value === null && presence === 'optional');
  if (map)
    return isAbsent && fallback === null ? null : readMap(map, isAbsent ? {} : value, path, issues);
  if (isAbsent && presence !== 'required') return fallback;
  const parsed = z.safeParse(schema(), value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    issues.push({ path: [...path, ...issue.path], expected: issue.message });
  }
  return fallback;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
