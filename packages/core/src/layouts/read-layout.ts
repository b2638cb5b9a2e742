import {
  ARTIFACTS,
  type Artifact,
  type Companion,
  RECORDED_ARTIFACTS,
} from '../models/artifact.js';
import {
  DEFAULT_LAYOUT,
  DEFAULT_NAMES,
  type Layout,
  type LayoutProblem,
  type LayoutTemplate,
  type LayoutValues,
  type NameParts,
  PLACEHOLDER,
} from './layout.js';

/**
 * Puts the values into the names of a layout.
 *
 * @returns the layout, or what is wrong with the names
 * @example layoutOf({ scheme: 'integer', names: { model: '{version}/model.pkl', scaler: null,
 *   config: '{version}/meta.json' }, companions: ['{version}/encoding.json'], values: {} })
 */
export function layoutOf(
  template: LayoutTemplate,
): { readonly layout: Layout } | { readonly problems: readonly LayoutProblem[] } {
  const { scheme, names, companions, values } = template;
  // Known to be right: to check its names would take a good part of a millisecond of every start.
  if (
    scheme === DEFAULT_LAYOUT.scheme &&
    companions.length === 0 &&
    ARTIFACTS.every((each) => names[each] === DEFAULT_NAMES[each])
  ) {
    return { layout: DEFAULT_LAYOUT };
  }
  const read = readNames(template);
  if ('problems' in read) return read;
  const parts = new Map(read.names.map(({ is, parts }) => [is, parts]));
  const own = [...parts.keys()].filter(isCompanion);
  const recorded = RECORDED_ARTIFACTS.filter((artifact) => parts.has(artifact));
  return {
    layout: {
      scheme,
      folder: read.names[0]?.folder ?? null,
      names: { scaler: null, ...(Object.fromEntries(parts) as Omit<Layout['names'], 'scaler'>) },
      companions: own,
      artifacts: [...recorded, ...own, 'config'],
      recorded: [...recorded, ...own],
      values: Object.fromEntries(Object.entries(values).filter(([name]) => read.used.has(name))),
    },
  };
}

function isCompanion(artifact: Artifact): artifact is Companion {
  return artifact.includes('.');
}

/** One name of a config. */
interface Named {
  readonly artifact: Exclude<Artifact, Companion> | 'companion';
  /** Its key in `model.layout`. */
  readonly key: string;
  /** As the config has it. */
  readonly template: string;
}

/** One that may be used, with the values in place of its placeholders. */
interface ReadName extends Named {
  /** What the file is called in the models directory, around the version. */
  readonly parts: NameParts;
  /** Of the version's folder; null for a file directly in the models directory. */
  readonly folder: NameParts | null;
  /** What its artifact is called. */
  readonly is: Artifact;
}

/** Right names: of a file in the models directory, and of one in the folder of its version. */
const EXAMPLES = {
  model: [DEFAULT_NAMES.model, 'model.joblib'],
  scaler: [DEFAULT_NAMES.scaler, 'scaler.joblib'],
  config: [DEFAULT_NAMES.config, 'meta.json'],
  companion: ['category_encoding_v{version}.json', 'category_encoding.json'],
} as const;

interface ReadNames {
  readonly names: readonly ReadName[];
  /** The placeholders in them. */
  readonly used: ReadonlySet<string>;
}

/** Each name by itself first, then one beside the other. */
function readNames(
  template: LayoutTemplate,
): ReadNames | { readonly problems: readonly LayoutProblem[] } {
  const used = new Set<string>();
  const names: ReadName[] = [];
  const problems: LayoutProblem[] = [];
  for (const named of namedIn(template)) {
    const found = readName(named, template.values, used);
    if ('expected' in found) problems.push(problemOf(named, found.expected));
    else names.push(found);
  }
  if (problems.length > 0) return { problems };
  const checks = [elsewhere, clash, (name: ReadName) => lacking(name, used)];
  for (const check of checks) {
    const wrong = names.flatMap((name, at) => {
      const expected = check(name, names.slice(0, at));
      return expected === null ? [] : [problemOf(name, expected)];
    });
    if (wrong.length > 0) return { problems: wrong };
  }
  return { names, used };
}

function problemOf({ key, template }: Named, expected: string): LayoutProblem {
  return { key, expected, actual: template };
}

function namedIn({ names, companions }: LayoutTemplate): Named[] {
  return [
    ...ARTIFACTS.flatMap((artifact) => {
      const template = names[artifact];
      return template === null ? [] : [{ artifact, key: artifact, template }];
    }),
    ...companions.map((template, at) => ({
      artifact: 'companion' as const,
      key: `companions[${at}]`,
      template,
    })),
  ];
}

/** Of a name without its version: a file system takes 255, and a temporary name is longer. */
const MOST_BYTES = 200;

/** What is wrong with a name: what is allowed in its place. */
interface Wrong {
  readonly expected: string;
}

