/** A version is published, and what follows failed: the journal, or the removal of its staging. */
export class UnfinishedPublicationError extends Error {
  override readonly name = 'UnfinishedPublicationError';
  constructor(version: string, cause: Error) {
    super(`version ${version} is published, and not all is done: ${cause.message}`, { cause });
  }
}
