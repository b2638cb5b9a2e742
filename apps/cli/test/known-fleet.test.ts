import {
  type FleetAnswer,
  NOT_ASKED,
  parseConfig,
  type StoreSettings,
} from '@org/model-registry-core';
import { expect, it, onTestFinished, vi } from 'vitest';
import { KnownFleet } from '../src/serve/known-fleet.js';

function storeAt(url: string): StoreSettings {
  const parsed = parseConfig({ model: { store: { url } } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.store as StoreSettings;
}

/** A process whose clock a test moves. */
function clock() {
  let now = 0;
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => now);
  onTestFinished(() => spy.mockRestore());
  return {
    pass(milliseconds: number) {
      now += milliseconds;
    },
  };
}

/** A store that answers when a test lets it. */
function slowStore() {
  const asked: { url: string; say: (answer: FleetAnswer) => Promise<void> }[] = [];
  const load = async () => ({
    fleetReader:
      ({ url }: StoreSettings) =>
      () =>
        new Promise<FleetAnswer>((resolve) => {
          const say = async (answer: FleetAnswer) => {
            resolve(answer);
            await new Promise(setImmediate);
          };
          asked.push({ url, say });
        }),
  });
  return { asked, load };
}

const trouble = (text: string): FleetAnswer => ({ status: null, trouble: text });

it('a store is asked beside, at most once a minute, and one question at a time', async () => {
  const { pass } = clock();
  const { asked, load } = slowStore();
  const news = vi.fn();
  const fleet = new KnownFleet(load, () => {}, news);
  const store = storeAt('file:///a');
  for (let times = 0; times < 3; times += 1) {
    expect(fleet.answer(store)).toEqual(NOT_ASKED);
    await new Promise(setImmediate);
    pass(59_000);
  }
  expect(asked).toHaveLength(1);
  await asked[0]?.say(trouble('one'));
  expect(news).toHaveBeenCalledTimes(1);
  // It was asked almost three minutes ago.
  expect(fleet.answer(store)).toEqual(trouble('one'));
  await new Promise(setImmediate);
  expect(asked).toHaveLength(2);
  await asked[1]?.say(trouble('one'));
  expect(news).toHaveBeenCalledTimes(1);
  pass(59_000);
  fleet.answer(store);
  await new Promise(setImmediate);
  expect(asked).toHaveLength(2);
});

it('what another store said is forgotten once the config names this one', async () => {
  clock();
  const { asked, load } = slowStore();
  const news = vi.fn();
  const fleet = new KnownFleet(load, () => {}, news);
  fleet.answer(storeAt('file:///a'));
  await new Promise(setImmediate);
  expect(fleet.answer(storeAt('file:///b'))).toEqual(NOT_ASKED);
  await new Promise(setImmediate);
  expect(asked.map(({ url }) => url)).toEqual(['file:///a', 'file:///b']);
  await asked[0]?.say(trouble('of a'));
  expect(news).not.toHaveBeenCalled();
  expect(fleet.answer(storeAt('file:///b'))).toEqual(NOT_ASKED);
});

it('what asks a store and cannot be loaded is a trouble of the store, and ends nothing', async () => {
  clock();
  const news = vi.fn();
  const load = () => Promise.reject(new Error('fleet.part.js is not there'));
  const fleet = new KnownFleet(load, () => {}, news);
  const store = storeAt('file:///a');
  fleet.answer(store);
  await vi.waitFor(() => expect(news).toHaveBeenCalledTimes(1));
  expect(fleet.answer(store)).toEqual(trouble('fleet.part.js is not there'));
});

it('without a store nothing is loaded', () => {
  const load = vi.fn();
  expect(
    new KnownFleet(
      load,
      () => {},
      () => {},
    ).answer(null),
  ).toEqual(NOT_ASKED);
  expect(load).not.toHaveBeenCalled();
});
