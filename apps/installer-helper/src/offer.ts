import {
  type DiscoveredModel,
  describeModel,
  type MetricNames,
  remarksOn,
  remarksOnNoModel,
} from '@org/model-registry-core';
import {
  type Command,
  completionScript,
  EXIT,
  type Io,
  type Outcome,
  readSurroundings,
  type Surroundings,
  text,
} from '@org/model-registry-program';
import { decideAsReader } from '@org/model-registry-selector';
import { choose } from './choose.js';
import { decisionDocument, type InstallerDecision, renderDecision } from './decision.js';
import { type DefaultReason, type InstallerOptions, OPTIONS, readOptions } from './options.js';

/** The one thing that the program does: it offers the model that is there. */
export const offer: Command = {
  usage: '[options]',
  summary: 'ask whether to train, where a compatible model is there',
  help: `Shows the model that was found (stderr) and asks on the terminal:
Do you want to retrain anyway? [y/N]. Prints the decision (stdout):

  reuse      take the model that is there
  retrain    train although it is there
  train      train, as no model is compatible

Without a terminal it does not wait: the answer is no.`,
  examples: ['settings=$(model-registry-installer --format shell) && eval "$settings"'],
  options: OPTIONS,
  operands: [],
  async run(arguments_, io) {
    const shell = text(arguments_, 'completion');
    if (shell !== undefined)
      return printScript(completionScript('model-registry-installer', shell));
    const options = readOptions(arguments_, process.env);
    const surroundings = await readSurroundings(arguments_, 'ask');
    const decision = await takeDecision(options, surroundings, io);
    return {
      text: () => renderDecision(options.format, decision),
      json: () => decisionDocument(decision, surroundings),
      remarks: [],
      status: EXIT.done,
    };
  },
};

function printScript(script: string): Outcome {
  return { text: () => script, json: () => null, remarks: [], status: EXIT.done };
}

/** Remarks are said before the question, which they are about. */
async function takeDecision(
  options: InstallerOptions,
  surroundings: Surroundings,
  { say, show }: Io,
): Promise<InstallerDecision> {
  const decision = await decideAsReader(surroundings);
  const remarks = [...surroundings.remarks, ...remarksOn(decision, surroundings.now)];
  remarks.forEach(say);
  const model = decision.selection.chosen?.model;
  if (!model) {
    remarksOnNoModel(decision.scan).forEach(say);
    return { action: 'train', model: null };
  }
  const description = renderModel(model, surroundings.config.rotation.criteria.metricNames);
  show(description);
  const { answer, byDefault } = await choose(options, description);
  if (byDefault) say(remarkOnDefault(byDefault));
  return { action: answer, model };
}

/** The model that was found, in words. */
function renderModel(model: DiscoveredModel, metricNames: MetricNames): string {
  const lines = describeModel(model, metricNames).map((line) => `  ${line}\n`);
  return `Compatible model found:\n${lines.join('')}\n`;
}

const WHY: Readonly<Record<DefaultReason, string>> = {
  'no-input': '--no-input',
  ci: 'CI is set',
  'no-terminal': 'no terminal',
  'end-of-input': 'no answer',
};

/** That nobody chose, and what can be done about it. */
function remarkOnDefault(reason: DefaultReason): string {
  return `${WHY[reason]}: the model is reused (--retrain or MODEL_REGISTRY_RETRAIN=yes trains)`;
}
