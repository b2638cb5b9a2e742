import { bytesText, escapeText, wrapBehind } from '@org/model-registry-core';
import type { Damage, Retired, StoreCheck, StoreCleaning } from '@org/model-registry-fleet';
import {
  type Arguments,
  type Command,
  EXIT,
  flag,
  type Io,
  type Outcome,
  readSurroundings,
  type Surroundings,
  text,
  UsageError,
  withProgressLines,
} from '@org/model-registry-program';
import { checkVersion, WAIT, waitSeconds } from '../write/options.js';
import { loadFleet, siteOf } from './site.js';

const WHAT = ['check', 'retire', 'clean'] as const;

export const store: Command = {
  usage: 'store check | retire VERSION | clean [--older-than TIME]',
  summary: 'look after the store that many machines share',
  help: `check reads all of the store and compares every file with its hash (exit 1 where
one is damaged). retire takes a version out of what machines are offered. clean
removes what was retired that long ago, files of no version, and machines that
were not heard of; never what is pinned, or what a machine named within that
time. Numbers stay taken.`,
  examples: ['model-registry store check', 'model-registry store clean --older-than 30d --dry-run'],
  options: {
    'older-than': { type: 'string', value: 'TIME', help: 'with clean (default: 30d)' },
    'dry-run': { type: 'boolean', help: 'with clean: only say what would be removed' },
    ...WAIT,
  },
  operands: [
    { name: 'WHAT', completion: WHAT },
    { name: 'VERSION', optional: true, completion: 'version' },
  ],
  async run(arguments_, io) {
    const [what, version] = arguments_.operands;
    const own = ['dry-run', 'older-than'].find((name) => arguments_.options[name] !== undefined);
    if (own !== undefined && what !== 'clean') {
      throw new UsageError(`store ${what} takes no --${own}: it is of store clean`);
    }
    const surroundings = await readSurroundings(arguments_, 'refuse');
    if (what === 'retire') return retire(version, surroundings, arguments_, io);
    if (version !== undefined) throw new UsageError(`store ${what} takes no VERSION`);
    if (what === 'check') return check(surroundings, arguments_, io);
    if (what === 'clean') return clean(surroundings, arguments_, io);
    throw new UsageError(`store ${what}: expected one of ${WHAT.join(', ')}`);
  },
};

const SCHEMA = 'model-registry/store@1';

async function check(surroundings: Surroundings, arguments_: Arguments, io: Io): Promise<Outcome> {
  const { checkStore } = await loadFleet();
  const site = await siteOf(surroundings, 0, io.say);
  const found = await withProgressLines(arguments_, io, () =>
    checkStore(site.store, surroundings.registry.layout),
  );
  return {
    text: () => renderCheck(found, site.store.name),
    json: () => ({ schema: SCHEMA, action: 'checked', store: site.store.name, ...found }),
    remarks: surroundings.remarks,
    status: found.damaged.length > 0 ? EXIT.no : EXIT.done,
  };
}

function renderCheck({ versions, objects, bytes, damaged }: StoreCheck, name: string): string {
  const read = `${versions} versions, ${objects} files, ${bytesText(bytes)} read`;
  const lines = damaged.flatMap((each) => wrapBehind('  ', damageText(each)));
  const all = damaged.length === 0 ? 'all is well' : `${damaged.length} damaged:`;
  const head = wrapBehind('', `${escapeText(name, 200)}: ${read}, ${all}`);
  return `${[...head, ...lines, ...adviceOn(damaged)].join('\n')}\n`;
}

/** What to do: about what versions need, and about the journal. */
function adviceOn(damaged: readonly Damage[]): string[] {
  const advice = {
    versions:
      'Retire these versions, or remove the keys and push them again from a machine that has them.',
    journal:
      'Put the entries of the journal back from a copy; where there is none, copy an entry beside it there, and pin or retire again.',
  };
  const kinds = new Set(
    damaged.map(({ versions }) => (versions.length > 0 ? 'versions' : 'journal')),
  );
  return [...kinds].flatMap((kind) => wrapBehind('', advice[kind]));
}

