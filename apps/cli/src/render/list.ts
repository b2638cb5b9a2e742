import {
  describeDiscovered,
  describeModel,
  escapeText,
  type ModelScan,
} from '@org/model-registry-core';
import type { Context } from '../context.js';
import { describeGates } from './gates.js';

const RULE = '='.repeat(60);
const THIN_RULE = '-'.repeat(60);

/** What is there, and what would be selected. */
export function renderList({ requirements, pin, scan, selection }: Context): string {
  const lines = [
    RULE,
    'MODEL DISCOVERY',
    RULE,
    '',
    ...renderDiscovery(scan),
    RULE,
    'MODEL SELECTION (for current config)',
    RULE,
    '',
    'Config requirements:',
    `  Training Mode: ${requirements.trainingMode}`,
    `  Symbol Encoding: ${requirements.symbolEncoding}`,
    ...describeGates(requirements, pin).map(([name, gate]) => `  ${name}: ${gate}`),
    '',
    ...(selection.chosen
      ? ['Selected model:', THIN_RULE, ...describeModel(selection.chosen.model), THIN_RULE]
      : ['No compatible model found for current config', 'Training will be required']),
  ];
  return `${lines.join('\n')}\n`;
}

function renderDiscovery({ found, location, models }: ModelScan): string[] {
  const place = escapeText(location);
  if (!found) return ['Found 0 model version(s)', `There is no directory ${place}`, ''];
  if (models.length === 0) return ['Found 0 model version(s)', `in ${place}`, ''];
  return [
    `Found ${models.length} model version(s):`,
    '',
    ...models.flatMap((model, at) => [
      `${at + 1}. Model v${model.version}`,
      ...describeDiscovered(model).map((line) => `   ${line}`),
      '',
    ]),
  ];
}
