import {
  bytesText,
  escapeText,
  formatInstant,
  type Instant,
  isComplete,
  type JournalEntry,
  type ModelScan,
  modelDocument,
  parseTimestamp,
} from '@org/model-registry-core';
import { type Registry, scanModels } from '@org/model-registry-fs-scanner';
import { bytesOf, readJournal } from '@org/model-registry-fs-store';
import { withPlace } from '@org/model-registry-program';

/** What is in `archive/`. */
export interface Archive {
  readonly scan: ModelScan;
  /** With each version, in the order of the scan. */
  readonly versions: readonly ArchivedVersion[];
}

interface ArchivedVersion {
  readonly version: string;
  /** What deleting it would free. */
  readonly bytes: number;
  /** When it was moved there, as the journal tells; null where it does not. */
  readonly archivedAt: Instant | null;
}

/**
 * Reads what is in the archive, and since when.
 *
 * @throws Error for failing IO
 */
export function readArchive(registry: Registry): Archive {
  const scan = scanModels(registry.archive, registry.layout);
  const { entries } = readJournal(registry);
  const versions = scan.models.map(({ version }) => ({
    version,
    bytes: bytesOf(registry, registry.archive, version),
    archivedAt: archivedAt(entries, version),
  }));
  return { scan, versions };
}

function archivedAt(entries: readonly JournalEntry[], version: string): Instant | null {
  const last = entries
    .filter((entry) => entry.event === 'archived' && entry.version === version)
    .at(-1);
  return last ? parseTimestamp(last.at) : null;
}

/** A line for each version in the archive. */
export function renderArchive({ scan, versions }: Archive): string {
  const place = escapeText(scan.location);
  if (versions.length === 0) return `Found 0 archived version(s)\nin ${place}\n`;
  const rows = versions.map(({ version, bytes, archivedAt }, at) => {
    const model = scan.models[at];
    const since = archivedAt === null ? 'unknown' : `${formatInstant(archivedAt).slice(0, 19)}Z`;
    const note = model && isComplete(model) ? '' : '  not complete';
    return [version, bytesText(bytes), `archived ${since}${note}`] as const;
  });
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const lines = rows.map(
    ([version, size, since]) =>
      `  ${version.padEnd(width(0))}  ${size.padStart(width(1))}  ${since}`,
  );
  return [
    `Found ${versions.length} archived version(s)`,
    `in ${place}`,
    '',
    ...lines,
    '',
    withPlace('model-registry restore VERSION brings one back.'),
    '',
  ].join('\n');
}

/** The keys of `list --archived --json` beside those of every list. */
export function archiveDocument({ scan, versions }: Archive) {
  return {
    models_dir: scan.location,
    found: scan.found,
    models: scan.models.map(modelDocument),
    selected: null,
    ignored: scan.ignored.map(({ file, reason }) => ({ file, reason })),
    archived: versions.map(({ version, bytes, archivedAt }) => ({
      version,
      bytes,
      archived_at: archivedAt && formatInstant(archivedAt),
    })),
  };
}
