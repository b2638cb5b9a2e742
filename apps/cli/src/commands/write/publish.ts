import {
  type Decision,
  describeModel,
  type Extras,
  type Instead,
  modelDocument,
  type Problem,
  type RegistryConfig,
  remarksOnExtras,
  selectedVersion,
  unfitText,
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
  throw new UsageError(`${error.message}; publish it under another number with --version X.Y`);
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

/** Tells that a version was published, and whether it is the selected one now. */
export function presentPublished(
  schema: string,
  { version, decision, extras }: Published,
  { rotation }: RegistryConfig,
  remarks: readonly string[],
): Outcome {
  // Not there where it was moved away again since.
  const model = decision.scan.models.find((candidate) => candidate.version === version);
  const { metricNames } = rotation.criteria;
  const described = model ? [...describeModel(model, metricNames), ''] : [];
  return {
    text: () => `${[...described, effectOf(version, selectedVersion(decision))].join('\n')}\n`,
    json: () => ({
      schema,
      action: 'published',
      model: model ? modelDocument(model) : null,
      selected_version: selectedVersion(decision),
      extras,
    }),
    remarks: [...remarks, ...remarksOnExtras(extras)],
    status: EXIT.done,
  };
}

function effectOf(version: string, selected: string | null): string {
  const effect =
    selected === version
      ? 'it is selected now'
      : `${selected ?? 'no version'} is selected (model-registry explain tells why)`;
  return `Published ${version}: ${effect}.`;
}
