import {
  escapeText,
  figureText,
  formatInstant,
  instantOf,
  isMetricName,
  isResult,
  LARGEST_RESULT,
  type LiveHistory,
  type LivePolicy,
  MOST_METRICS,
  parseTimestamp,
  remarkOnResults,
  selectedVersion,
  warning,
} from '@org/model-registry-core';
import { type RecordOutcome, recordResult, type TurningDown } from '@org/model-registry-fs-store';
import {
  type Command,
  EXIT,
  readSurroundings,
  readTime,
  text,
  UsageError,
  withPlace,
} from '@org/model-registry-program';
import { renderEffect } from '../../render/pin.js';
import { alertsOnLive } from '../../selection-alerts.js';
import { versionNamed, WAIT, waitSeconds } from './options.js';

export const record: Command = {
  usage: 'record VERSION NAME=NUMBER... [--at TIME] [options]',
  summary: 'note what a version did while it was live',
  help: `Appends figures to .registry/results.jsonl in the models directory. With
model.selection.live in the config, a version whose mean over its last results
is too low is turned down: the next best is selected, and the version does not
come back by itself (forgive, or a pin).`,
  examples: ['model-registry record 1.4 win_rate=0.31 trades=12'],
  options: {
    at: { type: 'string', value: 'TIME', help: 'when it did that, ISO 8601 (default: now)' },
    ...WAIT,
  },
  operands: [
    { name: 'VERSION', completion: 'version' },
    { name: 'NAME=NUMBER', repeats: true },
  ],
  async run(arguments_) {
    const metrics = metricsOf(arguments_.operands.slice(1));
    const at = readTime('--at', text(arguments_, 'at')) ?? instantOf(new Date());
    // Such as 9999-12-31T23:59:59-14:00: what is written has to be read again.
    if (parseTimestamp(formatInstant(at)) === null)
      throw new UsageError('--at: the year has to be 1 to 9999 in UTC');
    const surroundings = await readSurroundings(arguments_);
    const version = versionNamed(arguments_, surroundings);
    const options = { waitSeconds: waitSeconds(arguments_) };
    const outcome = await recordResult(surroundings, { version, metrics, at }, options);
    const policy = surroundings.config.requirements.live;
    return {
      text: () => renderRecord(version, metrics, outcome, policy),
      json: () => ({
        schema: 'model-registry/record@1',
        version,
        at: formatInstant(at),
        metrics,
        turned_down: (outcome.history?.turnedDown ?? null) !== null,
        standings: outcome.history?.standings ?? [],
      }),
      remarks: [
        ...surroundings.remarks,
        ...(outcome.damage ? [warning(remarkOnResults(outcome.damage))] : []),
      ],
      status: EXIT.done,
      ...alertsOnLive(surroundings, outcome.turnedDown),
    };
  },
};

/** What a person or a bot writes for a number: JavaScript would take `0x1f` and `0b1` for one too. */
const DECIMAL = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;

function metricsOf(pairs: readonly string[]): Record<string, number> {
  const metrics = new Map<string, number>();
  for (const pair of pairs) {
    const [, name = '', figure = ''] = /^(.*?)=(.*)$/s.exec(pair) ?? [];
    const value = DECIMAL.test(figure.trim()) ? Number(figure) : Number.NaN;
    if (!isMetricName(name) || !isResult(value)) {
      throw new UsageError(
        `${pair}: expected NAME=NUMBER, such as win_rate=0.31, a number up to ${LARGEST_RESULT}`,
      );
    }
    if (metrics.has(name)) throw new UsageError(`${pair}: ${name} is there twice`);
    metrics.set(name, value);
  }
  if (metrics.size > MOST_METRICS) {
    throw new UsageError(`${metrics.size} figures: expected at most ${MOST_METRICS}`);
  }
  return Object.fromEntries(metrics);
}

function renderRecord(
  version: string,
  metrics: Readonly<Record<string, number>>,
  { history, turnedDown }: RecordOutcome,
  policy: LivePolicy | null,
): string {
  const figures = Object.entries(metrics).map(([name, value]) => `${escapeText(name)}=${value}`);
  const lines = [`Recorded ${version}: ${figures.join(', ')}`];
  if (history && policy) lines.push(...standingLines(history, policy));
  if (turnedDown) lines.push(effectOf(turnedDown));
  else if (history?.turnedDown) {
    const advice = withPlace(`model-registry forgive ${version}`);
    lines.push(`Version ${version} stays turned down (${advice})`);
  }
  return `${lines.join('\n')}\n`;
}

function standingLines({ standings }: LiveHistory, { minSamples, window }: LivePolicy): string[] {
  return standings.map(({ metric, expected, actual, samples }) => {
    const mean = `  ${escapeText(metric, 60)}: mean ${figureText(actual)} of the last ${Math.min(samples, window)}`;
    const judged = samples < minSamples ? `, judged after ${minSamples}` : '';
    return `${mean}, at least ${expected}${judged}`;
  });
}

function effectOf({ version, previousVersion, decision }: TurningDown): string {
  const effect = renderEffect(selectedVersion(decision), previousVersion);
  return `Version ${version} is turned down for it: ${effect}`;
}
