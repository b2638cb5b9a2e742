import { selectedVersion } from '@org/model-registry-core';
import { type Command, EXIT, text, writeWhole } from '@org/model-registry-program';
import { readContext } from '../../context.js';
import { checkOutFile } from '../../out-file.js';

export const page: Command = {
  usage: 'page [--out FILE] [options]',
  summary: 'one HTML page with pictures: what is live and why',
  help: `Prints one HTML page that shows which version is live and whether all is well,
what was live when, the ranking, who was turned down for what, a metric over
time, symbols and ages; each picture with its table. It needs no other file, no
script and no network. With --out the file is replaced in one step. Exits 0
whatever it finds.`,
  examples: ['model-registry page --out page.html', 'model-registry page > page.html'],
  options: {
    out: {
      type: 'string',
      value: 'FILE',
      help: 'write it to this file',
      completion: 'file',
    },
  },
  operands: [],
  async run(arguments_) {
    const out = text(arguments_, 'out') ?? null;
    if (out !== null) checkOutFile(out, OWN_FILES);
    const context = await readContext(arguments_);
    const { readSnapshot, renderPage } = await import('../../page.part.js');
    const snapshot = await readSnapshot(context, context, context.configFile, null);
    const html = renderPage(snapshot, 'file');
    if (out !== null) writeWhole(out, html);
    return {
      text: () => (out === null ? html : ''),
      json: () => ({
        schema: 'model-registry/page@1',
        out,
        selected_version: selectedVersion(context),
        html: out === null ? html : null,
      }),
      remarks: context.remarks,
      status: EXIT.done,
    };
  },
};

/** What this command writes. */
const OWN_FILES = { extension: '.html', beginning: '<!doctype html>', holds: 'page' };
