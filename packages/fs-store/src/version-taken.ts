import { StoreRefusal } from './store-refusal.js';

/** Files of this version are there already. Nothing was changed. */
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
