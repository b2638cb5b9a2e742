import { type DiscoveredModel, modelDocument, shellQuote } from '@org/model-registry-core';
import type { Surroundings } from '@org/model-registry-program';
import type { Answer, Format } from './options.js';

/** What an installer has to do about the model. */
export type InstallerDecision =
  | { readonly action: Answer; readonly model: DiscoveredModel }
  /** No model is compatible. */
  | { readonly action: 'train'; readonly model: null };

/**
 * The decision for stdout.
 *
 * @example renderDecision('text', { action: 'train', model: null }) // 'train\n'
 */
export function renderDecision(format: Format, decision: InstallerDecision): string {
  return format === 'shell' ? renderShell(decision) : `${decision.action}\n`;
}

/** Assignments for `eval` in any POSIX shell: all four, always, each quoted. */
function renderShell({ action, model }: InstallerDecision): string {
  const assignments = {
    MODEL_FOUND: String(model !== null),
    MODEL_VERSION: model?.version ?? '',
    SKIP_TRAINING: String(action === 'reuse'),
    FORCE_TRAIN_FLAG: action === 'retrain' ? '--force-train' : '',
  };
  const lines = Object.entries(assignments).map(
    ([name, value]) => `${name}=${shellQuote(value)}\n`,
  );
  return lines.join('');
}

/** `model-registry/installer@1` */
export function decisionDocument(
  { action, model }: InstallerDecision,
  { configFile, registry }: Surroundings,
) {
  return {
    schema: 'model-registry/installer@1',
    config: configFile,
    models_dir: registry.modelsDir,
    action,
    selected: model && modelDocument(model),
  };
}
