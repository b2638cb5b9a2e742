import { type Diagnosis, diagnose, escapeText } from '@org/model-registry-core';
import { survey } from '@org/model-registry-fs-scanner';
import { diagnoseStore } from '@org/model-registry-fs-store';
import { type Command, EXIT, paint, renderProblem } from '@org/model-registry-program';
import { type Context, readContext } from '../../context.js';

export const doctor: Command = {
  usage: 'doctor [options]',
  summary: 'what to look at: ignored, incomplete, legacy, unsafe',
  help: `Looks over the models directory: ignored files, incomplete versions, metadata
that cannot be read or is of the old kind, finished models that were never
published, what interrupted runs left, files that every user may change, and
paths in the config file that name another version than the selected one.
Changes nothing; exits 0 whatever it finds.`,
  examples: ['model-registry doctor', 'model-registry doctor --json'],
  options: {},
  operands: [],
  async run(arguments_) {
    const context = await readContext(arguments_);
    const { registry, scan, config, selection, unreadPin, now } = context;
    const selected = selection.chosen?.model ?? null;
    const around = scan.found ? await diagnoseStore(registry) : [];
    const findings = [
      ...around.filter(({ version }) => version !== null),
      ...diagnose(scan, survey(registry, scan), config, selected, now),
      ...around.filter(({ version }) => version === null),
      ...(unreadPin ? [{ version: null, problem: unreadPin }] : []),
    ];
    return {
      text: () => renderDoctor(context, findings),
      json: () => ({
        schema: 'model-registry/doctor@1',
        config: context.configFile,
        models_dir: scan.location,
        found: scan.found,
        findings: findings.map(({ version, problem }) => ({ version, ...problem })),
      }),
      remarks: context.remarks,
      status: EXIT.done,
    };
  },
};

/** What a person should look at, by version. */
function renderDoctor({ scan }: Context, diagnoses: readonly Diagnosis[]): string {
  const place = escapeText(scan.location);
  if (!scan.found) return `There is no directory ${place}\n`;
  const lines = [
    `Models     ${place}`,
    `Versions   ${scan.models.length}`,
    `Findings   ${diagnoses.length === 0 ? paint('green', 'none') : diagnoses.length}`,
  ];
  for (const [at, { version, problem }] of diagnoses.entries()) {
    const isFirst = at === 0 || diagnoses[at - 1]?.version !== version;
    if (isFirst) lines.push('', `  ${paint('bold', version ?? 'Directory')}`);
    lines.push(...renderProblem(problem));
  }
  return `${lines.join('\n')}\n`;
}
