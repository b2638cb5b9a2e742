export {
  type Arguments,
  type Command,
  type Completion,
  flag,
  type Io,
  type Operand,
  type Option,
  type OptionTable,
  type Outcome,
  text,
} from './command/command.js';
export { renderCommandHelp, renderHelp } from './command/help.js';
export { completionCommand } from './completion/command.js';
export { completionScript, SHELLS } from './completion/scripts.js';
export { InterruptedError, isUsageError, linesOf, RefusedError, UsageError } from './errors.js';
export {
  EXIT,
  type ExitStatus,
  statusOfError,
  statusOfFailure,
  statusOfSignal,
} from './exit-status.js';
export { main } from './main.js';
export { type Program, runProgram } from './program.js';
export { listenForSignals, type Signals } from './signals.js';
export { PLACE_OPTIONS, SURROUNDINGS_OPTIONS } from './surroundings/options.js';
export { DEFAULT_CONFIG, type MissingConfig } from './surroundings/read-config.js';
export { readSurroundings, type Surroundings } from './surroundings/read-surroundings.js';
export { readTime } from './surroundings/read-time.js';
export { renderAdvice, renderProblem, renderProblemFacts } from './terminal/problem.js';
export { whenReaderGone } from './terminal/reader-gone.js';
export { paint } from './terminal/style.js';
