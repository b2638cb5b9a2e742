import { retrainReasonText } from '@org/model-registry-core';
import type { Facts } from '../facts/facts.js';
import { type Content, html, type Markup } from '../html/markup.js';
import { table } from '../html/table.js';
import { distance, moment, short } from '../html/values.js';
import type { PageSnapshot } from '../snapshot.js';

/** When the next training is due, and why then. */
export function retrainingText({ retraining, now }: PageSnapshot): [next: Content, why: string] {
  const { plan, next } = retraining;
  const why = plan.reasons.map(retrainReasonText).join('; ');
  if (next === null) return ['no date', why];
  if (next <= now) return ['now', why];
  return [moment(next), `${distance(next, now)}: ${why}`];
}

/** The last trainings of the scheduler, the newest first; nothing where there were none. */
export function trainingsTable({ snapshot: { retraining } }: Facts): Markup {
  const { runs } = retraining.state;
  if (runs.length === 0) return html``;
  return html`<h3>Trainings of the scheduler</h3>${table({
    id: 'trainings',
    caption: 'The last trainings of the scheduler, the newest first',
    columns: [
      { name: 'Ended' },
      { name: 'Started' },
      { name: 'Version' },
      { name: 'Outcome' },
      { name: 'Why' },
    ],
    rows: [...runs].reverse().map(({ started, ended, version, action, reasons }, at) => ({
      key: `${runs.length - at}`,
      cells: [
        moment(ended),
        moment(started),
        version,
        action,
        reasons.map((reason) => short(reason, 300)).join('; '),
      ],
    })),
  })}`;
}
