import {
  type DiscoveredModel,
  type Instant,
  type ModelScan,
  type Problem,
  type RegistryConfig,
  type Rejection,
  type Requirements,
  type Selection,
  select,
  turnDown,
} from '@org/model-registry-core';
import { modelsDirectory, readPinSync } from '@org/model-registry-fs-scanner';
import { verifyModel } from './verify-model.js';

/** What is decided from. */
export interface Situation {
  /** Relative to the current directory, or absolute. */
  readonly modelsDir: string;
  readonly config: RegistryConfig;
  /** The moment that age and recency are counted from. */
  readonly now: Instant;
}

/** The version that alone may be selected, and who says so. */
export interface EffectivePin {
  readonly version: string;
  /** The config file (`model.pin`), or the command `pin`. */
  readonly by: 'config' | 'command';
}

/** Which model may be loaded now, and all that this was decided from. */
export interface Decision {
  readonly scan: ModelScan;
  readonly pin: EffectivePin | null;
  /** Those of the config, with the pin that holds. */
  readonly requirements: Requirements;
  readonly selection: Selection;
  /** Those that were better, and turned down for their files: best first; in `selection.rejected` too. */
  readonly refused: readonly Rejection[];
  /** What a person should look at in the chosen model's files, and does not turn it down. */
  readonly warnings: readonly Problem[];
}

/**
 * Finds the models, reads the pin, selects, and verifies the best candidate's files; where they are
 * refused the next best is verified, and so on. The one decision that every program shares. A pin
 * in the config file wins over one made by command. Blocks while it reads the directory.
 *
 * @throws PinError where there is a pin made by command that cannot be read
 * @throws Error, with the system's error as `cause`, where the directory cannot be read
 * @example (await decide({ modelsDir: 'models', config, now })).selection.chosen?.model.modelPath
 */
export async function decide(situation: Situation): Promise<Decision> {
  let decision = await decideOnce(situation);
  for (let again = 0; again < MOST_REPEATS && isOvertaken(decision); again += 1) {
    decision = await decideOnce(situation);
  }
  return decision;
}

const MOST_REPEATS = 3;

/** Files that were listed were gone when they were verified: the directory is another by now. */
function isOvertaken({ refused }: Decision): boolean {
  return refused.some(({ problems }) =>
    problems.some((problem) => problem.kind === 'unsafe-artifact' && problem.detail === 'ENOENT'),
  );
}

async function decideOnce({ modelsDir, config, now }: Situation): Promise<Decision> {
  const scan = modelsDirectory(modelsDir).scanSync();
  const pin = pinOf(config, modelsDir);
  const requirements = { ...config.requirements, pin: pin?.version ?? null };
  return { scan, pin, requirements, ...(await selectVerified(scan.models, requirements, now)) };
}

/**
 * Selects among these models, and verifies the best candidate's files; where they are refused the
 * next best is verified, and so on. Reads only the files of those that would be chosen.
 *
 * @param now the moment that age and recency are counted from
 * @example (await selectVerified(scan.models, requirements, now)).selection.chosen?.model.version
 */
export async function selectVerified(
  models: readonly DiscoveredModel[],
  requirements: Requirements,
  now: Instant,
): Promise<Pick<Decision, 'selection' | 'refused' | 'warnings'>> {
  const selection = select(models, requirements, now);
  const refused: Rejection[] = [];
  for (const { model } of selection.ranked) {
    const { problems, warnings } = await verifyModel(model, requirements);
    if (problems.length === 0)
      return { selection: turnDown(selection, refused), refused, warnings };
    refused.push({ model, problems });
  }
  return { selection: turnDown(selection, refused), refused, warnings: [] };
}

function pinOf({ requirements }: RegistryConfig, modelsDir: string): EffectivePin | null {
  if (requirements.pin !== null) return { version: requirements.pin, by: 'config' };
  const pin = readPinSync(modelsDir);
  return pin && { version: pin.version, by: 'command' };
}

/**
 * The version that a decision chose; null for none.
 *
 * @example selectedVersion(await decide(situation)) // '1.4'
 */
export function selectedVersion({ selection }: Decision): string | null {
  return selection.chosen?.model.version ?? null;
}
