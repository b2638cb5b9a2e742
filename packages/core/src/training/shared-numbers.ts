/** The numbers of versions that many machines share. */
export interface SharedNumbers {
  /** Those that are claimed there. */
  readonly taken: ReadonlySet<string>;
  /**
   * Claims one for all, before its training begins.
   *
   * @returns false where another machine has it by now
   */
  claim(version: string): Promise<boolean>;
}
