import type { Inspection } from '@org/model-registry-artifact-inspector';
import {
  type LibraryFacts,
  type LibraryMismatch,
  libraryMismatches,
  type Metadata,
  type Requirements,
  recordedLibraries,
} from '@org/model-registry-core';
import { readEnvironment } from '@org/model-registry-fs-scanner';

/**
 * Why the environment that the config names cannot be trusted to load a model. Without `model.python`,
 * nothing is looked at.
 *
 * @param inspections of model and scaler, as far as they were looked into
 * @example libraryProblems([inspection], metadata, config.requirements) // [] where all fits
 */
export function libraryProblems(
  inspections: readonly Inspection[],
  metadata: Metadata | null,
  { libraries, python }: Pick<Requirements, 'libraries' | 'python'>,
): LibraryMismatch[] {
  if (libraries === 'off' || python === null) return [];
  const files = inspections.map(libraryFacts);
  return libraryMismatches(
    files,
    recordedLibraries(metadata ?? {}),
    readEnvironment(python),
    python,
  );
}

/** What an inspection tells of the libraries that a file needs. */
export function libraryFacts({ format, findings, summary }: Inspection): LibraryFacts {
  const modules = new Set(
    findings.flatMap((finding) => (finding.kind === 'allowed-import' ? [finding.module] : [])),
  );
  return { format, modules: [...modules], versions: summary.versions };
}
