import type { Value } from './values.js';
export interface ArtifactSummary {
  readonly estimator: string | null;
}
export const EMPTY_SUMMARY: ArtifactSummary = { estimator: null };
export function summarize(_: Value): ArtifactSummary {
  return EMPTY_SUMMARY;
}
