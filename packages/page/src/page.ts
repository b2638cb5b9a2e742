import { escapeText } from '@org/model-registry-core';
import { type Facts, factsOf } from './facts/facts.js';
import { html, Markup } from './html/markup.js';
import { SCRIPT } from './html/script.js';
import { STYLE } from './html/style.js';
import { moment, short } from './html/values.js';
import { aboutPart } from './parts/about.js';
import { agePart } from './parts/age.js';
import { fleetPart } from './parts/fleet.js';
import { metricPart } from './parts/metric.js';
import { nowPart } from './parts/now.js';
import { rankingPart } from './parts/ranking.js';
import { reasonsPart } from './parts/reasons.js';
import { symbolsPart } from './parts/symbols.js';
import { timelinePart } from './parts/timeline.js';
import { versionsPart } from './parts/versions.js';
import type { PageForm, PageSnapshot } from './snapshot.js';

/** Seconds after which a served page reads itself again where no script runs. */
const REFRESH = 30;

/** The parts in their order, by what the navigation calls them. */
const PARTS: readonly (readonly [id: string, name: string, part: (facts: Facts) => Markup])[] = [
  ['now', 'Now', nowPart],
  ['timeline', 'Time line', timelinePart],
  ['ranking', 'Ranking', rankingPart],
  ['reasons', 'Turned down', reasonsPart],
  ['metric', 'Metric', metricPart],
  ['symbols', 'Symbols', symbolsPart],
  ['age', 'Age', agePart],
  ['fleet', 'Fleet', fleetPart],
  ['versions', 'All versions', versionsPart],
  ['about', 'About the reasons', aboutPart],
];

/**
 * One HTML document with all that is known, as pictures and tables: it needs no other file and no network.
 * Text of files is escaped, and the result depends on the arguments alone.
 *
 * @param form a file has no script; a served page has {@link SCRIPT}, which keeps it up to date
 * @example writeFileSync('page.html', renderPage(snapshot, 'file'))
 */
export function renderPage(snapshot: PageSnapshot, form: PageForm): string {
  const facts = factsOf(snapshot);
  const parts = PARTS.map(([id, name, part]) => ({ id, name, content: part(facts) })).filter(
    ({ content }) => content.text !== '',
  );
  const isServed = form === 'served';
  const { location } = snapshot.decision.scan;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${titleOf(facts)}</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE)}</style>
${isServed && html`<noscript><meta http-equiv="refresh" content="${REFRESH}"></noscript>`}</head>
<body><a class="skip" href="#now">To the content</a>
<div id="page"><header><h1>Models</h1><p>${short(location, 200)}</p><div>as of ${moment(snapshot.now)} UTC</div></header>
<nav aria-label="Parts"><ul>${parts.map(({ id, name }) => html`<li><a href="#${id}">${name}</a>`)}</ul></nav>
<main>
${parts.map(({ content }) => content)}</main>
<footer>Made by model-registry. ${configText(snapshot)} Ages and scores are of the moment above.${isServed && html` This page is <output id="kept">read again every ${REFRESH} seconds</output>.`}</footer></div>
${isServed && html`<script>${new Markup(SCRIPT)}</script>`}</body></html>
`;
  return page.text;
}

/** So that a tab tells whether all is well. */
function titleOf({ live, concerns }: Facts): string {
  const mark = concerns.length > 0 ? '! ' : '';
  return `${mark}${live ? `${live.version} is live` : 'no model is live'} · model-registry`;
}

function configText({ configFile }: PageSnapshot): string {
  if (configFile === null) return 'Decided with the defaults: there is no config file.';
  return `Decided with ${escapeText(configFile, 200)}.`;
}
