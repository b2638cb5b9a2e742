import type { ExitStatus } from './exit-status.js';

/** What a command gives: the result in both forms, remarks for a person, and the exit status. */
export interface Outcome {
  /** For a person; ends with a newline, or is empty where there is no result. */
  text(): string;
  /** For a program, with `--json`; null where all was printed already. */
  json(): { readonly schema: string } | null;
  /** For stderr, a line each. */
  readonly notes: readonly string[];
  readonly status: ExitStatus;
}

/** What stands in a value's place, for the completion: a path, or one of these words. */
export type Completion = 'file' | 'folder' | readonly string[];

/** One option, for Node's `parseArgs`, for the help and for the completion. */
export type Option =
  | { readonly type: 'boolean'; readonly short?: string; readonly help: string }
  | {
      readonly type: 'string';
      /** The name of the value, in the help. */
      readonly value: string;
      /** What it means; lines as the help shows them. */
      readonly help: string;
      readonly completion?: Completion;
    };

/** Options by their long names, in the order of the help. */
export type OptionTable = Readonly<Record<string, Option>>;

/** A word that is no option. */
interface Operand {
  readonly name: string;
  readonly completion?: Completion;
}

/** One verb of the command line. */
export interface Command {
  /** Behind `model-registry`, and what it does; both for the help. */
  readonly usage: string;
  readonly summary: string;
  /** What it does, in full; for the help, as the next three. */
  readonly help: string;
  /** What is to be said behind the options. */
  readonly remarks?: string;
  /** Command lines to copy; at least one. */
  readonly examples: readonly [string, ...string[]];
  /** Options beyond the common ones. */
  readonly options: OptionTable;
  /** Words that are not options: those it takes; `command` for a command line behind `--`. */
  readonly operands: readonly Operand[] | 'command';
  /**
   * @param say tells a person something at once, on stderr
   * @param print puts a part of the result on stdout at once
   */
  run(
    arguments_: Arguments,
    say: (remark: string) => void,
    print: (text: string) => void,
  ): Promise<Outcome> | Outcome;
}

/** A parsed command line: options by their long name, and the other words. */
export interface Arguments {
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly operands: readonly string[];
}

/** The value of an option that takes one. */
export function text({ options }: Arguments, name: string): string | undefined {
  return options[name] as string | undefined;
}

/** Whether an option that takes no value is there. */
export function flag({ options }: Arguments, name: string): boolean {
  return options[name] === true;
}
