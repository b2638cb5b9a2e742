import type { Alert, RegistryConfig } from '@org/model-registry-core';
import type { Outcome } from '../command/command.js';
import type { Surroundings } from '../surroundings/read-surroundings.js';
import { sendAlerts } from './send-alerts.js';

/**
 * What a command's outcome has to have, so that alerts are sent once its result is printed: nothing, where
 * nobody wants to be told.
 *
 * @example return { ...outcome, ...alertsAfter(surroundings, alerts) };
 */
export function alertsAfter(
  surroundings: Surroundings,
  alerts: readonly Alert[],
): Pick<Outcome, 'afterwards'> {
  const settings = surroundings.config.alerts;
  const wanted = wantedOf(settings, alerts);
  if (wanted.length === 0) return {};
  return {
    afterwards: ({ say }) => sendAlerts(settings, wanted, surroundings, say),
  };
}

function wantedOf({ command, webhook, on }: RegistryConfig['alerts'], alerts: readonly Alert[]) {
  if (command.length === 0 && webhook === null) return [];
  return alerts.filter(({ event }) => on.includes(event));
}
