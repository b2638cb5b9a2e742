import {
  bytesText,
  escapeText,
  modelDocument,
  problemText,
  selectedVersion,
} from '@org/model-registry-core';
import type { Pulled, Refused, Site } from '@org/model-registry-fleet';

/** What a person has to know of a pull; not escaped. */
export function remarksOnPull({ refused, others, unmetPin }: Pulled, { store }: Site): string[] {
  return [
    ...refused.map(
      (each) => `version ${each.version} of the store is refused: ${whyRefused(each)}`,
    ),
    ...others.map(
      (version) => `the store has another version ${version} than this machine: ${store.name}`,
    ),
    ...(unmetPin === null
      ? []
      : [
          `the fleet pins ${unmetPin}, which this machine may not select: it goes on with what it has (model-registry explain)`,
        ]),
  ];
}

function whyRefused({ damage, problems }: Refused): string {
  return damage ?? problems.map((problem) => problemText(problem).title).join('; ');
}

/** What a pull did, or would do. */
export function renderPull(
  { pulled, bytes, decision, previousVersion }: Pulled,
  { store }: Site,
  isDry: boolean,
): string {
  const selected = selectedVersion(decision);
  const place = escapeText(store.name, 200);
  const list = pulled.join(', ');
  if (isDry) return pulled.length > 0 ? `Would fetch ${list}\n` : 'Nothing would be fetched\n';
  const what =
    pulled.length > 0
      ? `Pulled ${list} from ${place}: ${bytesText(bytes)}`
      : `Nothing better is in ${place}`;
  const effect =
    selected === previousVersion
      ? `${selected ?? 'no model'} stays selected`
      : `${selected ?? 'no model'} is selected now, ${previousVersion ?? 'none'} was before`;
  return `${what}\n${effect}\n`;
}

/** The document of `pull --json`; its schema is `pull@1`. */
export function pullDocument(pulled: Pulled, { store }: Site, isDry: boolean) {
  const { decision, state } = pulled;
  const selected = decision.selection.chosen?.model ?? null;
  return {
    schema: 'model-registry/pull@1',
    store: store.name,
    dry_run: isDry,
    pulled: pulled.pulled,
    bytes: pulled.bytes,
    refused: pulled.refused.map(({ version, problems, damage }) => ({ version, problems, damage })),
    others: pulled.others,
    pin: decision.pin,
    unmet_pin: pulled.unmetPin,
    selected: selected && modelDocument(selected),
    journal: state.journal?.number ?? 0,
    last_pull: state.lastPull,
  };
}
