import { setTimeout } from 'node:timers/promises';
import { selectedVersion, toJson } from '@org/model-registry-core';
import type { FollowEvent, Site } from '@org/model-registry-fleet';
import { BusyError, pruneVersions } from '@org/model-registry-fs-store';
import {
  type Arguments,
  type Command,
  EXIT,
  flag,
  type Io,
  linesOf,
  listenForSignals,
  type Outcome,
  readSurroundings,
  type Surroundings,
  text,
  UsageError,
  withProgressLines,
} from '@org/model-registry-program';
import { pullDocument, remarksOnPull, renderPull } from '../../render/pull.js';
import { alertsOnSelection } from '../../selection-alerts.js';
import { keptBy, WAIT, waitSeconds } from '../write/options.js';
import { loadFleet, siteOf } from './site.js';

export const pull: Command = {
  usage: 'pull [--all] [--keep N] [--dry-run] [--follow] [options]',
  summary: 'fetch the best version of the store that many machines share',
  help: `Decides by this machine's own config over the versions that are here and in the
place that model.store names, fetches the best one, verifies it, and publishes
it here in one step; where it is refused, the next best. What is here stays, and
an interrupted pull goes on where it stopped. With --follow it goes on until it
is stopped: a round in which nothing is new is one small request.`,
  notes: 'Exits 1 when no version may be selected after it.',
  examples: ['model-registry pull', 'model-registry pull --follow --every 30s --keep 5'],
  options: {
    all: { type: 'boolean', help: 'fetch every version that this config may select' },
    keep: {
      type: 'string',
      value: 'N',
      help: `then move all but the N newest here to archive/, as
prune --keep does`,
    },
    'dry-run': { type: 'boolean', help: 'only say what would be fetched' },
    follow: { type: 'boolean', help: 'go on, and fetch what is new' },
    every: { type: 'string', value: 'TIME', help: 'with --follow, how often (default: 30s)' },
    ...WAIT,
  },
  operands: [],
  async run(arguments_, io) {
    const request = { all: flag(arguments_, 'all'), dryRun: flag(arguments_, 'dry-run') };
    const keep = keptBy(arguments_, 'keep');
    const every = everySeconds(text(arguments_, 'every'));
    const isFollowing = flag(arguments_, 'follow');
    if (every !== null && !isFollowing) throw new UsageError('--every needs --follow');
    if (isFollowing && request.dryRun)
      throw new UsageError('--follow and --dry-run cannot be combined');
    const surroundings = await readSurroundings(arguments_, 'refuse');
    if (isFollowing) {
      const following = { all: request.all, keep, every: every ?? 30 };
      return withProgressLines(arguments_, io, () =>
        followHere(surroundings, arguments_, following, io),
      );
    }
    const { pullOnce, reportOr } = await loadFleet();
    const site = await siteOf(surroundings, waitSeconds(arguments_), io.say);
    const pulled = await withProgressLines(arguments_, io, () => pullOnce(site, request));
    if (!request.dryRun) {
      const error = await reportOr(site, pulled);
      if (error) io.say(unreported(error));
      await prune(surroundings, keep, waitSeconds(arguments_));
    }
    return {
      text: () => renderPull(pulled, site, request.dryRun),
      json: () => pullDocument(pulled, site, request.dryRun),
      remarks: [...surroundings.remarks, ...remarksOnPull(pulled, site)],
      status: selectedVersion(pulled.decision) === null && !request.dryRun ? EXIT.no : EXIT.done,
      ...alertsOnSelection(surroundings, pulled, `pulled from ${site.store.name}`),
    };
  },
};

interface Following {
  readonly all: boolean;
  readonly keep: number | null;
  readonly every: number;
}

