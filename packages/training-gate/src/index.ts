export { checkEnd, checkTrained } from './check.js';
export {
  type FailedTraining,
  failureOf,
  LEAST_WAIT,
  recoverTraining,
  unfit,
} from './failure.js';
export { lookAhead, type Outlook } from './look-ahead.js';
export {
  beginTraining,
  claimTraining,
  nextTraining,
  type OpenNumbers,
  type Training,
  type TrainingRequest,
} from './plan.js';
export { publishTrained, rejectTrained } from './publish.js';
export { type PublishOutcome, type PublishRequest, publishFolder } from './publish-folder.js';
export { type CommandOutput, fitEnvironment, type RunOptions, runTraining } from './run.js';
export { type TrainOutcome, type TrainUnlessThere, trainUnlessThere } from './train.js';
export { QUEUE_FILE, type QueueIgnored, type TrainingQueue } from './training-queue.js';
