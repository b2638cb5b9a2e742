import { figureText, madeBy, parseTimestamp } from '@org/model-registry-core';
import type { Concern } from '../facts/concerns.js';
import type { Facts } from '../facts/facts.js';
import { liveSince } from '../facts/live-spans.js';
import { type Content, html, type Markup } from '../html/markup.js';
import { difference, distance, moment } from '../html/values.js';
import { SCORE_NAMES, SCORE_PARTS } from './ranking.js';
import { retrainingText } from './retraining.js';

/** What is live, and whether all is well: the first thing that anybody sees. */
export function nowPart(facts: Facts): Markup {
  const { live, concerns } = facts;
  return html`<section id="now" aria-labelledby="now-h">
<h2 id="now-h" class="overline">${live ? 'Live now' : 'Nothing is live'}</h2>
<p class="hero">${live?.version ?? 'none'}</p>
${stateOf(concerns)}
<dl class="facts">${factsList(facts).map(([name, ...value]) => html`<div><dt>${name}<dd>${value}</div>`)}</dl>
</section>
`;
}

function stateOf(concerns: readonly Concern[]): Markup {
  if (concerns.length === 0) {
    return html`<p class="state well" role="status"><span class="mark" aria-hidden="true">\u2713</span> All is well</p>`;
  }
  const things = concerns.length === 1 ? '1 thing needs' : `${concerns.length} things need`;
  return html`<p class="state" role="status"><span class="mark" aria-hidden="true">!</span> ${things} attention</p>
<ul class="concerns">${concerns.map(({ what, todo }) => html`<li><b>${what}</b> ${todo}`)}</ul>`;
}

type Fact = readonly [name: string, ...value: Content[]];

function factsList(facts: Facts): Fact[] {
  const { snapshot } = facts;
  const pull = pullFact(facts);
  const [next, why] = retrainingText(snapshot);
  return [
    ['Since', ...sinceText(facts)],
    ['Why it', ...whyText(facts)],
    ['Pin', ...pinText(facts)],
    ['Next training', next, html` <span class="quiet">${why}</span>`],
    ['Last training', ...lastRun(facts)],
    ...(pull ? [pull] : []),
  ];
}

function sinceText({ live, spans, snapshot: { now, journal } }: Facts): Content[] {
  if (live === null) return ['—'];
  const since = liveSince(spans, live.version);
  if (since === null) {
    return journal.length === 0
      ? ['not recorded', html` <span class="quiet">the journal is empty: put there by hand</span>`]
      : ['not recorded'];
  }
  const entry = journal
    .filter(
      ({ selected_version: after, previous_version: before }) =>
        after === live.version && before !== after,
    )
    .at(-1);
  return [
    moment(since),
    html` <span class="quiet">${distance(since, now)}${entry ? `, ${entry.event}` : ''}</span>`,
  ];
}

/** Against the runner-up, part by part. */
function whyText({ live, snapshot }: Facts): Content[] {
  const { pin, selection } = snapshot.decision;
  const [first, second] = selection.ranked;
  if (live === null || !first) return ['—'];
  if (pin !== null) return ['it is pinned'];
  if (!second) return ['no other version may be selected'];
  const by = SCORE_PARTS.map((key) => ({
    name: SCORE_NAMES[key],
    by: first.score[key] - second.score[key],
  }))
    .filter(({ by }) => by !== 0)
    .map(({ name, by }) => `${name} ${difference(by)}`);
  const ahead = first.score.total - second.score.total;
  if (by.length === 0) return [`level with ${second.model.version}, and the higher version`];
  if (!Number.isFinite(ahead)) return ['its score is too large to be compared'];
  return [
    `${figureText(ahead)} ${ahead === 1 ? 'point' : 'points'} ahead of ${second.model.version}`,
    html` <span class="quiet">${by.join(', ')}</span>`,
  ];
}

function pinText({ snapshot }: Facts): Content[] {
  const { pin } = snapshot.decision;
  if (pin === null) return ['none'];
  return [html`<b>${pin.version}</b>`, html` <span class="quiet">${madeBy(pin)}</span>`];
}

function lastRun({ snapshot: { retraining, now } }: Facts): Content[] {
  if (retraining.training !== null) return [retraining.training];
  const run = retraining.state.runs.at(-1);
  if (!run) return ['none yet'];
  const more = html` <span class="quiet">${distance(run.ended, now)}</span>`;
  return [`${run.version} ${run.action.replace('-', ' ')}`, more];
}

/** When this machine last read the store's journal to its end. */
function pullFact({ snapshot: { fleet, now } }: Facts): Fact | null {
  if (fleet === null) return null;
  const last = parseTimestamp(fleet.own?.lastPull ?? '');
  if (last === null) return ['Last pull', 'none yet'];
  return ['Last pull', moment(last), html` <span class="quiet">${distance(last, now)}</span>`];
}