const DAMAGE: Readonly<Record<Damage['kind'], string>> = {
  missing: 'is missing',
  'other-size': 'has another size',
  'other-hash': 'has another hash',
  unreadable: 'cannot be read',
};

function damageText({ key, kind, versions }: Damage): string {
  const of = versions.length > 0 ? ` (${versions.join(', ')})` : '';
  return escapeText(`${key} ${DAMAGE[kind]}${of}`, 300);
}

async function retire(
  given: string | undefined,
  surroundings: Surroundings,
  arguments_: Arguments,
  { say }: Io,
): Promise<Outcome> {
  if (given === undefined) throw new UsageError('store retire needs a VERSION');
  const version = checkVersion(surroundings.registry, 'version', given);
  const { retireVersion } = await loadFleet();
  const site = await siteOf(surroundings, waitSeconds(arguments_), say);
  const retired = await retireVersion(site, version);
  return {
    text: () => `${retiredText(retired)}\n`,
    json: () => ({
      schema: SCHEMA,
      action: retired.action,
      store: site.store.name,
      version,
      ...(retired.action === 'refused' && { pinned: retired.isPinned, hosts: retired.hosts }),
    }),
    remarks: surroundings.remarks,
    status: retired.action === 'refused' ? EXIT.no : EXIT.done,
  };
}

function retiredText(retired: Retired): string {
  const { version } = retired;
  switch (retired.action) {
    case 'none':
      return `${version} was retired before`;
    case 'retired':
      return `Retired ${version}: machines are not offered it any more\nIts files stay until model-registry store clean.`;
    case 'refused':
      return `Not retired: ${version} is ${retired.isPinned ? 'pinned for the fleet (unpin --fleet)' : `live on ${hostsText(retired.hosts)}`}`;
  }
}

function hostsText(hosts: readonly string[]): string {
  const named = escapeText(hosts.slice(0, 5).join(', '), 300);
  return hosts.length > 5 ? `${named} and ${hosts.length - 5} more` : named;
}

async function clean(
  surroundings: Surroundings,
  arguments_: Arguments,
  { say }: Io,
): Promise<Outcome> {
  const { cleanStore, HEARD_DAYS } = await loadFleet();
  const days = daysOf(text(arguments_, 'older-than')) ?? HEARD_DAYS;
  const site = await siteOf(surroundings, waitSeconds(arguments_), say);
  const isDry = flag(arguments_, 'dry-run');
  const cleaning = await cleanStore(site, days, isDry);
  const { versions, objects, hosts, freed } = cleaning;
  return {
    text: () => renderCleaning(cleaning, isDry),
    json: () => ({
      schema: SCHEMA,
      action: 'cleaned',
      store: site.store.name,
      dry_run: isDry,
      versions,
      objects,
      hosts,
      freed_bytes: freed,
    }),
    remarks: surroundings.remarks,
    status: EXIT.done,
  };
}

function renderCleaning(
  { versions, objects, hosts, freed }: StoreCleaning,
  isDry: boolean,
): string {
  const list = (items: readonly string[]) => escapeText(items.join(', '), 300) || 'none';
  return `${isDry ? 'Would remove' : 'Removed'}:
  versions   ${list(versions)}
  files      ${objects.length} (${bytesText(freed)})
  machines   ${list(hosts)}
`;
}

const DAYS = { h: 1 / 24, d: 1 } as const;

/** Days from 0 to 10,000; null where nothing is said. */
function daysOf(given: string | undefined): number | null {
  if (given === undefined) return null;
  const [, number, unit] = /^(\d{1,5})(h|d)$/.exec(given) ?? [];
  const days = Number(number) * DAYS[unit as keyof typeof DAYS];
  if (days <= 10_000) return days;
  throw new UsageError(`--older-than ${given}: expected a time such as 30d or 12h`);
}
