/** What there was in a folder beside the files of a version that was published. */
export interface Extras {
  /** Whether they were moved to `folder`, or are there as they were. */
  readonly action: 'kept' | 'left';
  /** Where they are now; absolute. */
  readonly folder: string;
  /** Files and folders (with a slash behind), by their names; at most 100. Text of a file system. */
  readonly names: readonly string[];
  /** Links and special files, which are not kept, by their paths; at most 100. */
  readonly dropped: readonly string[];
  /** How many names more there were, in both. */
  readonly more: number;
}
