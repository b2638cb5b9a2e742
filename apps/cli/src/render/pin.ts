import { escapeText, type PinEffect, type Problem, problemText } from '@org/model-registry-core';
import { renderAdvice, renderFacts, renderProblem } from '@org/model-registry-program';

/** Why a version is not pinned. */
export function renderPinRefusal(
  version: string,
  problems: readonly Problem[],
  others: readonly PinEffect[],
): string {
  const parts: string[][] = [];
  if (problems.length > 0) {
    const head = `Not pinned: version ${version} could not be selected (--force pins it anyway)`;
    parts.push([head, '', ...problems.flatMap(problemLines)]);
  }
  for (const { config, before, problems } of others) {
    parts.push([
      `Not pinned: another config would have no model any more; it selects ${before}:`,
      `  ${escapeText(config, 1_000)}`,
      'Pin it for your config alone with --for-config (--force pins it for all):',
      '',
      ...problems.flatMap(renderProblem),
    ]);
  }
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Only a pin in the config stands against another one. */
function problemLines(problem: Problem): string[] {
  if (problem.kind !== 'not-pinned') return renderProblem(problem);
  const advice = `model.pin in the config pins ${problem.expected}: change or remove it there.`;
  return [...renderFacts(problemText(problem)), ...renderAdvice(advice)];
}

/** What a change did to the selection. */
export function renderEffect(selected: string | null, from: string | null): string {
  if (selected === null) return 'no model is selected now';
  if (selected === from) return `${selected} stays selected`;
  return `${selected} is selected now${from === null ? '' : `, ${from} was before`}`;
}
