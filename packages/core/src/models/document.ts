import type { Score } from '../selection/score.js';
import type { ModelDocument, ScoreDocument } from './document-schema.js';
import type { DiscoveredModel } from './model.js';

/**
 * A model as every `--json` output prints it: snake_case keys, the metadata and the problems as
 * they are.
 *
 * @example modelDocument(assembleModel(DEFAULT_LAYOUT, '1.0', { model: '/m' }, '')).model_path // '/m'
 */
export function modelDocument(model: DiscoveredModel): ModelDocument {
  return {
    version: model.version,
    model_path: model.modelPath,
    scaler_path: model.scalerPath,
    config_path: model.configPath,
    ...(Object.keys(model.companionPaths).length > 0 && { companion_paths: model.companionPaths }),
    exists: model.exists,
    metadata: model.metadata,
    problems: model.problems,
  };
}

/**
 * A score as every `--json` output prints it.
 *
 * @example scoreDocument(chosen.score).total === chosen.score.total
 */
export function scoreDocument(score: Score): ScoreDocument {
  return {
    symbol_coverage: score.symbolCoverage,
    recency: score.recency,
    version: score.version,
    performance: score.performance,
    total: score.total,
  };
}
