import { hostname } from 'node:os';
import { formatInstant, instantOf, problemText, selectedVersion } from '@org/model-registry-core';
import { readJournal } from '@org/model-registry-fs-store';
import { bytesOf, type HostDocument, MOST_REJECTED } from '../protocol/documents.js';
import { hostKey } from '../protocol/keys.js';
import type { Pulled } from '../pull/pull.js';
import type { Site } from '../site/site.js';

/**
 * What a machine says of itself after a pull.
 *
 * @example hostDocument(site, pulled).selected // '1.4'
 */
function hostDocument({ situation }: Site, pulled: Pulled): HostDocument {
  const { decision, selection, state, refused } = pulled;
  const selected = selectedVersion(decision);
  const damaged = refused.flatMap(({ version, damage }) =>
    damage === null ? [] : [{ version, reasons: [damage.slice(0, 500)] }],
  );
  const here = [...decision.refused, ...[...selection.rejected].reverse()].map(
    ({ model, problems }) => ({
      version: model.version,
      reasons: problems.slice(0, 5).map((problem) => problemText(problem).title.slice(0, 500)),
    }),
  );
  return {
    host: hostname().slice(0, 255),
    selected,
    since: sinceWhen(situation, selected),
    rejected: [...damaged, ...here].slice(0, MOST_REJECTED),
    last_pull: state.lastPull ?? formatInstant(instantOf(new Date())),
    journal: state.journal?.number ?? 0,
  };
}

/** As the journal of this machine tells; null where it does not. */
function sinceWhen({ registry }: Site['situation'], selected: string | null): string | null {
  const { entries } = readJournal(registry);
  let since: string | null = null;
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry?.selected_version !== selected) break;
    since = entry.at;
  }
  return since;
}

/**
 * Writes what this machine says of itself: the one key that a machine which only pulls has to be allowed
 * to write.
 *
 * @throws StoreError
 */
export async function reportHost(site: Site, pulled: Pulled): Promise<void> {
  const document = hostDocument(site, pulled);
  await site.store.replace(hostKey(pulled.state.host), bytesOf(document));
}
