import { type Facts, notDrawn } from '../facts/facts.js';
import { type Content, html, type Markup } from '../html/markup.js';

/** A part of the page: a heading, a sentence on what it shows, and that. */
export function part(
  id: string,
  heading: string,
  lead: Content,
  content: readonly Content[],
): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${heading}</h2>
<p class="lead">${lead}</p>
${content}</section>
`;
}

/** What stands where there is nothing to show, and what to do so that there is. */
export function nothing(what: string, todo: string): Markup {
  return html`<p class="empty"><b>${what}</b> ${todo}</p>`;
}

/**
 * What nothing is said of: of the versions that are drawn alone, where there are others.
 *
 * @example `${noVersion(facts)} is turned down.` // 'No version is turned down.'
 */
export function noVersion(facts: Facts): string {
  return notDrawn(facts) === null ? 'No version' : 'No version that is drawn';
}

/** What a picture or table leaves out, below it; nothing where it has all. */
export function noteOn(...texts: readonly (string | null)[]): Markup {
  const said = texts.filter((text) => text !== null);
  return said.length === 0 ? html`` : html`<p class="note">${said.join(' ')}</p>`;
}

/** What a colour or a form stands for. */
export interface Key {
  /** Its classes in a picture. */
  readonly className: string;
  readonly name: string;
}

/** The meaning of colours, in words, above a picture. */
export function legend(keys: readonly Key[]): Markup {
  return html`<ul class="legend">${keys.map(
    ({ className, name }) =>
      html`<li><svg width="12" height="12" aria-hidden="true"><rect class="${className}" width="12" height="12"/></svg>${name}</li>`,
  )}</ul>`;
}
