import { existsSync } from 'node:fs';
import { modelDocument } from '@org/model-registry-core';
import type { PinOutcome } from '@org/model-registry-fs-store';
import { EXIT, type Outcome, type Surroundings, UsageError } from '@org/model-registry-program';
import { renderEffect, renderPinRefusal } from '../../render/pin.js';

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

/** Asked before anything is made there: a directory's name may be misspelt. */
export function checkExists({ registry: { modelsDir } }: Surroundings): void {
  if (!existsSync(modelsDir))
    throw new UsageError(
      `there is no models directory at ${modelsDir}: name it with --models-dir DIR`,
    );
}
