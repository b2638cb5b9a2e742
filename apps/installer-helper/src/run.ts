import {
  decide,
  readSurroundings,
  remarksOn,
  remarksOnNoModel,
} from '@org/model-registry-selector';
import packageJson from '../package.json' with { type: 'json' };
import { choose } from './choose.js';
import { type InstallerOptions, readOptions } from './read-options.js';
import { remarkOnDefault, renderModel } from './render/for-people.js';
import { HELP } from './render/help.js';
import { renderDecision } from './render/render-decision.js';

/** Ways to a person, beside the result. */
export interface Telling {
  /** One remark; not escaped. */
  readonly say: (remark: string) => void;
  /** Text with its line ends; escaped. */
  readonly show: (text: string) => void;
}

/**
 * Carries out one command line.
 *
 * @param words what stands behind the program's name
 * @returns what goes to stdout
 * @throws an error that `statusOf` gives an exit status
 */
export async function run(words: readonly string[], telling: Telling): Promise<string> {
  const options = readOptions(words, process.env);
  if (options === 'help') return HELP;
  if (options === 'version') return `${packageJson.version}\n`;
  return decideWith(options, telling);
}

async function decideWith(options: InstallerOptions, { say, show }: Telling): Promise<string> {
  const surroundings = await readSurroundings(options.situation, 'use-defaults');
  const decision = await decide(surroundings);
  for (const note of [...surroundings.notes, ...remarksOn(decision)]) say(note);
  const render = renderDecision(options.format, surroundings);
  const model = decision.selection.chosen?.model;
  if (!model) {
    for (const remark of remarksOnNoModel(decision.scan)) say(remark);
    return render({ action: 'train', model: null });
  }
  const description = renderModel(model);
  show(description);
  const { answer, byDefault } = await choose(options, description);
  if (byDefault) say(remarkOnDefault(byDefault));
  return render({ action: answer, model });
}
