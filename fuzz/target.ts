/** A parser and what has to hold for every input that it is given. */
export interface Target {
  /** Also the name of its folder in `corpus/`. */
  readonly name: string;
  /** Pieces of the format that chance alone would hardly put together. */
  readonly words: readonly string[];
  /** Bytes of an input, at most: past the parser's own limit there is nothing to find. */
  readonly longest: number;
  /** Throws where something does not hold. */
  check(input: Buffer): void | Promise<void>;
}
