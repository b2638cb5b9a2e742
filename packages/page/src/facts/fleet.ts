import {
  DAY,
  type FleetStatus,
  type HostReport,
  type Instant,
  parseTimestamp,
} from '@org/model-registry-core';

/** The machines that have not been heard of for a day. */
export function silentHosts({ hosts }: FleetStatus, now: Instant): HostReport[] {
  return hosts.filter(({ lastPull }) => {
    const pulled = parseTimestamp(lastPull);
    return pulled === null || now - pulled > DAY;
  });
}
