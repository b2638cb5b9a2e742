import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { instantOf } from '@org/model-registry-core';
import { trainingLock } from '@org/model-registry-fs-store';
import { selectedVersion } from '@org/model-registry-selector';
import { describe, expect, it } from 'vitest';
import { type TrainEvent, type TrainRequest, train } from '../src/index.js';
import { directoryOf, filesOf, interruption, situationIn, trio } from './support.js';

/** Writes the three files of the version that is asked for. */
const WRITES = `
printf 'Vmodel\\n.' > "$2/meta_model_v$1.joblib"
printf 'Vscaler\\n.' > "$2/feature_scaler_v$1.joblib"
printf '{}' > "$2/model_config_v$1.json"
`;

async function trainIn(dir: string, request: Partial<TrainRequest> = {}, script = WRITES) {
  const events: TrainEvent[] = [];
  const outcome = await train({
    ...situationIn(dir),
    clock: () => instantOf(new Date()),
    isWanted: ({ selection }) => selection.chosen === null,
    version: null,
    command: ['sh', '-c', script, 'sh', '{version}', '{out}'],
    inPlace: false,
    output: { stdout: openSync('/dev/null', 'w') },
    symbols: null,
    timeoutSeconds: null,
    judge: null,
    interruption: interruption(),
    report: (event) => events.push(event),
    ...request,
  });
  return { outcome, events };
}

const FORCED = { isWanted: () => true };

describe('train', () => {
  it('without a model: the configured version', async () => {
    const dir = join(directoryOf({}), 'models');
    const { outcome, events } = await trainIn(dir);
    expect(outcome).toMatchObject({ action: 'published', version: '1.0' });
    if (outcome.action === 'published') expect(selectedVersion(outcome.decision)).toBe('1.0');
    expect(events).toEqual([
      { kind: 'cleaned-up', cleanUp: { finished: [], removed: [], kept: [], stuck: [] } },
      { kind: 'training', version: '1.0', out: expect.stringContaining('.registry/staging/run-') },
      { kind: 'ended', outcome },
    ]);
  });

  it('with a model: skipped, without a lock and without a word', async () => {
    const dir = directoryOf(trio('1.0'));
    const lock = await trainingLock(dir, { waitSeconds: 0, purpose: 'a test' });
    const { outcome, events } = await trainIn(dir, {}, 'exit 9');
    expect(outcome).toMatchObject({
      action: 'skipped',
      decision: { scan: { models: [{ version: '1.0' }] } },
    });
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

  it('the symbols to train are told to the command', async () => {
    const dir = directoryOf({});
    const script = `${WRITES}\nprintf '{"trained_symbols": ["%s", "%s"]}' "$3" "$MODEL_REGISTRY_SYMBOLS" > "$2/model_config_v$1.json"`;
    const command = ['sh', '-c', script, 'sh', '{version}', '{out}', '{symbols}'];
    const { outcome } = await trainIn(dir, { command, symbols: () => ['A', 'B'] });
    const models = outcome.action === 'published' ? outcome.decision.scan.models : [];
    expect(models[0]?.fields?.trainedSymbols).toEqual(['A,B', 'A,B']);
  });
});

describe('in place, a command that fails', () => {
  const IN_PLACE = { ...FORCED, inPlace: true };

  it('when its model is finished: that is taken back and kept, the live one stays', async () => {
    const dir = directoryOf(trio('1.0'));
    const { outcome } = await trainIn(dir, IN_PLACE, `${WRITES}\nexit 3`);
    expect(outcome).toMatchObject({
      action: 'failed',
      failure: { kind: 'command' },
      kept: ['1.1'],
    });
    expect(filesOf(dir)).toEqual(trio('1.0'));
    const { out } = outcome as { out: string };
    expect(out).toContain('.registry/staging/run-');
    expect(Object.keys(filesOf(out))).toEqual(Object.keys(trio('1.1')).sort());
  });

  it('before that: what it wrote stays, and nobody loads it', async () => {
    const dir = directoryOf(trio('1.0'));
    const script = `${WRITES}\nrm "$2/feature_scaler_v$1.joblib"; exit 3`;
    const { outcome } = await trainIn(dir, IN_PLACE, script);
    expect(outcome).toMatchObject({ action: 'failed', out: dir, kept: [] });
    expect(Object.keys(filesOf(dir))).toHaveLength(5);
  });

  it('when its model cannot be taken back: that is told', async () => {
    const dir = directoryOf(trio('1.0'));
    const script = `${WRITES}\nrm -r "$2/.registry/staging"; : > "$2/.registry/staging"; exit 3`;
    const { outcome } = await trainIn(dir, IN_PLACE, script);
    expect(outcome).toMatchObject({ failure: { kind: 'error' }, kept: [] });
    expect(String((outcome as { failure: { error: Error } }).failure.error)).toContain(
      `its files are still in ${dir}: `,
    );
  });
});

describe('a judge', () => {
  const NO = { promote: false, reasons: [{ kind: 'too-bad' }] };

  it.each([false, true])(
    'sets the model aside, with the reasons (in place: %s)',
    async (inPlace) => {
      const dir = directoryOf(trio('1.0'));
      const { outcome } = await trainIn(dir, { ...FORCED, inPlace, judge: () => NO });
      const folder = join(dir, '.registry/rejected/1.1');
      expect(outcome).toEqual({ action: 'rejected', version: '1.1', folder, judgement: NO });
      expect(filesOf(dir)).toEqual(trio('1.0'));
      expect(Object.keys(filesOf(folder)).sort()).toEqual([
        ...Object.keys(trio('1.1')).sort(),
        'reasons.json',
      ]);
      expect(JSON.parse(filesOf(folder)['reasons.json'] ?? '')).toMatchObject({
        version: '1.1',
        reasons: NO.reasons,
      });
    },
  );

  it.each([true, false])(
    'of a version that was taken meanwhile changes nothing: its files are kept (promote: %s)',
    async (promote) => {
      const dir = directoryOf(trio('1.0'));
      const taken = `${WRITES}\nmkdir "$2/../../rejected" "$2/../../rejected/$1"`;
      const judge = () => ({ ...NO, promote });
      const { outcome } = await trainIn(dir, { ...FORCED, judge }, taken);
      const failure = { kind: 'version-taken' };
      expect(outcome).toMatchObject({ action: 'failed', version: '1.1', failure, kept: ['1.1'] });
      expect(filesOf(dir)).toEqual(trio('1.0'));
    },
  );

  it('sees the new model and what it would replace, and lets it pass', async () => {
    const seen: unknown[] = [];
    const { outcome } = await trainIn(directoryOf(trio('1.0')), {
      ...FORCED,
      judge: (model, decision) => {
        seen.push(model.version, selectedVersion(decision));
        return { promote: true, reasons: [] };
      },
    });
    expect(seen).toEqual(['1.1', '1.0']);
    expect(outcome).toMatchObject({ action: 'published', version: '1.1' });
  });

  it('is not asked about files that cannot be published', async () => {
    const script = `${WRITES}\n: > "$2/meta_model_v$1.joblib"`;
    const judge = () => {
      throw new Error('asked');
    };
    const { outcome } = await trainIn(directoryOf(trio('1.0')), { ...FORCED, judge }, script);
    expect(outcome).toMatchObject({ action: 'failed', failure: { kind: 'unfit' } });
  });
});
