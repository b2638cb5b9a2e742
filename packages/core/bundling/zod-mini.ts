/**
 * What the programs run in place of `zod/mini`: the same schemas, read by the few kinds and checks that
 * they use. The whole library is two thirds of what a start would compile and run before it reads the
 * first file; the packages, the types and the JSON Schemas are made with the library itself. A kind that is missing
 * here fails the build, and the test beside this file compares the two on values of every form.
 */

/** What is wrong at a place. Behind one that is `soft`, the checks of what it stands in go on. */
interface Issue {
  readonly path: PropertyKey[];
  readonly message: string;
  readonly soft: boolean;
}
/** Gives the value that was read, and adds what is wrong with it. */
type Read = (value: unknown, issues: Issue[]) => unknown;
/** One more condition for a value of the right type. */
type Check = (value: never) => string | null;

class Schema {
  readonly _zod = { def: null };
  readonly #read: Read;

  constructor(read: Read) {
    this.#read = read;
  }

  check(...checks: readonly Check[]): Schema {
    return new Schema((value, issues) => {
      const own: Issue[] = [];
      const result = this.read(value, own);
      if (own.every(({ soft }) => soft)) {
        for (const check of checks) {
          const message = check(result as never);
          if (message !== null) own.push({ path: [], message, soft: true });
        }
      }
      issues.push(...own);
      return result;
    });
  }

  read(value: unknown, issues: Issue[]): unknown {
    return this.#read(value, issues);
  }

  register(): this {
    return this;
  }

  safeParse(value: unknown) {
    const issues: Issue[] = [];
    const data = this.read(value, issues);
    return issues.length === 0 ? { success: true, data } : { success: false, error: { issues } };
  }

  parse(value: unknown): unknown {
    const { success, data } = this.safeParse(value);
    if (!success) throw new Error('not of this schema');
    return data;
  }
}

/** A schema of the values that a condition holds for. */
const where = (holds: (value: unknown) => boolean, message = 'Invalid input') =>
  new Schema((value, issues) => {
    if (!holds(value)) issues.push({ path: [], message, soft: false });
    return value;
  });

/** Reads a part of a value; what is wrong with it is said to be at that key. */
function readAt(schema: Schema, key: PropertyKey, value: unknown, issues: Issue[]): unknown {
  const own: Issue[] = [];
  const result = schema.read(value, own);
  issues.push(...own.map((issue) => ({ ...issue, path: [key, ...issue.path] })));
  return result;
}

const isObject = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Without a class of its own. */
function isPlain(value: unknown): value is Record<PropertyKey, unknown> {
  if (!isObject(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.hasOwn(prototype, 'isPrototypeOf');
}

export const string = (message?: string) => where((value) => typeof value === 'string', message);
export const number = (message?: string) => where(Number.isFinite, message);
export const int = (message?: string) => where(Number.isSafeInteger, message);
export const boolean = () => where((value) => typeof value === 'boolean');

export const literal = (word: unknown, message?: string) =>
  where((value) => value === word, message);

function enumOf(words: readonly unknown[], message?: string) {
  return where((value) => words.includes(value), message);
}

export { enumOf as enum };

export const nullable = (schema: Schema) =>
  new Schema((value, issues) => (value === null ? null : schema.read(value, issues)));
export const optional = (schema: Schema) =>
  new Schema((value, issues) => (value === undefined ? undefined : schema.read(value, issues)));

/** A value that is read in place of one that is wrong. */
function catchOf(schema: Schema, instead: unknown) {
  return new Schema((value) => {
    const { success, data } = schema.safeParse(value);
    return success ? data : instead;
  });
}

export { catchOf as catch };

export function lazy(schema: () => Schema) {
  let made: Schema | null = null;
  return new Schema((value, issues) => {
    made ??= schema();
    return made.read(value, issues);
  });
}

export const array = (item: Schema, message = 'Invalid input') =>
  new Schema((value, issues) => {
    if (Array.isArray(value)) return value.map((each, at) => readAt(item, at, each, issues));
    issues.push({ path: [], message, soft: false });
    return value;
  });

export const object = (shape: Readonly<Record<string, Schema>>, message = 'Invalid input') =>
  new Schema((value, issues) => {
    if (!isObject(value)) {
      issues.push({ path: [], message, soft: false });
      return value;
    }
    const entries = Object.entries(shape)
      .map(([key, schema]) => [key, readAt(schema, key, value[key], issues)] as const)
      .filter(([key, read]) => read !== undefined || key in value);
    return Object.fromEntries(entries);
  });

export const record = (key: Schema, item: Schema, message = 'Invalid input') =>
  new Schema((value, issues) => {
    if (!isPlain(value)) {
      issues.push({ path: [], message, soft: false });
      return value;
    }
    const result: Record<PropertyKey, unknown> = {};
    for (const name of Object.keys(value)) {
      if (name === '__proto__') continue;
      if (key.safeParse(name).success) result[name] = readAt(item, name, value[name], issues);
      else issues.push({ path: [name], message, soft: false });
    }
    return result;
  });

export const union = (schemas: readonly Schema[], message = 'Invalid input') =>
  new Schema((value, issues) => {
    for (const schema of schemas) {
      const { success, data } = schema.safeParse(value);
      if (success) return data;
    }
    issues.push({ path: [], message, soft: false });
    return value;
  });

export const transform = (change: (value: never) => unknown) =>
  new Schema((value) => change(value as never));

/** What the first schema gives is read by the second one, if nothing is wrong with it. */
export const pipe = (first: Schema, second: Schema) =>
  new Schema((value, issues) => {
    const own: Issue[] = [];
    const result = first.read(value, own);
    issues.push(...own.map((issue) => ({ ...issue, soft: false })));
    return own.length === 0 ? second.read(result, issues) : result;
  });

const check =
  <Value>(holds: (value: Value) => unknown, message = 'Invalid input'): Check =>
  (value) =>
    holds(value as Value) ? null : message;
type Sized = { readonly length: number };

export const refine = check;
export const regex = (pattern: RegExp, message?: string) =>
  check((text: string) => pattern.test(text), message);
export const minimum = (least: number, message?: string) =>
  check((value: number) => value >= least, message);
export const maximum = (most: number, message?: string) =>
  check((value: number) => value <= most, message);
export const gt = (below: number, message?: string) =>
  check((value: number) => value > below, message);
export const minLength = (least: number, message?: string) =>
  check(({ length }: Sized) => length >= least, message);
export const maxLength = (most: number, message?: string) =>
  check(({ length }: Sized) => length <= most, message);

export const safeParse = (schema: Schema, value: unknown) => schema.safeParse(value);
/** What schemas say of themselves is for the documents. */
export const clone = (schema: Schema) => schema;
export const globalRegistry = { add() {} };
