import { configSchema } from '@org/model-registry-core/schemas';
import * as z from 'zod';

/** The maps whose keys have a table of their own in docs/config.md. */
const MAPS = ['model.selection', 'operations.model_rotation'] as const;

/** By their names: the table of all keys, and those of the maps that have one of their own. */
function configTables(): Readonly<Record<'keys' | (typeof MAPS)[number], string>> {
  const rows = rowsOf(configSchema(), '');
  const isInOwnTable = ({ key }: Row) => MAPS.some((map) => key.startsWith(`${map}.`));
  const own = MAPS.map((map) => [
    map,
    table(
      rows
        .filter(({ key }) => key.startsWith(`${map}.`))
        .map((row) => ({ ...row, key: row.key.slice(map.length + 1) })),
    ),
  ]);
  return { keys: table(rows.filter((row) => !isInOwnTable(row))), ...Object.fromEntries(own) };
}

/**
 * The page docs/config.md with its tables made anew, each between its two comments.
 *
 * @example withConfigTables(readFileSync('docs/config.md', 'utf8'))
 */
export function withConfigTables(page: string): string {
  return Object.entries(configTables()).reduce((text, [name, table]) => {
    const start = `<!-- ${name}: written by \`pnpm schemas\` -->\n`;
    const [before, after] = text.split(start);
    if (after === undefined) throw new Error(`docs/config.md has no place for ${name}`);
    return `${before}${start}\n${table}\n\n${after.slice(after.indexOf('<!-- end -->'))}`;
  }, page);
}

interface Row {
  readonly key: string;
  readonly type: string;
  readonly fallback: string;
  readonly meaning: string;
}

/** What a zod schema of a key may be made of. */
interface Definition {
  readonly type: string;
  readonly error?: (issue: { code: string }) => string;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly getter?: () => z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly entries?: Readonly<Record<string, string>>;
}

function rowsOf(schema: z.core.$ZodType, prefix: string): Row[] {
  const { shape = {} } = inside(schema);
  return Object.entries(shape).flatMap(([name, member]) => {
    const key = prefix + name;
    const rows = rowsOf(member, `${key}.`);
    // The three maps that hold all else have no row of their own.
    return prefix === '' ? rows : [rowOf(key, member), ...rows];
  });
}

function rowOf(key: string, schema: z.core.$ZodType): Row {
  const { description = '', fallback } = z.globalRegistry.get(schema) ?? {};
  const { type, entries, error } = inside(schema);
  return {
    key,
    type:
      type === 'enum'
        ? choice(Object.values(entries ?? {}))
        : (error?.({ code: '' }) ?? '').replace(/^an? /, ''),
    fallback: shown(fallback),
    meaning: description.charAt(0).toLowerCase() + description.slice(1),
  };
}

function shown(fallback: unknown): string {
  if (fallback === undefined) return '';
  return typeof fallback === 'object' ? 'none' : code(String(fallback));
}

/** What a schema is behind all that makes it optional. */
function inside(schema: z.core.$ZodType): Definition {
  const definition = schema._zod.def as Definition;
  const inner = definition.innerType ?? definition.in ?? definition.getter?.();
  return inner ? inside(inner) : definition;
}

function choice(words: readonly string[]): string {
  const shown = words.map(code);
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ key, type, fallback, meaning }) => `| ${code(key)} | ${type} | ${fallback} | ${meaning} |`,
  );
  return ['| key | type | default | meaning |', '| --- | --- | --- | --- |', ...lines].join('\n');
}
