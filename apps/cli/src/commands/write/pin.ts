import { modelDocument, type Problem } from '@org/model-registry-core';
import { type PinOutcome, pinVersion } from '@org/model-registry-fs-store';
import {
  type Command,
  EXIT,
  flag,
  type Outcome,
  readSurroundings,
  renderProblem,
  type Surroundings,
} from '@org/model-registry-program';
import { checkExists, checkVersion, WAIT, waitSeconds } from './options.js';

export const pin: Command = {
  usage: 'pin VERSION [--force] [options]',
  summary: 'freeze the selection to one version',
  help: `From now on only this version may be selected, also after a restart, until it
is unpinned. It acts at once, also while a training runs. A version that could
not be selected is refused with the reasons (exit 1). A pin in the config file
(model.pin) wins over this one.`,
  examples: ['model-registry pin 1.4'],
  options: {
    force: { type: 'boolean', help: 'pin it although it could not be selected' },
    ...WAIT,
  },
  operands: [{ name: 'VERSION', completion: 'version' }],
  async run(arguments_) {
    const version = checkVersion('version', arguments_.operands[0] as string);
    const surroundings = await readSurroundings(arguments_);
    checkExists(surroundings);
    const options = { force: flag(arguments_, 'force'), waitSeconds: waitSeconds(arguments_) };
    return presentPin('pin', await pinVersion(surroundings, version, options), surroundings);
  },
};

/** What became of `pin` or `rollback`. */
export function presentPin(
  command: 'pin' | 'rollback',
  outcome: PinOutcome,
  { remarks }: Surroundings,
): Outcome {
  const schema = `model-registry/${command}@1`;
  const { action, version, problems } = outcome;
  if (action === 'refused') {
    return {
      text: () => renderPinRefusal(version, problems),
      json: () => ({ schema, action, version, problems }),
      remarks,
      status: EXIT.no,
    };
  }
  const selected = outcome.decision.selection.chosen?.model ?? null;
  const effect = renderEffect(selected?.version ?? null, outcome.previousVersion);
  return {
    text: () => `Pinned ${version}: ${effect}\n`,
    json: () => ({
      schema,
      action,
      version,
      problems,
      selected: selected && modelDocument(selected),
    }),
    remarks,
    status: EXIT.done,
  };
}

/** Why a version is not pinned. */
function renderPinRefusal(version: string, problems: readonly Problem[]): string {
  const head = `Not pinned: version ${version} could not be selected (--force pins it anyway)`;
  return `${[head, '', ...problems.flatMap(renderProblem)].join('\n')}\n`;
}

/** What a change of the pin did to the selection. */
export function renderEffect(selected: string | null, from: string | null): string {
  if (selected === null) return 'no model is selected now';
  if (selected === from) return `${selected} stays selected`;
  return `${selected} is selected now${from === null ? '' : `, ${from} was before`}`;
}
