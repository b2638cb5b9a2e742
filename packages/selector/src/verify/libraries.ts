import type { Inspection } from '@org/model-registry-artifact-inspector';
import {
  type Libraries,
  type LibraryFacts,
  type LibraryMismatch,
  libraryMismatches,
  type Metadata,
  type Requirements,
  recordedLibraries,
} from '@org/model-registry-core';
import { readEnvironment } from '@org/model-registry-fs-scanner';

/** Why the bot's environment cannot be trusted to load a model; see {@link libraryCheck}. */
export type LibraryCheck = (
  inspections: readonly Inspection[],
  metadata: Metadata | null,
) => LibraryMismatch[];

/**
 * What compares models with the environment that the config names. It is read once, for the first model: all
 * models of one decision are compared with the same. Without `model.python`, nothing is looked at.
 *
 * @returns takes the inspections of model and scaler, as far as they were looked into, and the metadata
 * @example libraryCheck(config.requirements)([inspection], metadata) // [] where all fits
 */
export function libraryCheck({
  libraries,
  python,
}: Pick<Requirements, 'libraries' | 'python'>): LibraryCheck {
  if (libraries === 'off' || python === null) return () => [];
  let environment: Libraries | null | undefined;
  return (inspections, metadata) => {
    if (environment === undefined) environment = readEnvironment(python);
    const recorded = recordedLibraries(metadata ?? {});
    return libraryMismatches(inspections.map(libraryFacts), recorded, environment, python);
  };
}

/** What an inspection tells of the libraries that a file needs. */
export function libraryFacts({ format, findings, summary }: Inspection): LibraryFacts {
  const modules = new Set(
    findings.flatMap((finding) => (finding.kind === 'allowed-import' ? [finding.module] : [])),
  );
  return { format, modules: [...modules], versions: summary.versions };
}
