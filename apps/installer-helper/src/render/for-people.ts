import { type DiscoveredModel, describeModel } from '@org/model-registry-core';
import type { DefaultReason } from '../decision.js';

/** The model that was found, in words. */
export function renderModel(model: DiscoveredModel): string {
  const lines = describeModel(model).map((line) => `  ${line}\n`);
  return `Compatible model found:\n${lines.join('')}\n`;
}

const WHY: Readonly<Record<DefaultReason, string>> = {
  'no-input': '--no-input',
  ci: 'CI is set',
  'no-terminal': 'no terminal',
  'end-of-input': 'no answer',
};

/** That nobody chose, and what can be done about it. */
export function remarkOnDefault(reason: DefaultReason): string {
  return `${WHY[reason]}: the model is reused (--retrain trains)`;
}
