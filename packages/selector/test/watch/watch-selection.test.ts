import { getEventListeners } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { instantOf, parseConfig, selectedVersion } from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import { expect, it, onTestFinished, vi } from 'vitest';
import { directoryOf, trio } from '../../../fs-scanner/test/temporary.js';
import {
  type Situation,
  type WatchOptions,
  watchRegistry,
  watchSelection,
} from '../../src/index.js';

/** What a watch of a models directory is made of; a test replaces what it is about. */
function watching(folder: string) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const parsed = parseConfig({});
  if (!parsed.ok) throw new Error('the defaults are no config');
  const situation = (): Situation => ({
    registry: registryAt(folder),
    config: parsed.config,
    now: instantOf(new Date()),
  });
  const told: string[] = [];
  const onError = (error: Error) => void told.push(error.message);
  return { stop, told, options: { situation, files: [], signal: stop.signal, onError } };
}

async function reasonsOf(options: WatchOptions): Promise<string[]> {
  const reasons: string[] = [];
  for await (const { reason } of watchSelection(options)) reasons.push(reason);
  return reasons;
}

function publish(folder: string, version: string): void {
  for (const [name, content] of Object.entries(trio(version))) {
    writeFileSync(join(folder, `${name}.new`), content);
    renameSync(join(folder, `${name}.new`), join(folder, name));
  }
}

it('gives the selection now and at each change, to each one who asks', async () => {
  const folder = directoryOf(trio('1.0'));
  const { options, stop } = watching(folder);
  const watches = [watchSelection(options), watchSelection(options)];
  const nextOfEach = () => Promise.all(watches.map((each) => each.next()));
  const story = (results: Awaited<ReturnType<typeof nextOfEach>>) =>
    results.map(({ value }) => value && `${selectedVersion(value.choice)}: ${value.reason}`);
  expect(story(await nextOfEach())).toEqual(['1.0: started', '1.0: started']);
  const next = nextOfEach();
  publish(folder, '1.1');
  expect(story(await next)).toEqual(['1.1: better-model', '1.1: better-model']);
  const last = nextOfEach();
  stop.abort();
  expect(await last).toEqual(Array(2).fill({ value: undefined, done: true }));
});

it('polls as seldom as who watches allows, and sees a change all the same', async () => {
  const folder = directoryOf(trio('1.0'));
  const { options, stop } = watching(folder);
  const timer = vi.spyOn(globalThis, 'setInterval');
  onTestFinished(() => timer.mockRestore());
  const looks = watchRegistry(options, 217);
  await looks.next();
  const next = looks.next();
  publish(folder, '1.1');
  expect((await next).value).toMatchObject({ reason: 'better-model', hasChanged: true });
  const intervals = timer.mock.calls.map(([, interval]) => interval);
  expect(intervals).toContain(217);
  expect(intervals).not.toContain(40);
  stop.abort();
  await looks.next();
});

it('gives each look to who asks for that, and says whether anything changed', async () => {
  const folder = directoryOf(trio('1.1'));
  const { options } = watching(folder);
  const looks = watchRegistry(options);
  const next = async () => {
    const { value } = await looks.next();
    return value && [value.decision.scan.models.length, value.reason, value.hasChanged];
  };
  expect(await next()).toEqual([1, 'started', true]);
  // A version that is not selected; its files do not come at once.
  publish(folder, '1.0');
  let last = await next();
  while (last?.[0] !== 2) last = await next();
  expect(last).toEqual([2, null, true]);
});

it('gives nothing after the signal, be it there before the first look or during it', async () => {
  const { options, stop } = watching(directoryOf(trio('1.0')));
  const aborts = () => {
    stop.abort();
    return options.situation();
  };
  for (const signal of [stop.signal, AbortSignal.abort()]) {
    expect(await reasonsOf({ ...options, situation: aborts, signal })).toEqual([]);
  }
});

it('leaves nothing behind at a signal that lives on', async () => {
  const { options, stop } = watching(directoryOf(trio('1.0')));
  for await (const _ of watchSelection(options)) break;
  await watchSelection({ ...options, situation: () => Promise.reject(new Error('no')) })
    .next()
    .catch(() => {});
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});

it('tells a failure once, and again after a look that succeeded', async () => {
  const folder = directoryOf(trio('1.0'));
  const { options, stop, told } = watching(folder);
  let looks = 0;
  const situation = () => {
    looks += 1;
    if (looks === 7) stop.abort();
    writeFileSync(join(folder, `meta_model_v9.${looks}.joblib`), ''); // brings the next look
    if ([2, 3, 5, 6].includes(looks)) throw new Error('not now');
    return options.situation();
  };
  expect(await reasonsOf({ ...options, situation })).toEqual(['started']);
  expect(told).toEqual(['not now', 'not now']);
});

it('tells once of a fault of the machine, whatever file it hits, and again of another one', async () => {
  const folder = directoryOf(trio('1.0'));
  const { options, stop, told } = watching(folder);
  const codes = [null, 'EMFILE', 'EMFILE', 'EIO', 'EIO', null, 'EIO', null];
  let looks = -1;
  const situation = () => {
    looks += 1;
    if (looks === codes.length) stop.abort();
    writeFileSync(join(folder, `meta_model_v9.${looks}.joblib`), ''); // brings the next look
    const code = codes[looks] ?? null;
    if (code !== null) {
      throw new Error(`file ${looks}: ${code}`, { cause: Object.assign(new Error(), { code }) });
    }
    return options.situation();
  };
  expect(await reasonsOf({ ...options, situation })).toEqual(['started']);
  expect(told).toEqual(['file 1: EMFILE', 'file 3: EIO', 'file 6: EIO']);
});
