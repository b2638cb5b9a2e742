import {
  escapeText,
  type Recovery,
  remarksOnRecovery,
  wrapSentence,
} from '@org/model-registry-core';
import { recoverNow } from '@org/model-registry-fs-store';
import { type Command, EXIT, readSurroundings, withPlace } from '@org/model-registry-program';
import { alertsOnRecovery } from '../../selection-alerts.js';
import { checkExists, WAIT, waitSeconds } from './options.js';

export const recover: Command = {
  usage: 'recover [options]',
  summary: 'finish or remove what interrupted runs left',
  help: `Does what every training, publish and prune begins with: finishes publications
that were interrupted, takes back models that a training left in the models
directory and nobody judged, and removes temporary files and staging that no
run will finish. Finished models in staging stay. What belongs to a training
that is under way is left alone. Exits 3 where something cannot be removed.`,
  examples: ['model-registry doctor && model-registry recover'],
  options: WAIT,
  operands: [],
  async run(arguments_) {
    const surroundings = await readSurroundings(arguments_, 'refuse');
    checkExists(surroundings);
    const outcome = await recoverNow(surroundings, { waitSeconds: waitSeconds(arguments_) });
    const { recovery } = outcome;
    return {
      text: () => renderRecovery(recovery),
      json: () => ({ schema: 'model-registry/recover@1', ...documentOf(recovery) }),
      remarks: surroundings.remarks,
      status: recovery.stuck.length > 0 ? EXIT.failure : EXIT.done,
      ...alertsOnRecovery(surroundings, outcome),
    };
  },
};

function renderRecovery(recovery: Recovery): string {
  const remarks = remarksOnRecovery(recovery).map((line) => escapeText(withPlace(line)));
  const lines = remarks.flatMap((line) => wrapSentence('', line));
  return `${lines.length > 0 ? lines.join('\n') : 'There is nothing to recover from.'}\n`;
}

function documentOf({ publications, removed, kept, stuck }: Recovery) {
  const reasons = stuck.map(({ path, cause }) => ({ path, reason: (cause as Error).message }));
  return { publications, removed, kept, stuck: reasons };
}
