import {
  assembleModel,
  DEFAULT_LAYOUT,
  type DiscoveredModel,
  instantOf,
  type JournalEntry,
  type Metadata,
  NO_RETRAINS,
  parseConfig,
  planRetrain,
  type RegistryConfig,
  select,
} from '@org/model-registry-core';
import type { PageSnapshot } from '../src/index.js';

/** Every test's moment. */
export const NOW = instantOf('2026-01-31T12:00:00Z');

/** A complete model with this metadata, or one whose scaler is missing. */
export function modelOf(version: string, metadata: Metadata = {}, isWhole = true): DiscoveredModel {
  const known = {
    training_mode: 'single_symbol',
    trained_symbols: ['BTCUSDT'],
    training_end_timestamp: '2026-01-20T12:00:00Z',
    performance: { auc: 0.6 },
  };
  return assembleModel(
    DEFAULT_LAYOUT,
    version,
    {
      model: `/m/meta_model_v${version}.joblib`,
      ...(isWhole && { scaler: `/m/feature_scaler_v${version}.joblib` }),
      config: `/m/model_config_v${version}.json`,
    },
    JSON.stringify({ ...known, ...metadata }),
  );
}

/** The config of a file with this content. */
function configOf(content: object): RegistryConfig {
  const parsed = parseConfig(content);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
}

/** An entry of the journal, at a day of January. */
export function entry(
  day: number,
  event: JournalEntry['event'],
  version: string | null,
  [before, after]: readonly [string | null, string | null],
  reason = 'test',
): JournalEntry {
  const at = `2026-01-${String(day).padStart(2, '0')}T12:00:00Z`;
  return { event, version, at, reason, previous_version: before, selected_version: after };
}

/** What is known of these models, ascending, with this config; and whatever else differs. */
export function snapshotOf(
  models: readonly DiscoveredModel[],
  content: object = {},
  more: Partial<PageSnapshot> = {},
): PageSnapshot {
  const config = configOf(content);
  const { requirements, rotation } = config;
  const selection = select(models, requirements, NOW);
  const need = { live: null, pinned: null, queuedSymbols: [], failures: null, promotedAt: null };
  return {
    now: NOW,
    configFile: 'config/config.yaml',
    config,
    decision: {
      scan: { location: '/m', found: true, models, ignored: [] },
      pin: null,
      unreadPin: null,
      isPinArchived: false,
      requirements,
      turnedDown: new Map(),
      standings: new Map(),
      unreadResults: null,
      selection,
      refused: [],
      warnings: [],
    },
    live: null,
    journal: [],
    skippedEntries: 0,
    retraining: {
      plan: planRetrain({ ...need, force: false }, rotation, NOW),
      next: null,
      state: NO_RETRAINS,
      isStateBroken: false,
      training: null,
    },
    trouble: null,
    fleet: null,
    ...more,
  };
}
