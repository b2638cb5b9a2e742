import {
  type Command,
  EXIT,
  readSurroundings,
  text,
  UsageError,
} from '@org/model-registry-program';
import { loadFleet } from '../fleet/site.js';

export const serve: Command = {
  usage: 'serve [--port PORT] [options]',
  summary: 'the same page in a browser, kept up to date',
  help: `Serves the page of model-registry page on this machine alone (127.0.0.1), and
keeps it up to date: what changes shows within a second. Prints its address,
which holds a secret: only whoever has it may read the page. Nothing can be
changed through it. Runs until it is stopped.

From another machine: ssh -L 8484:127.0.0.1:8484 HOST, then open the address.

Needs the config file; --no-config decides with the defaults.`,
  examples: ['model-registry serve', 'model-registry serve --port 0'],
  options: {
    port: {
      type: 'string',
      value: 'PORT',
      help: 'the port (default: 8484); 0 takes a free one',
    },
  },
  operands: [],
  async run(arguments_, io) {
    const port = portOf(text(arguments_, 'port') ?? '8484');
    const first = await readSurroundings(arguments_, 'ask');
    first.remarks.forEach(io.say);
    const { servePage } = await import('../../page.part.js');
    await servePage(first, arguments_, port, loadFleet, io);
    return { text: () => '', json: () => null, remarks: [], status: EXIT.done };
  },
};

function portOf(word: string): number {
  const port = /^\d{1,5}$/.test(word) ? Number(word) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError(`--port ${word}: expected a number from 0 to 65535`);
}
