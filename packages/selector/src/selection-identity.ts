import { statSync } from 'node:fs';
import { modelDocument, toJson } from '@org/model-registry-core';
import type { Decision } from './decide.js';

/**
 * Tells a selected model from every other, also from one of the same version whose files or
 * metadata were replaced; null where nothing is selected.
 */
export function identityOf({ selection }: Decision): string | null {
  const model = selection.chosen?.model;
  if (!model) return null;
  const files = [model.modelPath, model.scalerPath].map(fileIdentity);
  return [toJson(modelDocument(model)), ...files].join(' ');
}

function fileIdentity(path: string | null): string {
  const stats = path && statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? [stats.dev, stats.ino, stats.size, stats.mtimeNs].join(' ') : '';
}
