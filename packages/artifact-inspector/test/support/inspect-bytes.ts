import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Finding,
  type Inspection,
  type InspectOptions,
  inspectFile,
} from '../../src/index.js';

/** Inspects bytes as a file. */
export async function inspectBytes(
  bytes: Buffer,
  options: InspectOptions = {},
): Promise<Inspection> {
  return withFolder((folder) => {
    const path = join(folder, 'model.joblib');
    writeFileSync(path, bytes);
    return inspectFile(path, options);
  });
}

export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'inspector-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A finding in one word or two, as the tables of the tests write it. */
export function brief(finding: Finding): string {
  switch (finding.kind) {
    case 'malformed':
      return `malformed ${finding.reason}`;
    case 'limit-exceeded':
      return `limit ${finding.limit}`;
    case 'not-a-file':
    case 'not-a-model':
      return `${finding.kind} ${finding.found}`;
    case 'not-inspected':
      return `not-inspected ${finding.compression}`;
    case 'wrong-format':
      return `wrong-format ${finding.expected} ${finding.found}`;
    case 'malformed-data':
      return `malformed-data ${finding.format} ${finding.reason}`;
    case 'unchecked-format':
      return `unchecked-format ${finding.format}`;
    case 'legacy-format':
      return finding.kind;
    default:
      return `${finding.kind} ${finding.module}.${finding.name}`;
  }
}

/** The verdict and all findings above information. */
export async function outcome(bytes: Buffer, options?: InspectOptions): Promise<string> {
  const { verdict, findings } = await inspectBytes(bytes, options);
  const grave = findings.filter(({ kind }) => kind !== 'allowed-import');
  return [verdict, ...grave.map(brief)].join(': ');
}
