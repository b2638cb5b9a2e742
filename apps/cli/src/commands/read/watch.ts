import { modelDocument, toJson, warningsOnUnread } from '@org/model-registry-core';
import {
  type Command,
  EXIT,
  linesOf,
  listenForSignals,
  readSurroundings,
  whenReaderGone,
} from '@org/model-registry-program';
import { type SelectionChange, watchSelection } from '@org/model-registry-selector';
import { situations } from '../../situations.js';

export const watch: Command = {
  usage: 'watch [options]',
  summary: 'follow the selection: a JSON line now, and one at each change',
  help: `Prints one JSON line with the selected model now, and one whenever another is
selected: a version was published, pinned, rolled back, moved away or replaced,
the config file was edited, a model became too old. What is printed has passed
verification. Runs until it is stopped, or nobody reads its output.

Needs the config file; --no-config decides with the defaults. A look that fails
later (a config file that is half written) is told on stderr and changes
nothing. --as-of is for trying things out: time then stands still.`,
  examples: ['model-registry watch | while read -r line; do ./reload.sh "$line"; done'],
  options: {},
  operands: [],
  async run(arguments_, { say, sayError, print }) {
    const first = await readSurroundings(arguments_, 'ask');
    first.remarks.forEach(say);
    const signals = listenForSignals();
    const readerGone = new AbortController();
    const stopLooking = whenReaderGone(() => readerGone.abort());
    try {
      const changes = watchSelection({
        situation: situations(first, arguments_),
        files: first.isStream || first.configFile === null ? [] : [first.configFile],
        signal: AbortSignal.any([signals.interrupt, readerGone.signal]),
        onError: (error) => linesOf(error).forEach(sayError),
      });
      for await (const change of changes) {
        print(line(change));
        // Of a pin that could not be read, the watch has told.
        warningsOnUnread({ ...change.choice, unreadPin: null }).forEach(say);
      }
    } finally {
      stopLooking();
      signals.stop();
    }
    signals.interrupt.throwIfAborted();
    return { text: () => '', json: () => null, remarks: [], status: EXIT.done };
  },
};

function line({ choice, reason }: SelectionChange): string {
  const model = choice.selection.chosen?.model;
  const selected = model ? modelDocument(model) : null;
  return `${toJson({ schema: 'model-registry/watch@1', selected, reason })}\n`;
}
