import {
  escapeText,
  type FleetStatus,
  type HostReport,
  type Instant,
  isComplete,
  isSilent,
  waitingVersions,
} from '@org/model-registry-core';
import { scanRegistry } from '@org/model-registry-fs-scanner';
import { usableState } from '@org/model-registry-fs-store';
import { type Command, EXIT, paint, readSurroundings } from '@org/model-registry-program';
import { ago } from '../../render/ago.js';
import { loadFleet, siteOf, storeOf } from './site.js';

export const fleet: Command = {
  usage: 'fleet [options]',
  summary: 'which machine runs what, since when, and who is silent',
  help: `Shows the machines that share the store of model.store: what each selected at
its last pull, since when, why not the others, and which were not heard of for a
day. Changes nothing.`,
  examples: ['model-registry fleet', 'model-registry fleet --json'],
  options: {},
  operands: [],
  async run(arguments_, { say }) {
    const surroundings = await readSurroundings(arguments_);
    const { registry, now } = surroundings;
    const state = usableState(registry, storeOf(surroundings).url);
    const lastPull = state?.lastPull ?? null;
    const site = await siteOf(surroundings, 0, say);
    const { readFleet } = await loadFleet();
    const status = await readFleet(site.store).catch((error: Error) => {
      const known = lastPull === null ? 'never' : ago(lastPull, now);
      throw new Error(`${error.message}; the last pull of this machine: ${known}`, {
        cause: error,
      });
    });
    const here = scanRegistry(registry).models.filter(isComplete);
    const waiting = waitingVersions(
      here.map(({ version }) => version),
      state,
    );
    return {
      text: () => renderFleet(status, { waiting, lastPull, own: state?.host ?? null }, now),
      json: () => ({
        schema: 'model-registry/fleet@1',
        store: status.store,
        read_at: status.readAt,
        journal: status.journal,
        pin: status.pinned,
        versions: status.versions,
        hosts: status.hosts.map(({ lastPull, ...host }) => ({
          ...host,
          last_pull: lastPull,
          silent: isSilent({ lastPull }, now),
        })),
        unreadable: status.unreadable,
        own: { id: state?.host ?? null, last_pull: lastPull, waiting },
      }),
      remarks: [
        ...surroundings.remarks,
        ...status.unreadable.map((key) => `${key} in ${status.store} cannot be read`),
      ],
      status: EXIT.done,
    };
  },
};

/** What this machine knows by itself. */
interface Own {
  readonly waiting: readonly string[];
  readonly lastPull: string | null;
  readonly own: string | null;
}

function renderFleet(status: FleetStatus, { waiting, lastPull, own }: Own, now: Instant): string {
  const { pinned, versions, hosts } = status;
  const newest = versions.slice(-8);
  const more = versions.length - newest.length;
  const lines = [
    `Store      ${escapeText(status.store, 68)}`,
    `Versions   ${newest.join(', ') || 'none'}${more > 0 ? ` (+${more} older)` : ''}`,
    `Pinned     ${pinned ? escapeText(`${pinned.version}, by ${pinned.user ?? 'somebody'}, ${ago(pinned.at, now)}`, 68) : 'none'}`,
    `Here       last pull ${lastPull === null ? 'never' : ago(lastPull, now)}`,
    ...(waiting.length > 0 ? [`           not pushed: ${escapeText(waiting.join(', '), 56)}`] : []),
    `Machines   ${hosts.length}`,
  ];
  if (hosts.length > 0) lines.push('', row('machine', 'runs', 'since', 'last pull'));
  for (const host of hosts) lines.push(...hostLines(host, host.id === own, now));
  return `${lines.join('\n')}\n`;
}

function hostLines(host: HostReport, isOwn: boolean, now: Instant): string[] {
  const { selected, since, lastPull } = host;
  const name = `${escapeText(host.host, 200)}${isOwn ? ' (here)' : ''}`;
  const heard = ago(lastPull, now);
  const silent = isSilent(host, now);
  const line = row(
    name,
    selected ?? 'nothing',
    ago(since, now),
    silent ? `${heard}, silent` : heard,
  );
  if (selected !== null || host.rejected.length === 0)
    return [silent ? paint('yellow', line) : line];
  const [first] = host.rejected;
  const why = first ? `${first.version}: ${first.reasons.join('; ')}` : '';
  return [paint('yellow', line), `  ${escapeText(why, 76)}`];
}

/** At most 80 columns. */
function row(machine: string, runs: string, since: string, pull: string): string {
  const cell = (content: string, width: number) =>
    (content.length > width ? `${content.slice(0, width - 1)}…` : content).padEnd(width);
  const cells = [cell(machine, 28), cell(runs, 15), cell(since, 14), pull];
  return cells.join('  ').trimEnd().slice(0, 80);
}
