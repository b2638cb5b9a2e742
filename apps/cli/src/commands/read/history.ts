import { formatInstant, historyAt, type PastState } from '@org/model-registry-core';
import { readJournal } from '@org/model-registry-fs-store';
import { type Command, EXIT, readSurroundings, readTime, text } from '@org/model-registry-program';
import { renderEntries, renderPastState } from '../../render/history.js';

export const history: Command = {
  usage: 'history [--at TIME] [options]',
  summary: 'what was selected, published, pinned, archived, when and why',
  help: `Prints the journal of the models directory, oldest first; with --at only what
was selected and pinned at that moment. Models that were put there by hand
show from the first change on that was made with model-registry.`,
  examples: ['model-registry history --at 2026-01-31T12:00:00Z'],
  options: {
    at: {
      type: 'string',
      value: 'TIME',
      help: 'an ISO 8601 time; what happened at that moment counts',
    },
  },
  operands: [],
  async run(arguments_) {
    const at = readTime('--at', text(arguments_, 'at'));
    const { registry, remarks } = await readSurroundings(arguments_);
    const { entries, skipped } = readJournal(registry);
    return {
      text: () =>
        at === null ? renderEntries(entries) : renderPastState(at, historyAt(entries, at)),
      json: () => ({
        schema: 'model-registry/history@1',
        models_dir: registry.modelsDir,
        ...(at === null
          ? { entries, skipped }
          : { at: formatInstant(at), ...pastDocument(historyAt(entries, at)) }),
      }),
      remarks:
        skipped > 0 ? [...remarks, `${skipped} lines of the journal cannot be read`] : remarks,
      status: EXIT.done,
    };
  },
};

function pastDocument({ selectedVersion, pinnedVersion, last }: PastState) {
  return { selected_version: selectedVersion, pinned_version: pinnedVersion, last };
}
