/** Something that the store was asked for and does not do, for a reason that the message gives. */
export class StoreRefusal extends Error {
  override readonly name: string = 'StoreRefusal';
}

/** Files of this version exist already. Nothing was changed. */
export class VersionTakenError extends StoreRefusal {
  override readonly name = 'VersionTakenError';
  constructor(
    readonly version: string,
    options?: ErrorOptions,
  ) {
    super(
      `version ${version} is taken: files of it exist in the models directory, in archive/ or under .registry/rejected/`,
      options,
    );
  }
}

/** A version is published, and what follows failed: the journal, or the removal of its staging. */
export class UnfinishedPublicationError extends Error {
  override readonly name = 'UnfinishedPublicationError';
  constructor(version: string, cause: Error) {
    super(`version ${version} is published, and not all is done: ${cause.message}`, { cause });
  }
}

/** A folder that does not say which version to publish. */
export class SourceFolderError extends Error {
  override readonly name = 'SourceFolderError';
}

/** There is no such version in the folder where it was looked for. */
export class UnknownVersionError extends Error {
  override readonly name = 'UnknownVersionError';
  constructor(
    readonly version: string,
    folder: string,
    /** What to do about it. */
    advice = 'model-registry list shows what is there',
  ) {
    super(`there is no version ${version} in ${folder}: ${advice}`);
  }
}
