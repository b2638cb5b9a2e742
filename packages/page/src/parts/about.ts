import type { Facts } from '../facts/facts.js';
import { html, type Markup } from '../html/markup.js';
import { PROBLEM_PAGES } from '../problem-pages.js';
import { part } from './part.js';
import { kindsIn } from './reasons.js';

/** What the reasons on this page mean and what to do, from docs/problems; nothing where there are none. */
export function aboutPart({ versions }: Facts): Markup {
  const kinds = kindsIn(versions);
  if (kinds.length === 0) return html``;
  const lead = 'What the reasons on this page mean, and what to do.';
  return part('about', 'About the reasons', lead, [
    html`<dl class="about">${kinds.map((kind) => {
      const { what, todo } = PROBLEM_PAGES[kind];
      return html`<div id="about-${kind}" tabindex="-1"><dt>${kind.replaceAll('-', ' ')}<dd>${what} <b>What to do:</b> ${todo}</div>`;
    })}</dl>`,
  ]);
}
