import { type EffectivePin, modelDocument, type Problem } from '@org/model-registry-core';
import { type PinOutcome, pinVersion } from '@org/model-registry-fs-store';
import {
  type Command,
  EXIT,
  flag,
  type Outcome,
  readSurroundings,
  renderAdvice,
  renderProblem,
  renderProblemFacts,
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
  const { pin, selection } = outcome.decision;
  const selected = selection.chosen?.model ?? null;
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
    remarks: [...remarks, ...remarksOnConfigPin(pin)],
    status: EXIT.done,
  };
}

/** That the pin in the config file wins. */
export function remarksOnConfigPin(pin: EffectivePin | null): string[] {
  return pin?.by === 'config' ? [`model.pin in the config file still pins ${pin.version}`] : [];
}

/** Why a version is not pinned. */
function renderPinRefusal(version: string, problems: readonly Problem[]): string {
  const head = `Not pinned: version ${version} could not be selected (--force pins it anyway)`;
  return `${[head, '', ...problems.flatMap(problemLines)].join('\n')}\n`;
}

/** Only a pin in the config stands against another one. */
function problemLines(problem: Problem): string[] {
  if (problem.kind !== 'not-pinned') return renderProblem(problem);
  const advice = `model.pin in the config pins ${problem.expected}: change or remove it there.`;
  return [...renderProblemFacts(problem), ...renderAdvice(advice)];
}

/** What a change of the pin did to the selection. */
export function renderEffect(selected: string | null, from: string | null): string {
  if (selected === null) return 'no model is selected now';
  if (selected === from) return `${selected} stays selected`;
  return `${selected} is selected now${from === null ? '' : `, ${from} was before`}`;
}
