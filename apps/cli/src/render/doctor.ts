import { type Diagnosis, escapeText } from '@org/model-registry-core';
import { paint, renderProblem } from '@org/model-registry-program';
import type { Context } from '../context.js';

/** What a person should look at, by version. */
export function renderDoctor({ scan }: Context, diagnoses: readonly Diagnosis[]): string {
  const place = escapeText(scan.location);
  if (!scan.found) return `There is no directory ${place}\n`;
  const lines = [
    `Models     ${place}`,
    `Versions   ${scan.models.length}`,
    `Findings   ${diagnoses.length === 0 ? paint('green', 'none') : diagnoses.length}`,
  ];
  for (const [at, { version, problem }] of diagnoses.entries()) {
    const isFirst = at === 0 || diagnoses[at - 1]?.version !== version;
    if (isFirst) lines.push('', `  ${paint('bold', version ?? 'Directory')}`);
    lines.push(...renderProblem(problem));
  }
  return `${lines.join('\n')}\n`;
}
