import { instantOf } from '@org/model-registry-core';
import type { Change } from '@org/model-registry-fs-store';
import { decide, type Situation, selectedVersion } from '@org/model-registry-selector';

/**
 * What the journal has to know of a change that is made now.
 *
 * @param before the version that was selected before the change; null for none, or not known
 * @param reason why, in a few words
 */
export function changeFor(situation: Situation, before: string | null, reason: string): Change {
  return {
    now: instantOf(new Date()),
    reason,
    before,
    selected: async () => selectedVersion(await decide(situation)),
  };
}
