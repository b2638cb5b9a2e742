import {
  type DiscoveredModel,
  describeDiscovered,
  describeModel,
  escapeText,
  type MetricNames,
  type ModelScan,
  modelDocument,
  remarksOnNames,
} from '@org/model-registry-core';
import { checkNotLost, findUnknownNames } from '@org/model-registry-fs-scanner';
import {
  type Arguments,
  type Command,
  EXIT,
  flag,
  type Outcome,
  readSurroundings,
  UsageError,
} from '@org/model-registry-program';
import { type Context, readContext, remarksOnIgnored } from '../../context.js';
import { archiveDocument, readArchive, renderArchive } from '../../render/archive.js';
import { describeGates } from '../../render/explain.js';
import { renderShort } from '../../render/short-list.js';

export const list: Command = {
  usage: 'list [--short | --archived] [options]',
  summary: 'what is there, and what would be selected',
  help: `Shows every model version in the models directory, complete or not, and the one
that would be selected for the current config. Exits 0 whatever it finds.`,
  examples: ['model-registry list', 'model-registry list --models-dir /srv/bot/models --json'],
  options: {
    short: { type: 'boolean', help: 'one line a version, with a mark at the selected one' },
    archived: { type: 'boolean', help: 'what is in archive/ instead, how large, since when' },
  },
  operands: [],
  async run(arguments_) {
    if (flag(arguments_, 'archived')) {
      if (flag(arguments_, 'short')) {
        throw new UsageError('--short and --archived cannot be combined');
      }
      return listArchived(arguments_);
    }
    const context = await readContext(arguments_);
    const { registry, scan, selection, remarks } = context;
    return {
      text: () => (flag(arguments_, 'short') ? renderShort(context) : renderList(context)),
      json: () => ({
        schema: 'model-registry/list@1',
        config: context.configFile,
        models_dir: scan.location,
        found: scan.found,
        models: documentsOf(scan.models),
        selected: selection.chosen && modelDocument(selection.chosen.model),
        ignored: scan.ignored.map(({ file, reason }) => ({ file, reason })),
      }),
      remarks: [
        ...remarks,
        ...remarksOnIgnored(scan),
        ...remarksOnNames(scan, findUnknownNames(scan, registry.layout), registry.layout),
      ],
      status: EXIT.done,
    };
  },
};

/** One at a time: the metadata of all versions together may be larger than a text can be. */
function documentsOf(
  models: readonly DiscoveredModel[],
): Iterable<ReturnType<typeof modelDocument>> {
  return {
    *[Symbol.iterator]() {
      for (const model of models) yield modelDocument(model);
    },
  };
}

async function listArchived(arguments_: Arguments): Promise<Outcome> {
  const { registry, configFile, remarks } = await readSurroundings(arguments_);
  checkNotLost(registry);
  const archive = readArchive(registry);
  return {
    text: () => renderArchive(archive),
    json: () => ({
      schema: 'model-registry/list@1',
      config: configFile,
      ...archiveDocument(archive),
    }),
    remarks,
    status: EXIT.done,
  };
}

const RULE = '='.repeat(60);
const THIN_RULE = '-'.repeat(60);

/** What is there, and what would be selected. */
function renderList({ config, requirements, pin, scan, selection }: Context): string {
  const { metricNames } = config.rotation.criteria;
  const lines = [
    RULE,
    'MODEL DISCOVERY',
    RULE,
    '',
    ...renderDiscovery(scan, metricNames),
    RULE,
    'MODEL SELECTION (for current config)',
    RULE,
    '',
    'Config requirements:',
    `  Training Mode: ${requirements.trainingMode}`,
    `  Symbol Encoding: ${requirements.symbolEncoding}`,
    ...describeGates(requirements, pin).map(([name, gate]) => `  ${name}: ${gate}`),
    '',
    ...(selection.chosen
      ? [
          'Selected model:',
          THIN_RULE,
          ...describeModel(selection.chosen.model, metricNames),
          THIN_RULE,
        ]
      : ['No compatible model found for current config', 'Training will be required']),
  ];
  return `${lines.join('\n')}\n`;
}

function renderDiscovery(
  { found, location, models }: ModelScan,
  metricNames: MetricNames,
): string[] {
  const place = escapeText(location);
  if (!found) return ['Found 0 model version(s)', `There is no directory ${place}`, ''];
  if (models.length === 0) return ['Found 0 model version(s)', `in ${place}`, ''];
  return [
    `Found ${models.length} model version(s):`,
    '',
    ...models.flatMap((model, at) => [
      `${at + 1}. Model v${model.version}`,
      ...describeDiscovered(model, metricNames).map((line) => `   ${line}`),
      '',
    ]),
  ];
}
