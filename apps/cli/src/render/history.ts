import {
  escapeText,
  formatInstant,
  type Instant,
  type JournalEntry,
  type PastState,
  parseTimestamp,
  wrapBehind,
} from '@org/model-registry-core';

/** The journal, oldest first. */
export function renderEntries(entries: readonly JournalEntry[]): string {
  if (entries.length === 0) return 'Nothing is recorded yet.\n';
  return `${entries.flatMap(renderEntry).join('\n')}\n`;
}

/** Whole seconds, what happened, what was selected before and after, and why. */
function renderEntry({ event, version, at, reason, ...entry }: JournalEntry): string[] {
  const time = `${formatInstant(parseTimestamp(at) as Instant).slice(0, 19)}Z`;
  const what = `${event} ${version ?? ''}`.trim();
  const before = entry.previous_version ?? 'none';
  const after = entry.selected_version ?? 'none';
  const selection = before === after ? after : `${before} -> ${after}`;
  const line = `${time}  ${what.padEnd(18)}  selected ${selection}`;
  return [line, ...(reason ? wrapBehind(' '.repeat(22), escapeText(reason)) : [])];
}

/** What was selected and pinned at a moment. */
export function renderPastState(
  at: Instant,
  { selectedVersion, pinnedVersion, last }: PastState,
): string {
  if (last === null) return `Nothing is recorded up to ${formatInstant(at)}.\n`;
  const lines = [
    `At ${formatInstant(at)}`,
    `  selected  ${selectedVersion ?? 'none'}`,
    `  pinned    ${pinnedVersion ?? 'none by command'}`,
    `  last      ${renderEntry(last)[0]}`,
  ];
  return `${lines.join('\n')}\n`;
}
