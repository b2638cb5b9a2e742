import { modelDocument, toJson } from '@org/model-registry-core';
import type { Surroundings } from '@org/model-registry-selector';
import type { InstallerDecision } from '../decision.js';
import type { Format } from '../read-options.js';
import { renderShell } from './shell.js';

/**
 * The decision in the form that was asked for, ready for stdout.
 *
 * @example renderDecision('text', surroundings)({ action: 'train', model: null }) // 'train\n'
 */
export function renderDecision(
  format: Format,
  { configFile, modelsDir }: Surroundings,
): (decision: InstallerDecision) => string {
  switch (format) {
    case 'text':
      return ({ action }) => `${action}\n`;
    case 'shell':
      return renderShell;
    case 'json':
      return ({ action, model }) => {
        const document = {
          schema: 'model-registry/installer@1',
          config: configFile,
          models_dir: modelsDir,
          action,
          selected: model && modelDocument(model),
        };
        return `${toJson(document)}\n`;
      };
  }
}
