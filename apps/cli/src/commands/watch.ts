import { instantOf, modelDocument, toJson } from '@org/model-registry-core';
import {
  DEFAULT_CONFIG,
  linesOf,
  type SelectionChange,
  type Surroundings,
  watchSelection,
} from '@org/model-registry-selector';
import { listenForSignals } from '@org/model-registry-training-gate';
import { type Arguments, type Command, text } from '../command.js';
import { EXIT } from '../exit-status.js';
import { readSurroundings } from '../read-context.js';
import { whenReaderGone } from '../reader-gone.js';

export const watch: Command = {
  usage: 'watch [options]',
  summary: 'follow the selection: a JSON line now, and one at each change',
  help: `Prints one JSON line with the selected model now, and one whenever another is
selected: a version was published, pinned, rolled back, moved away or replaced,
the config file was edited, a model became too old. What is printed has passed
verification. Runs until it is stopped, or nobody reads its output.

A look that fails later (a config file that is half written) is told on stderr
and changes nothing. --as-of is for trying things out: time then stands still.`,
  examples: ['model-registry watch | while read -r line; do ./reload.sh "$line"; done'],
  options: {},
  operands: [],
  async run(arguments_, say, print) {
    const first = await readSurroundings(arguments_);
    for (const note of first.notes) say(note);
    const stop = new AbortController();
    const interruption = listenForSignals();
    interruption.aborted.addEventListener('abort', () => stop.abort());
    let endLooking = () => {};
    try {
      endLooking = await whenReaderGone(() => stop.abort());
      const configFile = first.configFile ?? DEFAULT_CONFIG;
      const files = configFile === '-' ? [] : [configFile];
      const onError = (error: Error) => linesOf(error).forEach(say);
      let latest = first;
      const situation = async () => {
        latest = await situationNow(latest, arguments_);
        return latest;
      };
      for await (const change of watchSelection({
        situation,
        files,
        signal: stop.signal,
        onError,
      })) {
        print(line(change));
      }
    } finally {
      endLooking();
      interruption.stop();
    }
    interruption.aborted.throwIfAborted();
    return { text: () => '', json: () => null, notes: [], status: EXIT.done };
  },
};

/** The config anew; one that came through stdin stays, and one that is gone is not replaced. */
async function situationNow(before: Surroundings, arguments_: Arguments): Promise<Surroundings> {
  const { configFile } = before;
  if (configFile !== '-') {
    return readSurroundings(arguments_, configFile === null ? 'use-defaults' : 'refuse');
  }
  return text(arguments_, 'as-of') ? before : { ...before, now: instantOf(new Date()) };
}

function line({ decision, reason }: SelectionChange): string {
  const model = decision.selection.chosen?.model;
  const selected = model ? modelDocument(model) : null;
  return `${toJson({ schema: 'model-registry/watch@1', selected, reason })}\n`;
}
