import { type Instant, instantOf } from '@org/model-registry-core';
import type { Change } from '@org/model-registry-fs-store';
import { decide, type Situation, selectedVersion } from '@org/model-registry-selector';

/**
 * What the journal has to know of a change.
 *
 * @param before the version that was selected before the change; null for none, or not known
 * @param reason why, in a few words
 * @param now when it is made
 * @example await writePin(modelsDir, '1.3', changeFor(situation, '1.4', 'pin'))
 */
export function changeFor(
  situation: Situation,
  before: string | null,
  reason: string,
  now: Instant = instantOf(new Date()),
): Change {
  return {
    now,
    reason,
    before,
    selected: async () => selectedVersion(await decide(situation)),
  };
}
