import { type Finding, type Grade, gradeOf } from './finding.js';

/** The gravest finding, and how many others speak against the file. */
export interface Headline {
  readonly grade: Exclude<Grade, 'information'>;
  readonly finding: Finding['kind'];
  /** What was found: `os.system`, `truncated`, `xz`. The file's own text: not safe to print. */
  readonly detail: string;
  readonly offset: number | null;
  /** How many other findings are refusals or warnings. */
  readonly more: number;
}

/**
 * What to say about a file where there is room for one thing only.
 *
 * @returns null where there is nothing but information
 * @example headlineOf(inspection.findings)?.detail // 'os.system'
 */
export function headlineOf(findings: readonly Finding[]): Headline | null {
  const against = findings.filter((finding) => gradeOf(finding) !== 'information');
  const gravest = against.find((finding) => gradeOf(finding) === 'refused') ?? against[0];
  if (!gravest) return null;
  return {
    grade: gradeOf(gravest) === 'refused' ? 'refused' : 'warning',
    finding: gravest.kind,
    detail: detailOf(gravest),
    offset: 'offset' in gravest ? gravest.offset : null,
    more: against.length - 1,
  };
}

function detailOf(finding: Finding): string {
  switch (finding.kind) {
    case 'malformed':
      return finding.reason;
    case 'limit-exceeded':
      return finding.limit;
    case 'legacy-format':
      return 'joblib 0.9 or older';
    case 'not-a-file':
      return finding.found;
    case 'not-inspected':
      return finding.compression;
    default:
      return `${finding.module}.${finding.name}`;
  }
}