function readName(named: Named, values: LayoutValues, used: Set<string>): ReadName | Wrong {
  const [flat, file] = EXAMPLES[named.artifact];
  const [folder, name, ...deeper] = named.template.split('/');
  if (folder === '' || name === '' || deeper.length > 0 || /^\.{1,2}$/.test(folder ?? '')) {
    return {
      expected: `the name of a file in the models directory, such as ${flat}, or in the folder of its version, such as {version}/${file}`,
    };
  }
  if (name === undefined) {
    const parts = aroundVersion(folder as string, flat, values, used);
    if ('expected' in parts) return parts;
    if (!/[\p{L}\p{N}]$/u.test(parts.end)) {
      return { expected: `a name with an ending, such as ${flat}` };
    }
    const is = named.artifact === 'companion' ? companionOf(withoutVersion(parts)) : named.artifact;
    if (is === null) {
      return { expected: `a name with an ending and without =, such as ${flat}` };
    }
    return { ...named, parts, folder: null, is };
  }
  const example = `{version}/${file}`;
  const parts = aroundVersion(folder as string, example, values, used);
  if ('expected' in parts) return parts;
  const inside = filled(name, example, values, used);
  if (typeof inside !== 'string') return inside;
  const wrong = whyNoName(inside, '', example);
  if (wrong) return wrong;
  const is = named.artifact === 'companion' ? companionOf(inside) : named.artifact;
  if (!/[\p{L}\p{N}]$/u.test(inside)) {
    return { expected: `a name with an ending, such as ${example}` };
  }
  if (is === null) {
    return { expected: `a name with an ending and without =, such as ${example}` };
  }
  return {
    ...named,
    parts: { start: parts.start, end: `${parts.end}/${inside}` },
    folder: parts,
    is,
  };
}

/** `category_encoding_v` and `.json` are `category_encoding.json`. */
function withoutVersion({ start, end }: NameParts): string {
  return (start.replace(/[_. -]?v?$/i, '') + end).replace(/^[_. -]+/, '');
}

/** Null without a dot in it: the word could be another artifact's; and with what ends a key in `NAME=PATH`. */
function companionOf(name: string): Companion | null {
  return /^[^=]+\.[^=]+$/.test(name) ? (name as Companion) : null;
}

function aroundVersion(
  template: string,
  example: string,
  values: LayoutValues,
  used: Set<string>,
): NameParts | Wrong {
  const pieces = template.split('{version}');
  if (pieces.length !== 2) {
    return { expected: `a name with {version} in it once, such as ${example}` };
  }
  const [start, end] = pieces.map((piece) => filled(piece, example, values, used));
  if (typeof start !== 'string') return start as Wrong;
  if (typeof end !== 'string') return end as Wrong;
  const wrong = whyNoName(start, end, example);
  if (wrong) return wrong;
  if (/\p{N}$/u.test(start) || /^\p{N}/u.test(end)) {
    return { expected: `a name without digits beside {version}, such as ${example}` };
  }
  return { start, end };
}

/** With the values in place of the placeholders. */
function filled(
  piece: string,
  example: string,
  values: LayoutValues,
  used: Set<string>,
): string | Wrong {
  const text = piece.replace(/\{([a-z0-9_]+)\}/g, (placeholder, name: string) => {
    if (!Object.hasOwn(values, name)) return placeholder;
    used.add(name);
    return values[name] as string;
  });
  const unknown = /\{([^{}]*)\}/.exec(text)?.[1];
  if (unknown === undefined) return text;
  if (unknown === 'version') {
    return { expected: `a name with {version} in it once, such as ${example}` };
  }
  if (!PLACEHOLDER.test(unknown)) {
    return { expected: 'placeholders of small letters, digits and _, such as {symbol}' };
  }
  return { expected: `a value for {${unknown}}: model.layout.values, or --set ${unknown}=…` };
}

function whyNoName(start: string, end: string, example: string): Wrong | null {
  // Of a name, or of a value that is put into one: it stays one name.
  if (start.startsWith('.') || !/^[\p{L}\p{N}_. +=@-]*$/u.test(start + end)) {
    return { expected: `a name of letters, digits and _ . + = @ -, such as ${example}` };
  }
  return new TextEncoder().encode(start + end).length > MOST_BYTES
    ? { expected: `a name of at most ${MOST_BYTES} bytes, such as ${example}` }
    : null;
}

/** All files of a version are in one folder, or none is. */
function elsewhere({ folder, artifact }: ReadName, [first]: readonly ReadName[]): string | null {
  if (first === undefined) return null;
  const [flat, file] = EXAMPLES[artifact];
  const as = `as model.layout.${first.key}`;
  if (first.folder === null) {
    return folder && `the name of a file in the models directory, ${as}: such as ${flat}`;
  }
  if (folder?.start === first.folder.start && folder.end === first.folder.end) return null;
  return `a name in the folder of its version, ${as}: such as ${first.template.split('/')[0]}/${file}`;
}

/** Two artifacts that could be the same file, or would have the same name. */
function clash(name: ReadName, before: readonly ReadName[]): string | null {
  const other = before.find((each) => each.is === name.is || canBeSame(each.parts, name.parts));
  return other ? `another name than that of model.layout.${other.key}` : null;
}

/** A name that several families would have in common: a placeholder of another name is not in it. */
function lacking({ template, folder }: ReadName, used: ReadonlySet<string>): string | null {
  const [own = ''] = folder ? template.split('/') : [template];
  const absent = [...used].find((name) => !own.includes(`{${name}}`));
  if (absent === undefined) return null;
  return folder
    ? `{${absent}} in the name of the folder, such as {${absent}}_{version}/`
    : `a name with {${absent}} in it, as another has`;
}

/** What a version is written with, so that it could stand between two names. */
const OF_VERSIONS = /^[0-9._T-]*$/i;

function canBeSame(one: NameParts, other: NameParts): boolean {
  const [short = '', long = ''] = byLength(one.start, other.start);
  const [brief = '', full = ''] = byLength(one.end, other.end);
  return (
    long.startsWith(short) &&
    full.endsWith(brief) &&
    OF_VERSIONS.test(long.slice(short.length)) &&
    OF_VERSIONS.test(full.slice(0, full.length - brief.length))
  );
}

/** There are file systems to which letters are the same in either case, and however they are composed. */
function byLength(a: string, b: string): string[] {
  return [a, b]
    .map((text) => text.normalize('NFKC').toUpperCase().toLowerCase())
    .sort((x, y) => x.length - y.length);
}
