import {
  escapeText,
  formatInstant,
  historyAt,
  type Instant,
  type JournalEntry,
  type PastState,
  parseTimestamp,
  wrapBehind,
} from '@org/model-registry-core';
import { readJournal } from '@org/model-registry-fs-store';
import { readTime } from '@org/model-registry-selector';
import { type Command, text } from '../command.js';
import { EXIT } from '../exit-status.js';
import { readSurroundings } from '../read-context.js';

export const history: Command = {
  usage: 'history [--at TIME] [options]',
  summary: 'what was selected, published, pinned, archived, when and why',
  help: `Prints the journal of the models directory, oldest first; with --at only what
was selected and pinned at that moment. Models that were put there by hand
show from the first change on that was made with model-registry.

  --at TIME          an ISO 8601 time; what happened at that moment counts

Example:
  model-registry history --at 2026-01-31T12:00:00Z`,
  options: { at: { type: 'string' } },
  operands: 0,
  async run(arguments_) {
    const at = readTime('--at', text(arguments_, 'at'));
    const { modelsDir, notes } = await readSurroundings(arguments_);
    const { entries, skipped } = readJournal(modelsDir);
    return {
      text: () => (at === null ? renderEntries(entries) : renderState(at, historyAt(entries, at))),
      json: () => ({
        schema: 'model-registry/history@1',
        models_dir: modelsDir,
        ...(at === null
          ? { entries, skipped }
          : { at: formatInstant(at), ...historyAt(entries, at) }),
      }),
      notes: skipped > 0 ? [...notes, `${skipped} lines of the journal cannot be read`] : notes,
      status: EXIT.done,
    };
  },
};

function renderEntries(entries: readonly JournalEntry[]): string {
  if (entries.length === 0) return 'Nothing is recorded yet.\n';
  return `${entries.flatMap(renderEntry).join('\n')}\n`;
}

/** Whole seconds, what happened, what was selected before and after, and why. */
function renderEntry({ event, version, at, reason, before, selected }: JournalEntry): string[] {
  const time = `${formatInstant(parseTimestamp(at) as Instant).slice(0, 19)}Z`;
  const what = `${event} ${version ?? ''}`.trim();
  const selection =
    before === selected ? `${selected ?? 'none'}` : `${before ?? 'none'} -> ${selected ?? 'none'}`;
  const line = `${time}  ${what.padEnd(18)}  selected ${selection}`;
  return [line, ...(reason ? wrapBehind(' '.repeat(22), escapeText(reason)) : [])];
}

function renderState(at: Instant, { selected, pinned, last }: PastState): string {
  if (last === null) return `Nothing is recorded up to ${formatInstant(at)}.\n`;
  const lines = [
    `At ${formatInstant(at)}`,
    `  selected  ${selected ?? 'none'}`,
    `  pinned    ${pinned ?? 'none by command'}`,
    `  last      ${renderEntry(last)[0]}`,
  ];
  return `${lines.join('\n')}\n`;
}
