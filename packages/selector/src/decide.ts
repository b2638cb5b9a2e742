import {
  type Decision,
  type DiscoveredModel,
  type EffectivePin,
  type FleetPin,
  type Instant,
  liveHistories,
  type RegistryConfig,
  type Rejection,
  type Requirements,
  select,
  type TurnedDown,
  turnDown,
} from '@org/model-registry-core';
import {
  isArchived,
  type Registry,
  readFleetState,
  readPin,
  readResults,
  scanRegistry,
  UnreadPinError,
} from '@org/model-registry-fs-scanner';
import { libraryCheck } from './verify/libraries.js';
import { verifyModel } from './verify/verify-model.js';

/** What is decided from. */
export interface Situation {
  readonly registry: Registry;
  readonly config: RegistryConfig;
  /** The moment that age and recency are counted from. */
  readonly now: Instant;
}

/**
 * Finds the models, reads the pin, selects, and verifies the best candidate's files; where these are
 * refused, the next best is verified, and so on. Every program takes this one decision. A pin in the
 * config file wins over one made by command, and that over the fleet's. Blocks while it reads the directory.
 *
 * @throws PinError for a pin made by command that cannot be used, UnreadPinError for one that this user
 *   may not read
 * @throws LostRegistryError where the directory was used before and is empty or gone
 * @throws Error, with the system's error as `cause`, where the directory cannot be read
 * @example (await decide({ registry: registryAt('models'), config, now })).selection.chosen?.model.modelPath
 */
export async function decide(situation: Situation): Promise<Decision> {
  return decideWith(situation, pinFor);
}

/**
 * The same for who changes nothing: a pin that this user may not read keeps nobody from reading the
 * models. The decision says so, in `unreadPin`, and has to be shown with it (`remarksOn`).
 *
 * @throws PinError, and Error as {@link decide} does
 * @example (await decideAsReader(situation)).unreadPin?.detail // 'EACCES'
 */
export async function decideAsReader(situation: Situation): Promise<Decision> {
  return decideWith(situation, (each) => {
    try {
      return pinFor(each);
    } catch (error) {
      if (error instanceof UnreadPinError) return { pin: null, unreadPin: error.problem };
      throw error;
    }
  });
}

type PinRead = Pick<Decision, 'pin' | 'unreadPin'>;

async function decideWith(
  situation: Situation,
  readPin: (situation: Situation) => PinRead,
): Promise<Decision> {
  let decision = await decideOnce(situation, readPin);
  for (let again = 0; again < MOST_REPEATS && isOvertaken(decision); again += 1) {
    decision = await decideOnce(situation, readPin);
  }
  return decision;
}

const MOST_REPEATS = 3;

/** Files that were listed were gone when they were verified: the directory has changed since. */
function isOvertaken({ refused }: Decision): boolean {
  return refused.some(({ problems }) => problems.some(({ kind }) => kind === 'missing-file'));
}

async function decideOnce(
  situation: Situation,
  readPin: (situation: Situation) => PinRead,
): Promise<Decision> {
  const { registry, config, now } = situation;
  const scan = scanRegistry(registry);
  const { pin, unreadPin } = readPin(situation);
  const requirements = { ...config.requirements, pin: pin?.version ?? null };
  const live = turnedDownBy(situation);
  const chosen = await selectVerified(scan.models, requirements, now, live.turnedDown);
  const isPinArchived =
    pin !== null &&
    scan.models.every(({ version }) => version !== pin.version) &&
    isArchived(registry, pin.version);
  return { scan, pin, unreadPin, isPinArchived, requirements, ...live, ...chosen };
}

/** Nothing is read where the config does not ask for it. */
function turnedDownBy({
  registry,
  config,
}: Situation): Pick<Decision, 'turnedDown' | 'standings' | 'unreadResults'> {
  const policy = config.requirements.live;
  if (policy === null) return { turnedDown: new Map(), standings: new Map(), unreadResults: null };
  const { records, damage } = readResults(registry);
  const histories = liveHistories(records, policy);
  const turnedDown = Array.from(histories).flatMap(([version, { turnedDown }]) =>
    turnedDown ? [[version, { kind: 'live-performance', ...turnedDown }] as const] : [],
  );
  const standings = Array.from(
    histories,
    ([version, { standings }]) => [version, standings] as const,
  );
  return {
    turnedDown: new Map(turnedDown),
    standings: new Map(standings),
    unreadResults: damage,
  };
}

/**
 * Selects among these models and verifies the best candidate's files; where these are refused, the
 * next best is verified, and so on. Reads only the files of those that would be chosen.
 *
 * @param now the moment that age and recency are counted from
 * @param turnedDown of a decision about the same directory
 * @example (await selectVerified(scan.models, requirements, now)).selection.chosen?.model.version
 */
export async function selectVerified(
  models: readonly DiscoveredModel[],
  requirements: Requirements,
  now: Instant,
  turnedDown?: TurnedDown,
): Promise<Pick<Decision, 'selection' | 'refused' | 'warnings'>> {
  const selection = select(models, requirements, now, turnedDown);
  const findMismatches = libraryCheck(requirements);
  const refused: Rejection[] = [];
  for (const { model } of selection.ranked) {
    const { problems, warnings } = await verifyModel(model, requirements, findMismatches);
    if (problems.length === 0)
      return { selection: turnDown(selection, refused), refused, warnings };
    refused.push({ model, problems });
  }
  return { selection: turnDown(selection, refused), refused, warnings: [] };
}

function pinFor({ config, registry }: Situation): PinRead {
  const fixed = config.requirements.pin;
  if (fixed !== null)
    return { pin: { version: fixed, by: 'config', at: null, user: null }, unreadPin: null };
  const own = readPin(registry);
  if (own !== null) return { pin: effective(own, 'command'), unreadPin: null };
  const fleet = config.store && readFleetState(registry, config.store.url)?.pin;
  return { pin: fleet ? effective(fleet, 'fleet') : null, unreadPin: null };
}

function effective({ version, at, user }: FleetPin, by: EffectivePin['by']): EffectivePin {
  return { version, by, at, user };
}
