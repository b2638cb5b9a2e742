import { modelsDirectory } from '@org/model-registry-fs-scanner';
import {
  checkTrio,
  moveToStaging,
  publishInPlace,
  publishStaged,
  rejectStaged,
  VersionTakenError,
} from '@org/model-registry-fs-store';
import { type Decision, decide, selectedVersion } from '@org/model-registry-selector';
import { changeFor } from './change-for.js';
import type { RunningTraining } from './run-training.js';
import type { Judgement, TrainEnd, TrainFailure, TrainRequest } from './train-request.js';

/** Publishes what a command made, or sets it aside. The caller holds the store lock. */
export async function publishTrained(
  request: TrainRequest,
  training: RunningTraining,
): Promise<TrainFailure | TrainEnd> {
  const before = await decide(request);
  const judged = await judge(request, training, before);
  if (judged && 'kind' in judged) return judged;
  try {
    return judged?.promote === false
      ? await reject(request, training, before, judged)
      : await publish(request, training, before, judged);
  } catch (error) {
    if (error instanceof VersionTakenError) return { kind: 'version-taken' };
    throw error;
  }
}

async function judge(
  { judge, config }: TrainRequest,
  { version, out }: RunningTraining,
  before: Decision,
): Promise<Judgement | TrainFailure | null> {
  if (judge === null) return null;
  const check = await checkTrio(out, version, config.requirements);
  if (!check.ok) return { kind: 'unfit', problems: check.problems };
  const { models } = modelsDirectory(out).scanSync();
  const model = models.find((candidate) => candidate.version === version);
  return model ? judge(model, before) : null;
}

async function publish(
  request: TrainRequest,
  { version, out }: RunningTraining,
  before: Decision,
  judgement: Judgement | null,
): Promise<TrainFailure | TrainEnd> {
  const { modelsDir, inPlace, config } = request;
  const change = changeFor(
    request,
    selectedVersion(before),
    inPlace ? 'trained in place' : 'trained',
    request.clock(),
  );
  const publication = inPlace
    ? await publishInPlace(modelsDir, version, config.requirements, change)
    : await publishStaged(modelsDir, out, version, config.requirements, change);
  if (!publication.ok) return { kind: 'unfit', problems: publication.problems };
  return { action: 'published', version, decision: await decide(request), judgement };
}

async function reject(
  request: TrainRequest,
  { version, out }: RunningTraining,
  before: Decision,
  judgement: Judgement,
): Promise<TrainEnd> {
  const { modelsDir, inPlace } = request;
  const staging = inPlace ? moveToStaging(modelsDir, version) : out;
  const change = changeFor(request, selectedVersion(before), 'not promoted', request.clock());
  const folder = await rejectStaged(modelsDir, staging, version, judgement.reasons, change);
  return { action: 'rejected', version, folder, judgement };
}
