import { existsSync } from 'node:fs';
import { instantOf, modelDocument, type Problem, selectedVersion } from '@org/model-registry-core';
import { PinError } from '@org/model-registry-fs-scanner';
import { withStoreLock, writePin } from '@org/model-registry-fs-store';
import { EXIT, type Outcome, type Surroundings, UsageError } from '@org/model-registry-program';
import { decide } from '@org/model-registry-selector';
import { renderEffect, renderPinRefusal } from '../../render/pin.js';
import { unknownVersion } from './options.js';

/** Which version to pin, and how. */
export interface PinRequest {
  /** The command, for the journal and the document's schema. */
  readonly verb: 'pin' | 'rollback';
  /** Chooses the version from what holds now. */
  readonly version: (selected: string | null) => string;
  /** Pin it although it could not be selected. */
  readonly force: boolean;
  readonly waitSeconds: number;
}

/**
 * Pins a version if it may be selected then. What is refused is refused before anything is written;
 * the rest is decided again under the store lock.
 *
 * @throws UsageError where there is no such version
 */
export async function pinVersion(
  surroundings: Surroundings,
  request: PinRequest,
): Promise<Outcome> {
  const { verb, force, waitSeconds } = request;
  const { registry, remarks } = surroundings;
  checkExists(surroundings);
  const judge = async () => {
    const previousVersion = await selectedNow(surroundings);
    const version = request.version(previousVersion);
    return { previousVersion, version, problems: await reasonsAgainst(surroundings, version) };
  };
  const schema = `model-registry/${verb}@1`;
  const first = await judge();
  if (first.problems.length > 0 && !force) return refuse(schema, first, remarks);
  return withStoreLock(registry, { waitSeconds, purpose: verb }, async (store) => {
    const { previousVersion, version, problems } = await judge();
    if (problems.length > 0 && !force) return refuse(schema, { version, problems }, remarks);
    const at = instantOf(new Date());
    const change = { situation: surroundings, at, reason: verb, previousVersion };
    const { selection } = await writePin(store, version, change);
    const selected = selection.chosen?.model ?? null;
    return {
      text: () =>
        `Pinned ${version}: ${renderEffect(selected?.version ?? null, previousVersion)}\n`,
      json: () => ({
        schema,
        action: 'pinned',
        version,
        problems,
        selected: selected && modelDocument(selected),
      }),
      remarks,
      status: EXIT.done,
    };
  });
}

function refuse(
  schema: string,
  { version, problems }: { readonly version: string; readonly problems: readonly Problem[] },
  remarks: readonly string[],
): Outcome {
  return {
    text: () => renderPinRefusal(version, problems),
    json: () => ({ schema, action: 'refused', version, problems }),
    remarks,
    status: EXIT.no,
  };
}

/** Asked before anything is made there: a directory's name may be misspelt. */
export function checkExists({ registry: { modelsDir } }: Surroundings): void {
  if (!existsSync(modelsDir))
    throw new UsageError(
      `there is no models directory at ${modelsDir}: name it with --models-dir DIR`,
    );
}

/** What was selected; null also where that is not known, since the pin cannot be read. */
export async function selectedNow(surroundings: Surroundings): Promise<string | null> {
  try {
    return selectedVersion(await decide(surroundings));
  } catch (error) {
    if (error instanceof PinError) return null;
    throw error;
  }
}

/** The same decision as any other with that pin, the verification of its files included. */
async function reasonsAgainst(
  surroundings: Surroundings,
  version: string,
): Promise<readonly Problem[]> {
  const { config, registry } = surroundings;
  const requirements = { ...config.requirements, pin: config.requirements.pin ?? version };
  const { selection } = await decide({ ...surroundings, config: { ...config, requirements } });
  const { rejected, ranked } = selection;
  const rejection = rejected.find(({ model }) => model.version === version);
  if (rejection) return rejection.problems;
  if (ranked.some(({ model }) => model.version === version)) return [];
  throw new UsageError(unknownVersion(version, registry.modelsDir));
}
