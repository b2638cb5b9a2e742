import { formatInstant } from '@org/model-registry-core';
import type { Facts, VersionFacts } from '../facts/facts.js';
import { html, type Markup } from '../html/markup.js';
import { table } from '../html/table.js';
import { count, points } from '../html/values.js';
import { nothing, part } from './part.js';

/** Every version, in a line each. */
export function versionsPart({ versions }: Facts): Markup {
  const lead = `${count(versions.length, 'version')}, the newest first.`;
  if (versions.length === 0) {
    const empty = nothing('There are no models.', 'Train the first one: model-registry train.');
    return part('versions', 'All versions', 'Every version, the newest first.', [empty]);
  }
  return part('versions', 'All versions', lead, [
    table({
      id: 'all-versions',
      caption: 'All versions, the newest first',
      columns: [
        { name: 'Version' },
        { name: 'Training end' },
        { name: 'Symbols', isNumber: true },
        { name: 'Score', isNumber: true },
        { name: 'Standing' },
      ],
      rows: [...versions].reverse().map((facts) => ({
        key: null,
        isLive: facts.standing === 'live',
        cells: [
          facts.version,
          facts.trainingEnd === null ? '—' : formatInstant(facts.trainingEnd).slice(0, 10),
          facts.symbols.length,
          facts.score === null ? '—' : points(facts.score.total),
          standingOf(facts),
        ],
      })),
    }),
  ]);
}

/** The kinds of the reasons, as in JSON; each once. */
function standingOf({ standing, rank, problems }: VersionFacts): Markup | string {
  if (standing === 'live') return html`<b>live</b>`;
  if (standing === 'selectable') return `rank ${rank}`;
  return [...new Set(problems.map(({ kind }) => kind))].join(', ');
}
