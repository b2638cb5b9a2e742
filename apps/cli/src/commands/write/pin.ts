import {
  type DiscoveredModel,
  type EffectivePin,
  modelDocument,
  newestOfModesBut,
  type TrainingMode,
  type Warning,
  warning,
  warningsOnUnread,
  wrapSentence,
} from '@org/model-registry-core';
import { type PinOptions, type PinOutcome, pinVersion } from '@org/model-registry-fs-store';
import {
  type Arguments,
  type Command,
  EXIT,
  flag,
  type OptionTable,
  type Outcome,
  readSurroundings,
  type Surroundings,
  UsageError,
  withPlace,
} from '@org/model-registry-program';
import { renderEffect, renderPinRefusal } from '../../render/pin.js';
import { alertsOnSelection } from '../../selection-alerts.js';
import { pinForFleet } from '../fleet/pin-fleet.js';
import { ALSO_CONFIG, alsoConfigs, FLEET, versionNamed, WAIT, waitSeconds } from './options.js';

/** The options of `pin` and `rollback`. */
export const PINNING: OptionTable = {
  'for-config': {
    type: 'boolean',
    help: 'pin it only for the config file that this runs with',
  },
  force: { type: 'boolean', help: 'pin it although it could not be selected' },
  ...ALSO_CONFIG,
};

/**
 * How `pin` and `rollback` were asked for.
 *
 * @throws UsageError, also for a pin for a config that came through a pipe, or is none
 */
export function pinOptions(arguments_: Arguments, { registry }: Surroundings): PinOptions {
  const forConfig = flag(arguments_, 'for-config');
  if (forConfig && registry.configFile === null) {
    throw new UsageError(
      '--for-config: there is no config file to pin it for: name one with --config',
    );
  }
  return {
    forConfig,
    force: flag(arguments_, 'force'),
    alsoConfigs: alsoConfigs(arguments_),
    waitSeconds: waitSeconds(arguments_),
  };
}

export const pin: Command = {
  usage: 'pin VERSION [--for-config | --fleet] [--force] [options]',
  summary: 'freeze the selection to one version',
  help: `From now on only this version may be selected, also after a restart, until it
is unpinned. It acts at once, also while a training runs. A version that could
not be selected is refused with the reasons (exit 1), and so is one that would
leave another config, which uses the same directory, without a model. A pin in
the config file (model.pin) wins over this one, and this one over the fleet's.`,
  examples: ['model-registry pin 1.4'],
  options: { ...PINNING, ...FLEET, ...WAIT },
  operands: [{ name: 'VERSION', completion: 'version' }],
  async run(arguments_, io) {
    const surroundings = await readSurroundings(arguments_);
    if (flag(arguments_, 'fleet')) return pinForFleet('pin', surroundings, arguments_, io);
    const version = versionNamed(arguments_, surroundings);
    const options = pinOptions(arguments_, surroundings);
    const outcome = await pinVersion(surroundings, version, options);
    return presentPin('pin', outcome, surroundings, options);
  },
};

/** What became of `pin` or `rollback`. */
export function presentPin(
  command: 'pin' | 'rollback',
  outcome: PinOutcome,
  surroundings: Surroundings,
  options: PinOptions,
): Outcome {
  const { remarks, config } = surroundings;
  const schema = `model-registry/${command}@1`;
  const { action, version, problems } = outcome;
  if (action === 'refused') {
    return {
      text: () => renderPinRefusal(version, problems, outcome.others),
      json: () => ({
        schema,
        action,
        version,
        problems,
        others: outcome.others.map(({ config, problems }) => ({ config, problems })),
      }),
      remarks,
      status: EXIT.no,
    };
  }
  const { pin, selection, scan } = outcome.decision;
  const isForAll = pin?.by === 'command' && !options.forConfig && !options.force;
  const selected = selection.chosen?.model ?? null;
  const effect = renderEffect(selected?.version ?? null, outcome.previousVersion);
  return {
    text: () => `Pinned ${version}: ${effect}\n${pin ? `${untilUnpin(pin)}\n` : ''}`,
    json: () => ({
      schema,
      action,
      version,
      problems,
      selected: selected && modelDocument(selected),
    }),
    remarks: [
      ...remarks,
      ...warningsOnUnread(outcome.decision),
      ...remarksOnConfigPin(pin),
      ...(isForAll ? remarksOnOtherModes(config.requirements.trainingMode, scan.models) : []),
    ],
    status: EXIT.done,
    ...alertsOnSelection(surroundings, outcome, command),
  };
}

/** What nobody is reminded of later, until a newer model is missed. */
function untilUnpin({ by }: EffectivePin): string {
  const end = by === 'config' ? 'model.pin is removed' : withPlace('model-registry unpin');
  const sentence = `Until ${end}, newer models are not selected and none is due.`;
  return wrapSentence('', sentence).join('\n');
}

/** That a bot which only reads, of whose config nothing tells, may have no model any more. */
function remarksOnOtherModes(mode: TrainingMode, models: readonly DiscoveredModel[]): Warning[] {
  return newestOfModesBut(mode, models).map(({ version, trainingMode }) =>
    warning(
      `a bot whose config asks for ${trainingMode} (such as ${version}) and that has no pin of its own finds no model now; if there is such a bot, unpin, and pin with --for-config`,
    ),
  );
}

/** That the pin in the config file wins. */
export function remarksOnConfigPin(pin: EffectivePin | null): Warning[] {
  if (pin?.by !== 'config') return [];
  return [warning(`model.pin in the config file still pins ${pin.version}`)];
}
