import type { Remark } from '@org/model-registry-core';
import type { ExitStatus } from '../exit-status.js';

/** What a command gives: the result in both forms, remarks for a person, and the exit status. */
export interface Outcome {
  /** For a person, on stdout; ends with a newline, or is empty where there is no result. */
  text(): string;
  /** For a program, with `--json`; null where all of it was printed already. */
  json(): { readonly schema: string } | null;
  /** For a person, on stderr. */
  readonly remarks: readonly (Remark | Failure)[];
  readonly status: ExitStatus;
  /** What is done once all of that is printed. It changes nothing of it; what goes wrong there is said. */
  afterwards?(io: Io): Promise<void>;
}

/**
 * Why a command did not do what it was asked for: a sentence, not escaped; and lines that belong to it, made for
 * stderr (escaped, coloured, of at most 80 columns).
 */
export interface Failure {
  readonly sentence: string;
  readonly lines: readonly string[];
}

/** How a command reaches its user while it works. What it has at the end goes into its `Outcome`. */
export interface Io {
  /** Prints a part of the result. */
  print(text: string): void;
  /** Tells a person something: a sentence on stderr, behind the program's name; escaped and wrapped here. */
  say(remark: Remark): void;
  /** The same of what went wrong; it looks different on a terminal. */
  sayError(error: string): void;
  /** Shows text on stderr as it is; with its line ends, and escaped by the caller. */
  show(text: string): void;
  /** Whether a person reads stderr on a terminal. */
  readonly isTerminal: boolean;
}

/** What may stand in a value's place, for the completion: a path, a version, or one of these words. */
export type Completion =
  | 'file'
  | 'folder'
  | 'version'
  | 'archived-version'
  | 'version-or-file'
  | readonly string[];

/** One option: for the command line, the help and the completion. */
export type Option =
  | { readonly type: 'boolean'; readonly short?: string; readonly help: string }
  | {
      readonly type: 'string';
      /** The name of the value in the help. */
      readonly value: string;
      /** It may stand there several times: see {@link texts}. */
      readonly multiple?: true;
      /** What it means; lines as the help shows them. */
      readonly help: string;
      readonly completion?: Completion;
    };

/** Options by their long names, in the order of the help. */
export type OptionTable = Readonly<Record<string, Option>>;

/** A word that is no option. */
export interface Operand {
  readonly name: string;
  /** The last one may be there several times, at least once. */
  readonly repeats?: true;
  /** It may be left out, and so may those behind it. */
  readonly optional?: true;
  readonly completion?: Completion;
}

/** One verb of a command line. */
export interface Command {
  /** What stands behind the program's name, such as `pin VERSION [options]`. */
  readonly usage: string;
  /** What it does in a few words, for the list of commands. */
  readonly summary: string;
  /** What it does in full, for its help; lines of at most 80 columns, as all text of the help. */
  readonly help: string;
  /** What is said behind the options in its help. */
  readonly notes?: string;
  /** Command lines to copy; at least one. */
  readonly examples: readonly [string, ...string[]];
  /** Options beyond those that all commands of the program take. */
  readonly options: OptionTable;
  /** The words that it takes beside options; `command` for a command line behind `--`. */
  readonly operands: readonly Operand[] | 'command';
  run(arguments_: Arguments, io: Io): Promise<Outcome> | Outcome;
}

/** A command line whose command is known. */
export interface CommandLine {
  readonly command: Command;
  /** What stands on the command line beside the command's name. */
  readonly words: readonly string[];
}

/** A parsed command line: options by their long names, and the other words. */
export interface Arguments {
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly operands: readonly string[];
}

/** The value of an option that takes one; undefined where the option is not there. */
export function text({ options }: Arguments, name: string): string | undefined {
  return options[name] as string | undefined;
}

/** The values of an option that may stand there several times. */
export function texts({ options }: Arguments, name: string): readonly string[] {
  return (options[name] as readonly string[] | undefined) ?? [];
}

/** Whether an option that takes no value is there. */
export function flag({ options }: Arguments, name: string): boolean {
  return options[name] === true;
}
