import { existsSync } from 'node:fs';
import {
  type Metadata,
  parseVersion,
  RECORDED_ARTIFACTS,
  type RecordedArtifact,
} from '@org/model-registry-core';
import { scanModels } from '@org/model-registry-fs-scanner';
import { RefusedError, type Surroundings, UsageError } from '@org/model-registry-program';
import { unknownVersion } from '../write/options.js';

/** One file to inspect. */
export interface Target {
  /** Null for a file that was named by its path. */
  readonly artifact: RecordedArtifact | null;
  readonly file: string;
}

/** What is to be inspected. */
export interface Targets {
  readonly artifacts: readonly Target[];
  /** Null for a file that was named by its path, and where there is none that can be read. */
  readonly metadata: Metadata | null;
}

/**
 * The files that a word of the command line means. A canonical version is one, whatever files there
 * are; everything else is a path.
 *
 * @throws UsageError where there is no such version or file
 * @throws RefusedError for a version that has neither a model nor a scaler file
 */
export function findTargets(what: string, { registry: { modelsDir } }: Surroundings): Targets {
  if (parseVersion(what) === null) {
    if (!existsSync(what))
      throw new UsageError(`there is no file ${what}, and it is no version (MAJOR.MINOR)`);
    return { artifacts: [{ artifact: null, file: what }], metadata: null };
  }
  const { models } = scanModels(modelsDir);
  const model = models.find(({ version }) => version === what);
  if (!model) throw new UsageError(unknownVersion(what, modelsDir));
  const paths = { model: model.modelPath, scaler: model.scalerPath };
  const artifacts = RECORDED_ARTIFACTS.flatMap((artifact) => {
    const file = paths[artifact];
    return file === null ? [] : [{ artifact, file }];
  });
  if (artifacts.length === 0)
    throw new RefusedError(`version ${what} has no model and no scaler file`);
  return { artifacts, metadata: model.metadata };
}
