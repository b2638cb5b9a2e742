import {
  escapeText,
  formatInstant,
  historyAt,
  type Instant,
  type JournalEntry,
  noDirectoryText,
  type PastState,
  parseTimestamp,
  warning,
  wholeSeconds,
  wrapBehind,
} from '@org/model-registry-core';
import {
  checkNotLost,
  danglingTo,
  leadsSomewhere,
  type Registry,
} from '@org/model-registry-fs-scanner';
import { findUnjudged, readJournal } from '@org/model-registry-fs-store';
import { type Command, EXIT, readSurroundings, readTime, text } from '@org/model-registry-program';

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
    checkNotLost(registry);
    const { entries, skipped, unreadBytes } = readJournal(registry);
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
      remarks: [
        ...remarks,
        ...[
          ...missingRemarks(registry),
          ...journalRemarks(skipped, unreadBytes),
          ...unjudgedRemarks(registry),
        ].map(warning),
      ],
      status: EXIT.done,
    };
  },
};

function missingRemarks({ modelsDir }: Registry): string[] {
  return leadsSomewhere(modelsDir) ? [] : [noDirectoryText(modelsDir, danglingTo(modelsDir))];
}

function journalRemarks(skipped: number, unreadBytes: number): string[] {
  const remarks: string[] = [];
  if (unreadBytes > 0) {
    remarks.push(`the journal is too long: its first ${unreadBytes} bytes were not read`);
  }
  if (skipped > 0) remarks.push(`${skipped} lines of the journal cannot be read`);
  return remarks;
}

/** What is live and not recorded, since nobody has judged it. */
function unjudgedRemarks(registry: Registry): string[] {
  return unjudgedIn(registry).map(
    (version) =>
      `version ${version} was left by a training that is not concluded, and nobody has judged it: it may be live (model-registry doctor)`,
  );
}

/** None where that cannot be read: the journal is what was asked for, and doctor tells. */
function unjudgedIn(registry: Registry): string[] {
  try {
    return findUnjudged(registry);
  } catch {
    return [];
  }
}

function pastDocument({ selectedVersion, pinnedVersion, last }: PastState) {
  return { selected_version: selectedVersion, pinned_version: pinnedVersion, last };
}

/** The journal, oldest first. */
function renderEntries(entries: readonly JournalEntry[]): string {
  if (entries.length === 0) return 'Nothing is recorded yet.\n';
  // There may be more than a call can have arguments.
  const width = entries.reduce((most, entry) => Math.max(most, whatOf(entry).length), 18);
  return `${entries.flatMap((entry) => renderEntry(entry, width)).join('\n')}\n`;
}

/** Whole seconds, what happened, what was selected before and after, by whom, and why. */
function renderEntry(whole: JournalEntry, width: number): string[] {
  const { event, at, reason, ...entry } = whole;
  const time = wholeSeconds(parseTimestamp(at) as Instant);
  const before = entry.previous_version ?? 'none';
  const after = entry.selected_version ?? 'none';
  const selection = before === after ? after : `${before} -> ${after}`;
  const line = `${time}  ${whatOf(whole).padEnd(width)}  selected ${selection}`;
  // A reason that only repeats the event says nothing.
  const why = SAYS_NOTHING.has(`${event} ${reason}`) ? '' : reason;
  const more = [entry.user ? `by ${entry.user}` : '', why].filter(Boolean).join(': ');
  return [line, ...(more ? wrapBehind(' '.repeat(22), escapeText(more)) : [])];
}

function whatOf({ event, version }: JournalEntry): string {
  return `${event} ${version ?? ''}`.trim();
}

const SAYS_NOTHING = new Set(['pinned pin', 'unpinned unpin', 'archived prune']);

/** What was selected and pinned at a moment. */
function renderPastState(at: Instant, { selectedVersion, pinnedVersion, last }: PastState): string {
  if (last === null) return `Nothing is recorded up to ${formatInstant(at)}.\n`;
  const lines = [
    `At ${formatInstant(at)}`,
    `  selected  ${selectedVersion ?? 'none'}`,
    `  pinned    ${pinnedVersion ?? 'none by command'}`,
    `  last      ${renderEntry(last, 0)[0]}`,
  ];
  return `${lines.join('\n')}\n`;
}
