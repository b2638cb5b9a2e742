import { modelDocument } from '@org/model-registry-core';
import { type Command, EXIT } from '@org/model-registry-program';
import { readContext, remarksOnIgnored } from '../../context.js';
import { renderList } from '../../render/list.js';

export const list: Command = {
  usage: 'list [options]',
  summary: 'what is there, and what would be selected',
  help: `Shows every model version in the models directory, complete or not, and the one
that would be selected for the current config. Exits 0 whatever it finds.`,
  examples: ['model-registry list', 'model-registry list --models-dir /srv/bot/models --json'],
  options: {},
  operands: [],
  async run(arguments_) {
    const context = await readContext(arguments_);
    const { scan, selection, remarks } = context;
    return {
      text: () => renderList(context),
      json: () => ({
        schema: 'model-registry/list@1',
        config: context.configFile,
        models_dir: scan.location,
        found: scan.found,
        models: scan.models.map(modelDocument),
        selected: selection.chosen && modelDocument(selection.chosen.model),
        ignored: scan.ignored.map(({ file, reason }) => ({ file, reason })),
      }),
      remarks: [...remarks, ...remarksOnIgnored(scan)],
      status: EXIT.done,
    };
  },
};
