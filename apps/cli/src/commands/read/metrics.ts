import {
  familyOf,
  type Instant,
  type LayoutValues,
  parseTimestamp,
  warning,
  warningsOnUnread,
} from '@org/model-registry-core';
import { liveModelOf, type Registry } from '@org/model-registry-fs-scanner';
import { knownState, readRetrainState } from '@org/model-registry-fs-store';
import {
  type Command,
  checkOutFile,
  EXIT,
  readSurroundings,
  type Surroundings,
  text,
  writeWhole,
} from '@org/model-registry-program';
import { decideAsReader } from '@org/model-registry-selector';
import { metricFamilies } from '../../render/metrics.js';
import { openMetrics } from '../../render/open-metrics.js';

export const metrics: Command = {
  usage: 'metrics [--out FILE] [options]',
  summary: 'figures for Prometheus, as OpenMetrics text',
  help: `Prints which version is selected, its age and score, how many versions have
which problem, pins, and how the last retraining went: for the textfile
collector of node exporter. With --out the file is replaced in one step, so that
nobody reads half of it. Exits 0 whatever it finds.`,
  examples: ['model-registry metrics --out /var/lib/prometheus/node-exporter/bot.prom'],
  options: {
    out: {
      type: 'string',
      value: 'FILE',
      help: 'write it to this file, whose name has to end in .prom\nfor node exporter',
      completion: 'file',
    },
  },
  operands: [],
  async run(arguments_) {
    const out = text(arguments_, 'out') ?? null;
    if (out !== null) checkOutFile('--out', out, OWN_FILES);
    const surroundings = await readSurroundings(arguments_);
    const { registry, config, configFile, now } = surroundings;
    const decision = await decideAsReader(surroundings);
    const model = decision.selection.chosen?.model ?? null;
    const { state, isBroken } = readRetrainState(registry);
    const families = metricFamilies({
      place: placeOf(registry, configFile),
      decision,
      live: model && liveModelOf(model, now),
      policy: config.rotation,
      state: isBroken ? null : state,
      lastPull: lastPullOf(surroundings),
      now,
    });
    const page = openMetrics(families);
    if (out !== null) writeWhole(out, page);
    return {
      text: () => (out === null ? page : ''),
      json: () => ({ schema: 'model-registry/metrics@1', out, metrics: families }),
      remarks: [
        ...surroundings.remarks,
        ...warningsOnUnread(decision),
        ...(isBroken ? [warning(brokenStateText(registry))] : []),
      ],
      status: EXIT.done,
    };
  },
};

function brokenStateText({ retrain }: Registry): string {
  return `${retrain} cannot be used, so its figures are missing: let this user read it; where it is damaged, remove it, and the next run writes it anew`;
}

/** Null also where what is known may not be read. */
function lastPullOf({ registry, config }: Surroundings): Instant | null {
  if (config.store === null) return null;
  const at = knownState(registry, config.store.url)?.lastPull ?? null;
  return at === null ? null : parseTimestamp(at);
}

/** What this command writes. */
const OWN_FILES = { extension: '.prom', beginning: '# HELP ', holds: 'metrics' };

/** The files of several bots are read together: each figure says whose it is. */
function placeOf({ modelsDir, layout, configFile }: Registry, named: string | null) {
  const config = configFile ?? named ?? '';
  const place = { models_dir: modelsDir, config };
  return familyOf(layout) === null ? place : { ...place, family: valuesText(layout.values) };
}

function valuesText(values: LayoutValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}
