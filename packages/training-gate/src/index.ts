export { changeFor } from './change-for.js';
export { InterruptedError, type Interruption, listenForSignals } from './interruption.js';
export { type PublishOutcome, type PublishRequest, publishFolder } from './publish-folder.js';
export type { CommandEnd } from './run-command.js';
export {
  type TrainEvent,
  type TrainFailure,
  type TrainOutcome,
  type TrainRequest,
  train,
} from './train.js';
