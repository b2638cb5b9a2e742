import {
  type ArtifactSummary,
  type Finding,
  findingText,
  gradeOf,
  type Verdict,
} from '@org/model-registry-artifact-inspector';
import { escapeText, listText, wrapBehind } from '@org/model-registry-core';
import { paint, renderProblem } from '@org/model-registry-program';
import type { InspectedFile, InspectReport } from '../commands/read/inspect-files.js';

/** What was found in each file, and what speaks against it. */
export function renderInspection({
  verdict,
  files,
  disagreements,
  libraries,
}: InspectReport): string {
  const mismatches = [...disagreements, ...libraries];
  const lines = [
    `Verdict: ${paint(COLOURS[verdict], verdict)}`,
    ...files.flatMap(renderFile),
    ...(mismatches.length > 0 ? ['', ...mismatches.flatMap(renderProblem)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** The longest label, and two spaces. */
const LABEL_WIDTH = 'scikit-learn'.length + 2;

const COLOURS = { clean: 'green', warning: 'yellow', refused: 'red' } as const satisfies Record<
  Verdict,
  string
>;

function renderFile({ artifact, file, inspection, mismatch }: InspectedFile): string[] {
  const { verdict, format, findings, summary, bytes } = inspection;
  const against = findings.filter((finding) => gradeOf(finding) !== 'information');
  const facts: [string, string][] = [
    ['Verdict', verdict],
    ...(format === 'pickle' ? [] : [['Format', format] as [string, string]]),
    ['Size', `${bytes.size.toLocaleString('en')} bytes`],
    ['SHA-256', bytes.sha256 ?? 'not read'],
    ...renderSummary(summary),
    ...renderImports(findings),
  ];
  return [
    '',
    // Paths are not broken: they have to be copied.
    `${paint('bold', artifact ?? 'file')}  ${escapeText(file, 1000)}`,
    ...facts.flatMap(([name, value]) => wrapBehind(`  ${name.padEnd(LABEL_WIDTH)}`, value)),
    ...(mismatch ? renderProblem(mismatch) : []),
    ...against.flatMap(renderFinding),
  ];
}

function renderSummary(summary: ArtifactSummary): [string, string][] {
  const { estimator, versions, featureCount, featureNames, classes, parts, arrays } = summary;
  const facts: [string, string | null][] = [
    ['Estimator', estimator],
    ['Steps', listOf(parts.map((part) => `${part.name} (${part.estimator})`))],
    ['scikit-learn', versions.sklearn],
    ['XGBoost', versions.xgboost],
    ['LightGBM', versions.lightgbm],
    ['numpy', versions.numpy],
    ['Features', featureCount === null ? null : String(featureCount)],
    ['Names', featureNames && listOf(featureNames)],
    ['Classes', classes && listOf(classes.map(String))],
    ...arrays
      .filter(({ nan, zero }) => nan + zero > 0)
      .map(({ name, items, nan, zero }): [string, string] => [
        name,
        `${items} numbers, of which ${nan} NaN and ${zero} zero`,
      ]),
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}

function renderImports(findings: readonly Finding[]): [string, string][] {
  const names = (use: string) =>
    findings.flatMap((finding) =>
      finding.kind === 'allowed-import' && finding.use === use
        ? [`${finding.module}.${finding.name}`]
        : [],
    );
  const uses: [string, string][] = [
    ['Calls', 'called'],
    ['Builds', 'built'],
    ['Refers to', 'referred'],
  ];
  return uses
    .map(([title, use]): [string, string] => [title, listOf(names(use))])
    .filter(([, text]) => text !== '');
}

function renderFinding(finding: Finding): string[] {
  const { title, advice } = findingText(finding);
  return [
    ...wrapBehind('    ', title).map((line) => paint('yellow', line)),
    ...wrapBehind('      to do     ', advice),
  ];
}

function listOf(names: readonly string[]): string {
  const more = (count: number) => ` … (+${count} more)`;
  return listText([...new Set(names)], { most: 12, longest: 100, more });
}
