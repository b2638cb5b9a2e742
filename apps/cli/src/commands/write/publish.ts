import {
  type Decision,
  describeModel,
  type Extras,
  type Instead,
  modelDocument,
  type Problem,
  type RegistryConfig,
  type Remark,
  remarksOnExtras,
  remarksOnLibraries,
  selectedVersion,
  unfitText,
  warning,
  warningsOnUnread,
} from '@org/model-registry-core';
import { startAnew, VersionTakenError } from '@org/model-registry-fs-store';
import {
  type Command,
  EXIT,
  flag,
  type Outcome,
  readSurroundings,
  renderAdvice,
  renderFacts,
  renderProblem,
  UsageError,
  withPlace,
} from '@org/model-registry-program';
import { publishFolder } from '@org/model-registry-training-gate';
import { alertsOnSelection } from '../../selection-alerts.js';
import { FRESH, RESTAMP, remarksOnMarks, versionOption, WAIT, waitSeconds } from './options.js';

export const publish: Command = {
  usage: 'publish FOLDER [--version X.Y] [options]',
  summary: 'publish model files that were made elsewhere',
  help: `Copies the files of a version from a folder, checks the copy, and
publishes it in one step. Nothing that exists is replaced. The folder stays as
it is, unless an interrupted training left it: then it is removed. Exits 1 when
the files cannot be published. Needs the config file.`,
  examples: ['model-registry publish /mnt/training/out --version 2.0'],
  options: {
    version: {
      type: 'string',
      value: 'X.Y',
      help: 'the version to publish as (default: that of the files)',
    },
    restamp: { type: 'boolean', help: RESTAMP },
    fresh: { type: 'boolean', help: FRESH },
    ...WAIT,
  },
  operands: [{ name: 'FOLDER', completion: 'folder' }],
  async run(arguments_) {
    const folder = arguments_.operands[0] as string;
    const surroundings = await readSurroundings(arguments_, 'refuse');
    const { remarks } = surroundings;
    if (flag(arguments_, 'fresh')) startAnew(surroundings.registry);
    const schema = 'model-registry/publish@1';
    const outcome = await publishFolder(surroundings, {
      folder,
      version: versionOption(arguments_, surroundings.registry),
      restamp: flag(arguments_, 'restamp'),
      waitSeconds: waitSeconds(arguments_),
    }).catch(explainTaken);
    if (outcome.action === 'published') {
      const marks = remarksOnMarks(surroundings.registry);
      return {
        ...presentPublished(schema, outcome, surroundings.config, [...remarks, ...marks]),
        ...alertsOnSelection(surroundings, outcome, 'published by command'),
      };
    }
    const { action, problems, instead } = outcome;
    return {
      text: () =>
        `Not published:\n\n${problems.flatMap((problem) => problemLines(problem, instead)).join('\n')}\n`,
      json: () => ({ schema, action, model: null, problems, instead }),
      remarks,
      status: EXIT.no,
    };
  },
};

function explainTaken(error: unknown): never {
  if (!(error instanceof VersionTakenError)) throw error;
  throw new UsageError(`${error.message}; publish it under another number with --version`);
}

/** What is missing belongs into the folder, and not into the models directory. */
function problemLines(problem: Problem, instead: Instead | null): string[] {
  const facts = renderFacts(unfitText(problem, instead));
  if (problem.kind === 'version-mismatch') {
    const advice = `Put the right file there. If this is the right one, add --restamp: it writes ${problem.expected}, and keeps the old value as version_before.`;
    return [...facts, ...renderAdvice(advice)];
  }
  if (problem.kind !== 'missing-file' && problem.kind !== 'not-a-file')
    return renderProblem(problem);
  const what = problem.kind === 'missing-file' ? 'the missing file' : 'the file itself';
  const advice = `Put ${what} into the folder, and publish again.`;
  return [...facts, ...renderAdvice(advice)];
}

interface Published {
  readonly version: string;
  readonly decision: Decision;
  readonly extras: Extras | null;
}

/**
 * What turns a version down that was published, by its own doing: that another one is pinned says
 * nothing about it.
 */
export function turnedDown({ version, decision }: Published): readonly Problem[] {
  const rejection = decision.selection.rejected.find(({ model }) => model.version === version);
  return rejection?.problems.filter(({ kind }) => kind !== 'not-pinned') ?? [];
}

/** Tells that a version was published, and whether it is the selected one now. */
export function presentPublished(
  schema: string,
  published: Published,
  { rotation }: RegistryConfig,
  remarks: readonly Remark[],
): Outcome {
  const { version, decision, extras } = published;
  const problems = turnedDown(published);
  // Not there where it was moved away again since.
  const model = decision.scan.models.find((candidate) => candidate.version === version);
  const { metricNames } = rotation.criteria;
  const described = model ? [...describeModel(model, metricNames), ''] : [];
  return {
    text: () => {
      const effect = effectOf(version, selectedVersion(decision), problems.length > 0);
      return `${[...described, effect, ...problems.flatMap(renderProblem)].join('\n')}\n`;
    },
    json: () => ({
      schema,
      action: 'published',
      model: model ? modelDocument(model) : null,
      selected_version: selectedVersion(decision),
      problems,
      warnings: decision.warnings,
      extras,
    }),
    remarks: [
      ...remarks,
      ...warningsOnUnread(decision),
      ...remarksOnLibraries(decision).map(warning),
      ...remarksOnExtras(extras),
    ],
    status: EXIT.done,
  };
}

function effectOf(version: string, selected: string | null, isTurnedDown: boolean): string {
  if (selected === version) return `Published ${version}: it is selected now.`;
  const other = `${selected ?? 'no version'} is selected`;
  if (!isTurnedDown)
    return `Published ${version}: ${other} (${withPlace('model-registry explain')} tells why).`;
  return `Published ${version}: ${other}, since ${version} is turned down:`;
}
