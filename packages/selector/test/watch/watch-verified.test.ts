import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  DAY,
  type Decision,
  instantOf,
  parseConfig,
  plus,
  selectedVersion,
} from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { directoryOf, trio } from '../../../fs-scanner/test/temporary.js';
import type { Situation } from '../../src/index.js';

/** Called after each decision of a watch, before the watch goes on. */
let afterDecision: (decision: Decision) => void = () => {};
vi.mock('../../src/decide.js', async (original) => {
  const { decide, decideAsReader, ...others } =
    await original<typeof import('../../src/decide.js')>();
  const watched = (take: typeof decide) => async (situation: Situation) => {
    const decision = await take(situation);
    afterDecision(decision);
    return decision;
  };
  return { ...others, decide: watched(decide), decideAsReader: watched(decideAsReader) };
});
// Files share a process: others have loaded these modules, and load them again.
vi.resetModules();
afterAll(() => vi.resetModules());
const { watchSelection } = await import('../../src/watch/watch-selection.js');

function watching(folder: string, config: object) {
  const stop = new AbortController();
  onTestFinished(() => {
    stop.abort();
    afterDecision = () => {};
  });
  const parsed = parseConfig(config);
  if (!parsed.ok) throw new Error('no config');
  const situation = (): Situation => ({
    registry: registryAt(folder),
    config: parsed.config,
    now: instantOf(new Date()),
  });
  const onError = (error: Error) => {
    throw error;
  };
  return watchSelection({ situation, files: [], signal: stop.signal, onError });
}

it('gives no model that was written to while it was verified', async () => {
  const folder = directoryOf(trio('1.0'));
  afterDecision = () => {
    afterDecision = () => {};
    writeFileSync(join(folder, 'meta_model_v1.0.joblib'), 'cos\nsystem\n.');
  };
  const { value } = await watching(folder, {}).next();
  expect(value && selectedVersion(value.choice)).toBeNull();
});

it('turns the selected model down when it becomes too old', async () => {
  const soon = plus(instantOf(new Date()), 500_000_000n - DAY);
  const metadata = { training_end_timestamp: new Date(Number(soon / 1_000_000n)).toISOString() };
  const folder = directoryOf(trio('1.0', JSON.stringify(metadata)));
  const watch = watching(folder, { model: { selection: { max_age_days: 1 } } });
  const first = await watch.next();
  expect(first.value && selectedVersion(first.value.choice)).toBe('1.0');
  const second = await watch.next();
  expect(second.value).toMatchObject({ reason: 'model-turned-down' });
});

it('holds of a decision only what was chosen', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const taken: WeakRef<object>[] = [];
  afterDecision = (decision) => {
    const parts = [decision, decision.scan, decision.selection];
    taken.push(...parts.map((part) => new WeakRef(part)));
  };
  const watch = watching(directoryOf(trio('1.0')), {});
  await watch.next();
  void watch.next();
  await vi.waitFor(async () => {
    await setTimeout(0);
    collect();
    expect(taken.map((part) => part.deref())).toEqual(taken.map(() => undefined));
  });
  expect(taken.length).toBeGreaterThan(0);
});
