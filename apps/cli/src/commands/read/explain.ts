import { scoreDocument } from '@org/model-registry-core';
import { type Command, EXIT } from '@org/model-registry-program';
import { readContext, remarksOnIgnored } from '../../context.js';
import { renderExplain } from '../../render/explain.js';

export const explain: Command = {
  usage: 'explain [options]',
  summary: 'why this one: every version, its score or reasons against it',
  help: `Ranks the compatible versions with the parts of their scores, and gives for
each of the others every reason that turns it down, what was expected, what
was found and what to do. Exits 0 whatever it finds.`,
  examples: ['model-registry explain', 'model-registry explain --as-of 2026-01-31T00:00:00Z'],
  options: {},
  operands: [],
  async run(arguments_) {
    const context = await readContext(arguments_);
    const { pin, selection, warnings } = context;
    const { chosen, ranked, rejected } = selection;
    return {
      text: () => renderExplain(context),
      json: () => ({
        schema: 'model-registry/explain@1',
        config: context.configFile,
        pin,
        selected_version: chosen?.model.version ?? null,
        warnings,
        ranked: ranked.map(({ model, score }) => ({
          version: model.version,
          score: scoreDocument(score),
        })),
        rejected: rejected.map(({ model, problems }) => ({ version: model.version, problems })),
      }),
      remarks: [...context.remarks, ...remarksOnIgnored(context.scan)],
      status: EXIT.done,
    };
  },
};
