import type { KeepReason, PruneStep } from '@org/model-registry-core';

const REASONS: Readonly<Record<KeepReason, string>> = {
  newest: 'among the newest',
  selected: 'selected',
  pinned: 'pinned',
  'live-before': 'was live before',
  symlinked: 'a symlink leads from or to its files',
};

/** What becomes of each finished version, a line each. */
export function renderPrune(steps: readonly PruneStep[], isDry: boolean): string {
  const width = Math.max(0, ...steps.map(({ version }) => version.length));
  const lines = steps.map((step) => {
    const what = step.action === 'keep' ? `stays: ${REASONS[step.reason]}` : moves(isDry);
    return `${step.version.padEnd(width)}  ${what}`;
  });
  return `${lines.length > 0 ? lines.join('\n') : 'There are no finished versions.'}\n`;
}

function moves(isDry: boolean): string {
  return isDry ? 'would move to archive/' : 'moved to archive/';
}
