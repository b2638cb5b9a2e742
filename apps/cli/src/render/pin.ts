import type { Problem } from '@org/model-registry-core';
import { renderProblem } from '@org/model-registry-program';

/** Why a version is not pinned. */
export function renderPinRefusal(version: string, problems: readonly Problem[]): string {
  const head = `Not pinned: version ${version} could not be selected (--force pins it anyway)`;
  return `${[head, '', ...problems.flatMap(renderProblem)].join('\n')}\n`;
}

/** What a change of the pin did to the selection. */
export function renderEffect(selected: string | null, from: string | null): string {
  if (selected === null) return 'no model is selected now';
  if (selected === from) return `${selected} stays selected`;
  return `${selected} is selected now${from === null ? '' : `, ${from} was before`}`;
}
