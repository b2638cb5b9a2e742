import { type Decision, selectedVersion } from '@org/model-registry-core';

/** How a file is known that holds a page, and so may be replaced by one. */
export const PAGE_FILE = { extension: '.html', beginning: '<!doctype html>', holds: 'page' };

/**
 * `model-registry/page@1`: what a command that made a page tells a program.
 *
 * @param out the file that it wrote; null for none, and then the document has the page
 */
export function pageDocument(decision: Decision, html: string, out: string | null) {
  return {
    schema: 'model-registry/page@1',
    out,
    selected_version: selectedVersion(decision),
    html: out === null ? html : null,
  };
}
