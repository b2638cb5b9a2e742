import type { Command, CommandLine, Io, OptionTable } from './command/command.js';
import type { ExitStatus } from './exit-status.js';

/** One executable: all that its command line takes. */
export interface Program {
  /** As it is called. */
  readonly name: string;
  readonly version: string;
  /** What it is for, at the top of its help. */
  readonly help: string;
  /** Options that all commands take: `help`, and `version` unless it has to stand before any command. */
  readonly options: OptionTable;
  /**
   * Commands by their names, in the order of the help. A program without verbs has one, and its name
   * is empty.
   */
  readonly commands: ReadonlyMap<string, Command>;
  /**
   * Names of commands by the titles under which the help has them; each command once. A program with so
   * many explains its common options in the help of a command alone, so that its own fits a screen.
   */
  readonly groups?: ReadonlyMap<string, readonly string[]>;
  /** The command where none is named. */
  readonly defaultCommand?: string;
  /** The paragraph of the help that begins with `Exit status:`. */
  readonly exitStatus: string;
  /** Whether a result that nobody reads is a failure; else the reader may go away at any time. */
  readonly needsReader?: boolean;
  /** The exit status for an error that only this program knows; null for others. */
  statusOf?(error: unknown): ExitStatus | null;
  /** Tells an error in another way than by lines on stderr. */
  sayError?(error: unknown, commandLine: CommandLine | null, io: Io): Promise<void>;
}
