import {
  type Decision,
  type FleetAnswer,
  type FleetReader,
  NOT_ASKED,
  type RegistryConfig,
  type Remark,
  remarksOnFleet,
  type StoreSettings,
} from '@org/model-registry-core';
import { renderPage } from '@org/model-registry-page';
import type { Situation } from '@org/model-registry-selector';
import { readSnapshot } from './read-snapshot.js';

/** What asks a store: `@org/model-registry-fleet`, of which nothing is loaded where there is no store. */
export interface FleetPart {
  fleetReader(settings: StoreSettings, say: (remark: string) => void): FleetReader;
}

/** A page, and what a person should know of how it was made. */
export interface MadePage {
  readonly html: string;
  readonly remarks: readonly Remark[];
}

/** Milliseconds that a page waits for a store. */
const LIMIT = 3_000;

/**
 * The page of a registry as a file. A store that does not answer soon holds it up no longer: then the page says
 * so, and has all else.
 *
 * @param configFile null where the defaults are used
 * @param say told of what somebody has to mend, though it was made up for
 * @throws Error for failing IO in the models directory
 * @example (await makePage(situation, decision, 'config.yaml', () => import('./fleet.part.js'), say)).html
 */
export async function makePage(
  situation: Situation,
  decision: Decision,
  configFile: string | null,
  loadFleet: () => Promise<FleetPart>,
  say: (remark: string) => void,
): Promise<MadePage> {
  const fleet = await askFleet(situation.config, loadFleet, say);
  const beside = { configFile, trouble: null, fleet };
  const html = renderPage(await readSnapshot(situation, decision, beside), 'file');
  return { html, remarks: remarksOnFleet(fleet) };
}

async function askFleet(
  { store }: RegistryConfig,
  loadFleet: () => Promise<FleetPart>,
  say: (remark: string) => void,
): Promise<FleetAnswer> {
  if (store === null) return NOT_ASKED;
  const { fleetReader } = await loadFleet();
  return fleetReader(store, say)(LIMIT);
}
