import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { parseConfig, type StoreSettings } from '@org/model-registry-core';
import { expect, it, onTestFinished, vi } from 'vitest';
import { fleetReader, pullOnce, pushVersions, reportOr } from '../../src/index.js';
import { machine, storeFolder, version } from '../support.js';

const say = () => {};

function settingsOf(store: object): StoreSettings {
  const parsed = parseConfig({ model: { store } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.store as StoreSettings;
}

/** Takes connections, and never says a word. */
async function silentServer(): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return server;
}

it('a store says which machines there are, each time anew', async () => {
  const folder = storeFolder();
  const trainer = await machine(folder, version('1.0'));
  const reader = fleetReader(trainer.settings, say);
  expect((await reader(60_000)).status).toMatchObject({ versions: [], hosts: [] });
  await pushVersions(trainer, null);
  await reportOr(trainer, await pullOnce(trainer, { all: false, dryRun: false }));
  const { status, trouble } = await reader(60_000);
  expect(trouble).toBe(null);
  expect(status).toMatchObject({ versions: ['1.0'], journal: 1, hosts: [{ selected: '1.0' }] });
});

it('a store that is gone is no failure of who asks', async () => {
  const store = { url: 'file:///nowhere/to/be/found' };
  const { status, trouble } = await fleetReader(settingsOf(store), say)(60_000);
  expect(status).toBe(null);
  expect(trouble).toContain('file:///nowhere/to/be/found');
});

it('a store that does not answer is not waited for', async () => {
  const server = await silentServer();
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  onTestFinished(() => void vi.unstubAllEnvs());
  const reader = fleetReader(settingsOf({ url: 's3://bucket/models', endpoint }), say);
  expect(await reader(50)).toEqual({
    status: null,
    trouble: 's3://bucket/models did not answer within 0.05 s',
  });
});