async function followHere(
  first: Surroundings,
  arguments_: Arguments,
  { all, keep, every }: Following,
  io: Io,
): Promise<Outcome> {
  const { followStore } = await loadFleet();
  first.remarks.forEach(io.say);
  const signals = listenForSignals();
  const wait = waitSeconds(arguments_);
  let surroundings = first;
  let site = await siteOf(first, wait, io.say);
  const open = async () => {
    if (!first.isStream) surroundings = await readAgain(arguments_, surroundings, io);
    site = await siteAgain(site, surroundings, wait, io);
    return site;
  };
  const pause = (milliseconds: number, signal: AbortSignal) =>
    setTimeout(milliseconds, undefined, { signal }).catch(() => {});
  try {
    const options = { every, all, signal: signals.interrupt, random: Math.random, wait: pause };
    for await (const event of followStore(open, options)) {
      await tellEvent(event, site, surroundings, flag(arguments_, 'json'), io);
      if (event.kind === 'pulled' && event.pulled.pulled.length > 0) {
        await pruneUnlessBusy(surroundings, keep, wait, io);
      }
    }
  } finally {
    signals.stop();
  }
  signals.interrupt.throwIfAborted();
  return { text: () => '', json: () => null, remarks: [], status: EXIT.done };
}

/** A config file that is half written changes nothing. */
async function readAgain(
  arguments_: Arguments,
  before: Surroundings,
  io: Io,
): Promise<Surroundings> {
  try {
    return await readSurroundings(arguments_, 'refuse');
  } catch (error) {
    linesOf(error).forEach(io.sayError);
    return before;
  }
}

/** The store is opened anew only where the config names another: it knows its keys and its clock. */
async function siteAgain(
  site: Site,
  surroundings: Surroundings,
  wait: number,
  io: Io,
): Promise<Site> {
  const isSame = JSON.stringify(surroundings.config.store) === JSON.stringify(site.settings);
  return isSame ? { ...site, situation: surroundings } : siteOf(surroundings, wait, io.say);
}

async function tellEvent(
  event: FollowEvent,
  site: Site,
  surroundings: Surroundings,
  isJson: boolean,
  io: Io,
): Promise<void> {
  if (event.kind === 'failed') return io.sayError(event.error.message);
  if (event.kind === 'unreported') return io.say(unreported(event.error));
  const { pulled } = event;
  remarksOnPull(pulled, site).forEach(io.say);
  const isNews = pulled.previousVersion !== selectedVersion(pulled.decision);
  if (isJson) io.print(`${toJson(pullDocument(pulled, site, false))}\n`);
  else if (isNews || pulled.pulled.length > 0) io.print(renderPull(pulled, site, false));
  await alertsOnSelection(surroundings, pulled, `pulled from ${site.store.name}`).afterwards?.(io);
}

async function prune(surroundings: Surroundings, keep: number | null, wait: number): Promise<void> {
  if (keep === null) return;
  const request = { keep, archiveKeep: null, alsoConfigs: [], waitSeconds: wait };
  await pruneVersions(surroundings, request);
}

/** Following goes on while another process holds the lock: what stays is moved after the next pull. */
async function pruneUnlessBusy(
  surroundings: Surroundings,
  keep: number | null,
  wait: number,
  io: Io,
): Promise<void> {
  try {
    await prune(surroundings, keep, wait);
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
    io.sayError(`old versions stay until the next pull: ${error.message}`);
  }
}

const UNITS = { s: 1, m: 60, h: 3_600 } as const;

/** Seconds from 1 to a day; null where nothing is said. */
function everySeconds(given: string | undefined): number | null {
  if (given === undefined) return null;
  const [, number, unit = 's'] = /^(\d{1,5})(s|m|h)?$/.exec(given) ?? [];
  const seconds = Number(number) * UNITS[unit as keyof typeof UNITS];
  if (seconds >= 1 && seconds <= 86_400) return seconds;
  throw new UsageError(`--every ${given}: expected a time such as 30s, 5m or 1h, at most 24h`);
}

function unreported({ message }: Error): string {
  return `what this machine runs could not be told to the fleet: ${message}`;
}
