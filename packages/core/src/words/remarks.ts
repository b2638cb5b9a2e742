import type { ModelScan } from '../models/model.js';
import type { Decision } from '../selection/decision.js';
import { problemText } from './problem-text.js';

/**
 * What a person should know about a decision, a line each; not escaped.
 *
 * @example remarksOn(decision) // ['there is no models directory at /srv/bot/models']
 */
export function remarksOn(decision: Decision): string[] {
  const { found, location } = decision.scan;
  const missing = found ? [] : [`there is no models directory at ${location}`];
  return [...missing, ...remarksOnRefused(decision), ...remarksOnPin(decision)];
}

/** Of more refused versions than this, the others are only counted. */
const MOST_REFUSED = 5;

function remarksOnRefused({ refused }: Decision): string[] {
  const remarks = refused.slice(0, MOST_REFUSED).map(({ model, problems: [first] }) => {
    const reason = first ? problemText(first).title : '';
    return `version ${model.version} is refused by verification: ${reason}`;
  });
  const more = refused.length - remarks.length;
  return more > 0 ? [...remarks, `and ${more} more; model-registry explain tells why`] : remarks;
}

function remarksOnPin({ pin, selection }: Decision): string[] {
  if (pin === null || selection.chosen) return [];
  const isThere = selection.rejected.some(({ model }) => model.version === pin.version);
  const what = isThere ? 'is turned down' : 'is not there';
  return [`the pinned version ${pin.version} ${what}, and no other may be selected`];
}

/**
 * Why there is no model to select, beyond {@link remarksOn}: none at all, or none that is
 * compatible.
 *
 * @example remarksOnNoModel(scan) // ['no model versions in /srv/bot/models']
 */
export function remarksOnNoModel({ found, location, models }: ModelScan): string[] {
  if (!found) return [];
  if (models.length === 0) return [`no model versions in ${location}`];
  return ['no compatible model: model-registry explain tells why'];
}
