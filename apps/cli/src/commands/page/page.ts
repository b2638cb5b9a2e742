import { type Command, checkOutFile, EXIT, text, writeWhole } from '@org/model-registry-program';
import { readContext } from '../../context.js';
import { loadFleet } from '../fleet/site.js';

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
  async run(arguments_, { say }) {
    const { makePage, PAGE_FILE, pageDocument } = await import('../../page.part.js');
    const out = text(arguments_, 'out') ?? null;
    if (out !== null) checkOutFile('--out', out, PAGE_FILE);
    const context = await readContext(arguments_);
    const { html, remarks } = await makePage(context, context, context.configFile, loadFleet, say);
    if (out !== null) writeWhole(out, html);
    return {
      text: () => (out === null ? html : ''),
      json: () => pageDocument(context, html, out),
      remarks: [...context.remarks, ...remarks],
      status: EXIT.done,
    };
  },
};
