import { type CriterionResult, problemText, showValue } from '@org/model-registry-core';
import type { Judgement } from '../retrain/judge-model.js';

/** Why a model is not promoted, a line each; not escaped. */
export function judgementTexts({ criteria, preferred }: Judgement): string[] {
  const failed = criteria.filter(({ passed }) => !passed).map(criterionText);
  if (preferred === null) return failed;
  const { version, problems } = preferred;
  const against = problems.map((problem) => {
    const { title, actual } = problemText(problem);
    return `selection would turn it down: ${title} (${actual})`;
  });
  const other = version === null ? [] : [`selection would choose ${version} over it`];
  return [...failed, ...against, ...other];
}

/** `min_sharpe_ratio: backtest_sharpe is 0.4, expected >= 1` */
function criterionText({ criterion, metric, bound, actual, unusable }: CriterionResult): string {
  const expected = bound ? `${bound.comparison} ${bound.value}` : 'any number';
  const found = unusable === 'missing' ? 'missing' : numberText(actual);
  const why = unusable === null || unusable === 'missing' ? '' : ` (${WHY[unusable]})`;
  return `${criterion}: ${metric} is ${found}${why}, expected ${expected}`;
}

const WHY = { 'not-a-number': 'no number', 'not-a-share': 'no share from 0 to 1' } as const;

/** Text in quotes; NaN as it stands in the file. */
function numberText(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? `"${showValue(value)}"` : showValue(value);
}

/** The same as facts, kept with the files that are set aside; NaN and infinities as text. */
export function judgementFacts({ criteria, preferred }: Judgement): unknown[] {
  const failed = criteria
    .filter(({ passed }) => !passed)
    .map(({ criterion, metric, bound, actual, unusable }) => ({
      ...{ kind: 'criterion', criterion, metric, bound, unusable },
      actual: typeof actual === 'number' && !Number.isFinite(actual) ? String(actual) : actual,
    }));
  return preferred === null ? failed : [...failed, { kind: 'not-preferred', ...preferred }];
}
