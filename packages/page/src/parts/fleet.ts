import {
  type FleetStatus,
  type HostReport,
  isSilent,
  parseTimestamp,
} from '@org/model-registry-core';
import type { Facts } from '../facts/facts.js';
import { html, type Markup } from '../html/markup.js';
import { tableBelow } from '../html/table.js';
import { count, distance, moment, short } from '../html/values.js';
import { numberAxis } from '../svg/axis.js';
import { percent, pixels, plot, rowName } from '../svg/plot.js';
import { nothing, part } from './part.js';

/** Versions in the picture, and machines in the table, at most. */
const MOST_BARS = 20;
const MOST_HOSTS = 300;
const ROW = 26;

/** Which machine runs what; nothing without a store. */
export function fleetPart(facts: Facts): Markup {
  const { fleet, config } = facts.snapshot;
  if (fleet === null) return html``;
  const { status, trouble } = fleet;
  if (status === null) {
    const lead = html`Machines that share <b>${short(config.store?.url ?? '', 100)}</b>.`;
    const said =
      trouble === null
        ? nothing('The store is being read.', 'This takes a moment.')
        : nothing(`${trouble}.`, 'What the other machines run shows once the store answers.');
    return part('fleet', 'Fleet', lead, [said]);
  }
  const { hosts, store, versions, pin } = status;
  const lead = html`Machines that share <b>${short(store, 100)}</b>, which holds ${count(versions.length, 'version')}${pin === null ? '' : html`; <b>${pin}</b> is pinned for all`}.`;
  if (hosts.length === 0) {
    const empty = nothing('No machine has reported yet.', 'Run model-registry pull on each.');
    return part('fleet', 'Fleet', lead, [empty]);
  }
  return part('fleet', 'Fleet', lead, [picture(status), hostsTable(status, facts)]);
}

function picture({ hosts }: FleetStatus): Markup {
  const counts = new Map<string, number>();
  for (const { selected } of hosts) {
    const name = selected ?? 'none';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const bars = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST_BARS);
  const height = bars.length * ROW;
  const { across, lines } = numberAxis([0, ...bars.map(([, number]) => number)], height);
  const drawn = bars.map(
    ([, number], at) =>
      html`<rect class="bar" x="0" width="${percent(across(number))}" y="${pixels(at * ROW + 5)}" height="${ROW - 10}" rx="2"/>`,
  );
  return plot({
    label: `Versions by the machines that run them: ${bars.map(([version, number]) => `${number} run ${version}`).join(', ')}`,
    height: height + 26,
    names: bars.map(([version], at) => rowName(version, (at + 0.5) * ROW)),
    body: [...lines, ...drawn],
  });
}

/** Those that need somebody first: silent ones, ones without a model, ones that are behind. */
function hostsTable(status: FleetStatus, { snapshot: { fleet, now } }: Facts): Markup {
  const own = fleet?.own?.host;
  const silent = new Set(status.hosts.filter((host) => isSilent(host, now)));
  const behind = ({ journal }: HostReport) => Math.max(status.journal - journal, 0);
  const weight = (host: HostReport) =>
    Number(silent.has(host)) * 2 + Number(host.selected === null);
  const sorted = [...status.hosts].sort(
    (a, b) => weight(b) - weight(a) || behind(b) - behind(a) || Number(a.id > b.id) - 0.5,
  );
  const rest = sorted.length - MOST_HOSTS;
  const time = (text: string | null) => {
    const at = text === null ? null : parseTimestamp(text);
    return at === null ? '—' : html`${moment(at)} <span class="quiet">${distance(at, now)}</span>`;
  };
  return tableBelow({
    id: 'hosts',
    caption: 'Machines, those that need somebody first',
    columns: [
      { name: 'Machine' },
      { name: 'Runs' },
      { name: 'Since' },
      { name: 'Last pull' },
      { name: 'Entries behind', isNumber: true },
      { name: 'Why not others' },
    ],
    rows: sorted.slice(0, MOST_HOSTS).map((host) => ({
      key: host.id,
      cells: [
        [short(host.host), host.id === own ? html` <span class="quiet">this one</span>` : ''],
        host.selected === null ? 'none' : short(host.selected),
        time(host.since),
        [time(host.lastPull), silent.has(host) ? html` <b>silent</b>` : ''],
        behind(host),
        host.rejected
          .slice(0, 3)
          .map(({ version, reasons }) => `${short(version)}: ${short(reasons.join(', '), 80)}`)
          .join('; '),
      ],
    })),
    rest: rest > 0 ? `${rest} more machines: model-registry fleet shows all.` : null,
  });
}
