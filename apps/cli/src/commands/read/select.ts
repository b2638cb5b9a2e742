import {
  type DiscoveredModel,
  describeModel,
  escapeText,
  filesOf,
  modelDocument,
  remarksOnNoModel,
  scoreDocument,
} from '@org/model-registry-core';
import { type Command, EXIT, flag, UsageError } from '@org/model-registry-program';
import { readContext } from '../../context.js';

export const select: Command = {
  usage: 'select [--paths] [options]',
  summary: 'the model to load; exits 1 when there is none',
  help: `Selects the best model for the current config and describes it. Needs the
config file; --no-config decides with the defaults.`,
  examples: [
    'model-registry select',
    'PATHS=$(model-registry select --paths) || exit 1',
    `MODEL=$(printf '%s\\n' "$PATHS" | sed -n 's/^model=//p')`,
  ],
  options: {
    paths: {
      type: 'boolean',
      help: `print its files instead, one a line, as model=PATH,
scaler=PATH and config=PATH; companions by their names
without the version, category_encoding.json=PATH`,
    },
  },
  operands: [],
  async run(arguments_) {
    const paths = flag(arguments_, 'paths');
    if (paths && flag(arguments_, 'json')) {
      throw new UsageError('--paths and --json cannot be combined');
    }
    // A live bot that loads what this prints must not run on defaults unknowingly.
    const context = await readContext(arguments_, 'ask');
    const { config, configFile, selection, scan, remarks } = context;
    const { chosen } = selection;
    const describe = (model: DiscoveredModel) =>
      paths ? pathLines(model) : describeModel(model, config.rotation.criteria.metricNames);
    return {
      text: () => (chosen ? `${describe(chosen.model).join('\n')}\n` : ''),
      json: () => ({
        schema: 'model-registry/select@1',
        config: configFile,
        selected: chosen && modelDocument(chosen.model),
        score: chosen && scoreDocument(chosen.score),
      }),
      remarks: chosen ? remarks : [...remarks, ...remarksOnNoModel(scan)],
      status: chosen ? EXIT.done : EXIT.no,
    };
  },
};

function pathLines(model: DiscoveredModel): string[] {
  const paths = filesOf(model).map(([artifact, path]) => `${artifact}=${path}`);
  if (paths.some((path) => escapeText(path, path.length) !== path)) {
    throw new UsageError(
      '--paths: the path of the models directory holds a control character; use --json',
    );
  }
  return paths;
}
