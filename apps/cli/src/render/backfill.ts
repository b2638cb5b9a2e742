import { type Members, showValue } from '@org/model-registry-core';
import { BACKFILL_OPTIONS } from '../commands/write/backfill-options.js';

/** What was added to a version's config file, and how to add what it still lacks. */
export function renderBackfill(
  version: string,
  added: Members,
  missing: readonly string[],
): string {
  const lines = Object.entries(added).map(([key, value]) => `  ${key}: ${showValue(value)}`);
  const head =
    lines.length > 0 ? `Added to version ${version}:` : `Nothing to add to version ${version}.`;
  const options = Object.entries(BACKFILL_OPTIONS).filter(([, { key }]) => missing.includes(key));
  const rest = options.map(([option, { key }]) => `  ${key} (--${option})`);
  return `${[head, ...lines, ...(rest.length > 0 ? ['Still missing:', ...rest] : [])].join('\n')}\n`;
}
