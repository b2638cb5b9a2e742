import { escapeText } from '../text/escape.js';
import { formatInstant } from '../text/timestamp.js';
import type { Alert, AlertEvent, AlertFormat, AlertPlace } from './alert.js';

/** Lines of reasons that are passed on, at most, and characters of each. */
const MOST_REASONS = 20;
const LONGEST_REASON = 300;
/** Characters of a message; Discord takes 2,000. */
const LONGEST_MESSAGE = 1_900;

/**
 * An alert as JSON: what `operations.alerts.command` gets on stdin, and a webhook of the format `json`.
 *
 * @example JSON.stringify(alertDocument(alert, place))
 */
export function alertDocument(alert: Alert, { host, modelsDir, config }: AlertPlace) {
  const { event, at, version, previousVersion, selectedVersion } = alert;
  const reasons = alert.reasons
    .slice(0, MOST_REASONS)
    .map((reason) => escapeText(reason, LONGEST_REASON));
  const head = `${host} ${escapeText(modelsDir)}: ${sentence(alert)}`;
  return {
    schema: 'model-registry/alert@1' as const,
    event,
    at: formatInstant(at),
    host,
    models_dir: modelsDir,
    config,
    version,
    previous_version: previousVersion,
    selected_version: selectedVersion,
    reasons,
    message: [head, ...reasons.map((reason) => `- ${reason}`)].join('\n').slice(0, LONGEST_MESSAGE),
  };
}

/** An alert as JSON. */
export type AlertDocument = ReturnType<typeof alertDocument>;

/**
 * What is posted to a webhook, as JSON. Nothing in it mentions or formats: text of files stays text.
 *
 * @example webhookBody('slack', document) // { text: '…' }
 */
export function webhookBody(format: AlertFormat, document: AlertDocument): object {
  const { message } = document;
  switch (format) {
    case 'json':
      return document;
    case 'discord':
      return { content: message, allowed_mentions: { parse: [] } };
    case 'slack':
      return { text: message.replace(/[&<>]/g, (sign) => SLACK[sign] ?? sign) };
    case 'telegram':
      return { text: message, disable_web_page_preview: true };
  }
}

const SLACK: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const SENTENCES: Readonly<Record<AlertEvent, (version: string) => string>> = {
  promoted: (version) => `version ${version} was trained and promoted`,
  rejected: (version) => `version ${version} was trained and not promoted`,
  failed: (version) => `the training of version ${version} failed`,
  overdue: () => 'a retraining is overdue',
  'selection-changed': () => 'another version is selected',
  'live-below': (version) => `version ${version} did too badly while it was live`,
};

function sentence({ event, version, previousVersion, selectedVersion }: Alert): string {
  const before = previousVersion ?? 'none';
  const after = selectedVersion ?? 'none';
  const selected = before === after ? `selected ${after}` : `selected ${before} -> ${after}`;
  return `${SENTENCES[event](version ?? 'none')}; ${selected}`;
}
