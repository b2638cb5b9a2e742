import { BusyError, withStoreLock } from '@org/model-registry-fs-store';
import { expect, it } from 'vitest';
import { followStore } from '../../src/pull/follow.js';
import { pushVersions } from '../../src/push/push-versions.js';
import { machine, storeFolder, version } from '../support.js';

it('a lock that another process holds is said once, and the next round goes on', async () => {
  const folder = storeFolder();
  await pushVersions(await machine(folder, version('1.0')), null);
  const site = { ...(await machine(folder)), waitSeconds: 0 };
  let letGo = () => {};
  let release = Promise.resolve();
  await new Promise<void>((held) => {
    const options = { waitSeconds: 0, purpose: 'prune' };
    release = withStoreLock(site.situation.registry, options, () => {
      held();
      return new Promise<void>((resolve) => {
        letGo = resolve;
      });
    });
  });
  const stop = new AbortController();
  let rounds = 0;
  const wait = async () => {
    rounds += 1;
    if (rounds === 3) stop.abort();
    if (rounds !== 2) return;
    letGo();
    await release;
  };
  const options = { every: 30, all: false, signal: stop.signal, random: () => 0.5, wait };
  const kinds: string[] = [];
  for await (const event of followStore(async () => site, options)) {
    kinds.push(event.kind);
    if (event.kind === 'failed') expect(event.error).toBeInstanceOf(BusyError);
  }
  expect(kinds).toEqual(['failed', 'pulled']);
});
