export { changeFor } from './change-for.js';
export type { ChangedFile } from './changed-files.js';
export { type FailureStatus, statusOfFailure, statusOfSignal } from './failure-status.js';
export { InterruptedError, type Interruption, listenForSignals } from './interruption.js';
export { type PublishOutcome, type PublishRequest, publishFolder } from './publish-folder.js';
export { failureSentence, remarkOnFailure, remarksOnCleanUp } from './remarks.js';
export type { CommandEnd, CommandOutput } from './run-command.js';
export { takeBack } from './take-back.js';
export { train } from './train.js';
export type {
  Judgement,
  TrainEnd,
  TrainEvent,
  TrainFailure,
  TrainOutcome,
  TrainRequest,
} from './train-request.js';
