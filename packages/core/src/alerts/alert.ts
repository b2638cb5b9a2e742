import { hasPlaceholder } from '../config/placeholder.js';
import type { Instant } from '../text/timestamp.js';

/**
 * What somebody may want to be told of. `promoted`, `rejected` (trained and not promoted), `failed`: what
 * became of a training; `overdue`: it leaves a retraining overdue; `selection-changed`: a command changed
 * which version is selected; `live-below`: a version is turned down for what it did while it was live.
 */
export const ALERT_EVENTS = [
  'promoted',
  'rejected',
  'failed',
  'overdue',
  'selection-changed',
  'live-below',
] as const;
export type AlertEvent = (typeof ALERT_EVENTS)[number];

/** In which form a webhook takes an alert. */
export const ALERT_FORMATS = ['json', 'discord', 'slack', 'telegram'] as const;
export type AlertFormat = (typeof ALERT_FORMATS)[number];

/** Who is told of what: `operations.alerts`. */
export interface AlertSettings {
  /** Program and arguments that get each alert as JSON on stdin; empty for none. */
  readonly command: readonly string[];
  /** Null for none. */
  readonly webhook: Webhook | null;
  readonly on: readonly AlertEvent[];
}

/** Where alerts are posted to. The URL is a secret: it is never shown. */
export interface Webhook {
  /** The key that holds it, for messages. */
  readonly key: string;
  readonly url: string;
  readonly format: AlertFormat;
}

/** What the URL of a webhook is instead, where nothing can be posted to it. */
export const NO_WEBHOOK = ['placeholder', 'no-url'] as const;

/**
 * Why nothing can be posted to a webhook, as far as its URL tells.
 *
 * @returns null where it may be tried
 * @example whyUnusable({ key: 'operations.alerts.webhook_url', url: 'ftp://host', format: 'json' }) // 'no-url'
 */
export function whyUnusable({ url }: Webhook): (typeof NO_WEBHOOK)[number] | null {
  if (hasPlaceholder(url)) return 'placeholder';
  return /^https?:\/\/[^\s/]/i.test(url) ? null : 'no-url';
}

/** Something that happened. */
export interface Alert {
  readonly event: AlertEvent;
  readonly at: Instant;
  /** Which version it is about; null where it is about none. */
  readonly version: string | null;
  /** What was selected before; null where nothing was, or it is not known. */
  readonly previousVersion: string | null;
  /** What is selected now; null where nothing is. */
  readonly selectedVersion: string | null;
  /** Why, a line each. Text of files and of programs. */
  readonly reasons: readonly string[];
}

/** Where it happened. */
export interface AlertPlace {
  readonly host: string;
  /** Absolute. */
  readonly modelsDir: string;
  /** The config file as it was named; null for none. */
  readonly config: string | null;
}

/**
 * That a command changed which version is selected.
 *
 * @param reason what was done, in a few words
 * @returns none where the same is selected as before
 * @example selectionChanged({ at, version: '1.4', previousVersion: '1.5', selectedVersion: '1.4' }, 'pin')
 */
export function selectionChanged(
  change: Omit<Alert, 'event' | 'reasons'>,
  reason: string,
): Alert[] {
  if (change.previousVersion === change.selectedVersion) return [];
  return [{ event: 'selection-changed', ...change, reasons: [reason] }];
}
