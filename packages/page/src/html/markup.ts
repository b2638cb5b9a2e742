import { escapeText } from '@org/model-registry-core';

/** Text of HTML or SVG that may stand in a document as it is; {@link html} makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may stand in a template: text is escaped, lists are joined, nothing is left out. */
export type Content = Markup | string | number | null | false | readonly Content[];

/** Characters of one text, at most: whoever expects long ones cuts them sooner. */
const LONGEST = 2_000;

/**
 * HTML, or SVG, with whatever values in it: text is escaped, so that none of a file can be more than text.
 * Attributes that take a value have to be in double quotes.
 *
 * @example html`<p>${'<script>'}</p>`.text // '<p>&lt;script&gt;</p>'
 */
export function html(pieces: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = pieces[0] as string;
  for (let at = 0; at < values.length; at += 1) {
    text += textOf(values[at] as Content) + (pieces[at + 1] as string);
  }
  return new Markup(text);
}

function textOf(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (content === null || content === false) return '';
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string') return escapeHtml(content);
  return content.map(textOf).join('');
}

const NEEDS_CARE = /[^\w .,:;%+-]/;

function escapeHtml(text: string): string {
  if (text.length <= LONGEST && !NEEDS_CARE.test(text)) return text;
  return escapeText(text, LONGEST).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
