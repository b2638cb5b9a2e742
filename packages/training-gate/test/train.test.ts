import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { trainingLock } from '@org/model-registry-fs-store';
import { selectedVersion } from '@org/model-registry-selector';
import { describe, expect, it } from 'vitest';
import { type TrainEvent, type TrainRequest, train } from '../src/index.js';
import { directoryOf, filesOf, interruption, situationIn, trio } from './support.js';

/** Writes the three files of the version that is asked for. */
const WRITES = `
printf model > "$2/meta_model_v$1.joblib"
printf scaler > "$2/feature_scaler_v$1.joblib"
printf '{}' > "$2/model_config_v$1.json"
`;

async function trainIn(dir: string, request: Partial<TrainRequest> = {}, script = WRITES) {
  const events: TrainEvent[] = [];
  const outcome = await train({
    ...situationIn(dir),
    forceTrain: false,
    version: null,
    command: ['sh', '-c', script, 'sh', '{version}', '{out}'],
    inPlace: false,
    stdout: openSync('/dev/null', 'w'),
    interruption: interruption(),
    report: (event) => events.push(event),
    ...request,
  });
  return { outcome, events };
}

const FORCED = { forceTrain: true };

describe('train', () => {
  it('without a model: the configured version', async () => {
    const dir = join(directoryOf({}), 'models');
    const { outcome, events } = await trainIn(dir);
    expect(outcome).toMatchObject({ action: 'published', version: '1.0' });
    if (outcome.action === 'published') expect(selectedVersion(outcome.decision)).toBe('1.0');
    expect(events).toEqual([
      { kind: 'cleaned-up', cleanUp: { finished: [], removed: [], kept: [], stuck: [] } },
      { kind: 'training', version: '1.0', out: expect.stringContaining('.registry/staging/run-') },
    ]);
  });

  it('with a model: skipped, without a lock and without a word', async () => {
    const dir = directoryOf(trio('1.0'));
    const lock = await trainingLock(dir, { waitSeconds: 0, purpose: 'a test' });
    const { outcome, events } = await trainIn(dir, {}, 'exit 9');
    expect(outcome).toMatchObject({ action: 'skipped', model: { version: '1.0' } });
    expect(events).toEqual([]);
    await lock.release();
  });

  it('with a model, forced: the next free version', async () => {
    const dir = directoryOf({ ...trio('1.0'), 'archive/meta_model_v1.1.joblib': 'x' });
    const { outcome } = await trainIn(dir, FORCED);
    expect(outcome).toMatchObject({ action: 'published', version: '1.2' });
    expect(filesOf(dir)).toMatchObject(trio('1.0'));
  });

  it('a version that is taken: refused, and nothing is run', async () => {
    const dir = directoryOf(trio('1.0'));
    const { outcome, events } = await trainIn(dir, { ...FORCED, version: '1.0' }, 'exit 9');
    const plan = { action: 'refuse', version: '1.0', reason: 'version-taken' };
    expect(outcome).toEqual({ action: 'refused', plan });
    expect(events).toEqual([]);
  });

  it.each([
    ['exit 3', { kind: 'command', end: { kind: 'exited', status: 3 } }, []],
    [`${WRITES}\nexit 3`, { kind: 'command', end: { kind: 'exited', status: 3 } }, ['1.1']],
    ['kill $$', { kind: 'command', end: { kind: 'killed', signal: 'SIGTERM' } }, []],
    [`${WRITES}\nrm "$2"/*.json`, { kind: 'unfit', problems: [{ kind: 'missing-file' }] }, []],
  ])('%j: failed, and every earlier model is as it was', async (script, failure, kept) => {
    const dir = directoryOf(trio('1.0'));
    const { outcome } = await trainIn(dir, FORCED, script);
    expect(outcome).toMatchObject({ action: 'failed', version: '1.1', failure, kept });
    expect(filesOf(dir)).toEqual(trio('1.0'));
    const lock = await trainingLock(dir, { waitSeconds: 0, purpose: 'a test' });
    await lock.release();
  });

  it('what a killed run left is cleaned up first, and told', async () => {
    const half = { '.registry/staging/run-a/meta_model_v1.0.joblib': 'half' };
    const dir = directoryOf(half);
    const { events } = await trainIn(dir);
    expect(events[0]).toMatchObject({
      kind: 'cleaned-up',
      cleanUp: { removed: [join(dir, '.registry/staging/run-a')] },
    });
  });

  it('a model that appears while it waits for the lock: skipped', async () => {
    const dir = directoryOf({});
    const lock = await trainingLock(dir, { waitSeconds: 0, purpose: 'a test' });
    const waiting = trainIn(dir, { waitSeconds: 60 }, 'exit 9');
    for (const [name, content] of Object.entries(trio('1.0'))) {
      writeFileSync(join(dir, name), content);
    }
    await lock.release();
    expect((await waiting).outcome).toMatchObject({ action: 'skipped' });
  });
});
