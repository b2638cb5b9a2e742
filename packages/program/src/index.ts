export { alertsAfter } from './alerts/alerts-after.js';
export {
  type Arguments,
  type Command,
  type Completion,
  type Failure,
  flag,
  type Io,
  type Operand,
  type Option,
  type OptionTable,
  type Outcome,
  text,
  texts,
} from './command/command.js';
export { renderCommandHelp, renderHelp } from './command/help.js';
export { completionCommand, completionScript, SHELLS } from './completion/scripts.js';
export { InterruptedError, linesOf, RefusedError, UsageError } from './errors.js';
export {
  EXIT,
  type ExitStatus,
  statusOfError,
  statusOfFailure,
} from './exit-status.js';
export { main, runProgram } from './main.js';
export type { Program } from './program.js';
export { listenForSignals, type Signals } from './signals.js';
export { actingAs } from './surroundings/become-owner.js';
export { type Job, jobOf, systemdCommand, systemdFolder } from './surroundings/job.js';
export type { MissingConfig } from './surroundings/read-config.js';
export {
  PLACE_OPTIONS,
  readSet,
  readSurroundings,
  readTime,
  SURROUNDINGS_OPTIONS,
  type Surroundings,
} from './surroundings/read-surroundings.js';
export { withPlace } from './terminal/hints.js';
export { checkOutFile } from './terminal/out-file.js';
export { withProgressLines } from './terminal/progress-lines.js';
export {
  paint,
  renderAdvice,
  renderFacts,
  renderProblem,
  sentenceText,
} from './terminal/render.js';
export { whenReaderGone } from './terminal/write.js';
export { writeWhole } from './terminal/write-whole.js';
