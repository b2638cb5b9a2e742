import {
  artifactFileName,
  assembleModel,
  DEFAULT_LAYOUT,
  type DiscoveredModel,
  type Instant,
  type Metadata,
  parseConfig,
  parseTimestamp,
  type Requirements,
} from '../src/index.js';

/** A complete model with this metadata. */
export function modelOf(version: string, metadata: Metadata): DiscoveredModel {
  const path = (artifact: 'model' | 'scaler' | 'config') =>
    `/models/${artifactFileName(DEFAULT_LAYOUT, artifact, version)}`;
  return assembleModel(
    DEFAULT_LAYOUT,
    version,
    { model: path('model'), scaler: path('scaler'), config: path('config') },
    JSON.stringify(metadata),
  );
}

/** The requirements that a config file with this content makes. */
export function requirementsOf(config: object): Requirements {
  const parsed = parseConfig(config);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.requirements;
}

export function at(text: string): Instant {
  const instant = parseTimestamp(text);
  if (instant === null) throw new Error(text);
  return instant;
}
