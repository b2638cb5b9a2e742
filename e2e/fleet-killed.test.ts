import { randomBytes } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Bot, filesIn, sha256, stagedIn, versionsIn } from './support/bot.js';
import { CLI, expectEnd, runCli } from './support/cli.js';
import { DEADLINE } from './support/deadline.js';
import { machine, sharing } from './support/fleet.js';
import { killCount } from './support/kills.js';
import { type Files, temporaryFolder, version, writeFiles } from './support/models.js';
import { describePlaces, type Place, placeIn } from './support/places.js';
import { faultsOf, runWithFault, whyNoStrace } from './support/strace.js';

const CALLS = killCount(3, Number.POSITIVE_INFINITY);
/** Kills that one store sees, a bucket fewer: all that is in it is read after each. */
const EACH = 50;
/** Milliseconds that all of them may take, on a machine that has other things to do. */
const LIMIT = process.env.PROOFS === 'full' ? 14_400_000 : DEADLINE;
const LANES = killCount(1, 4);
/** Bytes of a model that is pulled: large enough to be killed amid. */
const LARGE = killCount(2_000_000, 8_000_000);

/** A version that is like no other, with a model of so many bytes in one pickled string. */
function versionOf(name: string, size: number): Files {
  const text = randomBytes(size / 2).toString('hex');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const model = Buffer.concat([Buffer.from('X'), length, Buffer.from(`${text}.`)]);
  return { ...version(name), [`meta_model_v${name}.joblib`]: model };
}

const namesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort() : []);
const contentOf = (folder: string, name: string) => readFileSync(join(folder, name));
const documentAt = async (place: Place, key: string) =>
  JSON.parse((await place.read(key)).toString());

/** Every version that the store has is whole, and the journal names each at most once, without a gap. */
async function expectRight(place: Place): Promise<{ versions: string[]; told: string[] }> {
  const visible = async (folder: string) =>
    (await place.names(folder)).filter((name) => !name.startsWith('.'));
  const versions = (await visible('versions')).map((name) => name.replace('.json', ''));
  for (const name of versions) {
    const { artifacts } = await documentAt(place, `versions/${name}.json`);
    expect(Object.keys(artifacts)).toEqual(['model', 'scaler']);
    for (const { sha256: hash, size } of Object.values<{ sha256: string; size: number }>(
      artifacts,
    )) {
      const content = await place.read(`objects/${hash}`);
      expect([sha256(content), content.length]).toEqual([hash, size]);
    }
  }
  const numbers = await visible('journal');
  expect(numbers).toEqual(numbers.map((_, at) => `${String(at + 1).padStart(12, '0')}.json`));
  const told: string[] = [];
  for (const name of numbers) told.push((await documentAt(place, `journal/${name}`)).version);
  expect(new Set(told).size).toBe(told.length);
  expect(versions).toEqual(expect.arrayContaining(told));
  return { versions, told };
}

type Seen = () => boolean | Promise<boolean>;
const atOnce: Seen = () => true;

async function cameTo(holds: Seen, ended: Promise<unknown>): Promise<void> {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!(await holds()) && !isOver) await setTimeout(1);
}

/** Starts a command, and kills it some time after something is seen. */
async function killed(
  own: Bot,
  words: readonly string[],
  isSeen: Seen,
  most: number,
): Promise<boolean> {
  const { child, ended } = own.start(words);
  await cameTo(isSeen, ended);
  const pause = Math.random() * most;
  if (pause > 1) await setTimeout(pause);
  child.kill('SIGKILL');
  return (await ended).signal === 'SIGKILL';
}

/** Milliseconds that a command takes that nobody kills. */
async function lengthOf(own: Bot, words: readonly string[]): Promise<number> {
  const begun = performance.now();
  expectEnd(await own.start(words).ended, 0);
  return performance.now() - begun;
}

describePlaces((newPlace, isFolder) => {
  // Daily one for each step that a kill waits for; what a machine does with what it fetched from a bucket is
  // what it does with any.
  const pushes = killCount(isFolder ? 5 : 4, 1_000);
  const pulls = killCount(isFolder ? 5 : 3, 200);

  it(
    `a push that is killed leaves nothing torn ${pushes} times, and the next goes on`,
    async () => {
      const counts = { none: 0, objects: 0, claim: 0, version: 0, journal: 0 };
      let left = pushes;
      const each = isFolder ? EACH : EACH / 5;
      const inNewPlace = async () => {
        const place = await newPlace();
        const own = place.machine(version('0.1'));
        const length = await lengthOf(own, ['push']);
        for (let run = 0; left > 0 && run < each; run += 1) {
          const name = `1.${run}`;
          writeFiles(own.models, versionOf(name, 200_000));
          const hash = sha256(contentOf(own.models, `meta_model_v${name}.joblib`));
          const has = (key: string) => place.has(key);
          const isBeingSent = async () =>
            (await place.names('objects')).some((each) => each.startsWith('.new-'));
          const steps: readonly Seen[] = [
            atOnce,
            // A bucket shows nothing of what is being sent.
            ...(isFolder ? [isBeingSent] : []),
            () => has(`objects/${hash}`),
            () => has(`claims/${name}.json`),
            () => has(`versions/${name}.json`),
          ];
          const step = run % steps.length;
          const most = steps[step] === atOnce ? length : 4;
          const isKilled = await killed(own, ['push', '--wait', '60'], steps[step] as Seen, most);
          const { versions, told } = await expectRight(place);
          if (isKilled) {
            left -= 1;
            if (told.includes(name)) counts.journal += 1;
            else if (versions.includes(name)) counts.version += 1;
            else if (await has(`claims/${name}.json`)) counts.claim += 1;
            else if (await has(`objects/${hash}`)) counts.objects += 1;
            else counts.none += 1;
          }
          expectEnd(await own.run(['push']), 0);
          expect((await expectRight(place)).told).toContain(name);
          expect(await own.json(['push'])).toMatchObject({ versions: [] });
        }
      };
      const lane = async () => {
        while (left > 0) await inNewPlace();
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      console.info(
        `${pushes} pushes killed, by the last step that was done: ${JSON.stringify(counts)}`,
      );
    },
    LIMIT,
  );

  it(
    `a pull that is killed leaves the machine as it was ${pulls} times, and the next fetches only the rest`,
    async () => {
      const place = await newPlace();
      const trainer = place.machine({ ...version('1.0'), ...versionOf('1.1', LARGE) });
      expectEnd(await trainer.run(['push', '1.0']), 0);
      const counts = { nothing: 0, 'a part': 0, 'all files': 0, published: 0 };
      const old = place.machine();
      expectEnd(await old.run(['pull']), 0);
      expectEnd(await trainer.run(['push', '1.1']), 0);
      const size = (name: string) => statSync(join(trainer.models, name)).size;
      const files = ['meta_model_v1.1.joblib', 'feature_scaler_v1.1.joblib'];
      const total = files.reduce((sum, name) => sum + size(name), 0);
      const measured = place.machine();
      const length = await lengthOf(measured, ['pull']);
      let left = pulls;
      const lane = async () => {
        for (let run = 0; left > 0; run += 1) {
          const own = place.machine();
          cpSync(old.models, own.models, { recursive: true });
          const fetching = join(own.models, '.registry/staging/pull-1_1');
          const isThere = (name: string) => existsSync(join(own.models, name));
          const steps: readonly Seen[] = [
            atOnce,
            () => namesIn(fetching).length > 0,
            () => existsSync(join(fetching, files[0] as string)),
            () => stagedIn(own).some((name) => name.endsWith('.publish.json')),
            () => isThere('model_config_v1.1.json'),
          ];
          const step = run % steps.length;
          const most = [length, length / 8][step] ?? 4;
          if (!(await killed(own, ['pull'], steps[step] as Seen, most))) continue;
          left -= 1;
          const versions = versionsIn(own.models);
          expect(versions).toContain('1.0');
          const fetched = namesIn(fetching)
            .filter((name) => /joblib(?:\.part)?$/.test(name))
            .reduce((sum, name) => sum + statSync(join(fetching, name)).size, 0);
          const isIntended = stagedIn(own).some((name) => name.endsWith('.publish.json'));
          const isPublished = isIntended || versions.includes('1.1');
          if (isPublished) counts.published += 1;
          else if (fetched === 0) counts.nothing += 1;
          else counts[fetched < total ? 'a part' : 'all files'] += 1;
          const best = versions.includes('1.1') ? '1.1' : '1.0';
          expect(await own.json(['select'])).toMatchObject({ selected: { version: best } });
          // A publication that had begun, and a lock whose folder is gone, are for the next pull.
          const found = (await own.json(['doctor'])).problems as { kind: string }[];
          const isBad = ({ kind }: { kind: string }) => kind !== 'leftover';
          expect(isIntended ? [] : found.filter(isBad)).toEqual([]);
          const pulled = await own.json(['pull']);
          if (isPublished) expect(pulled.bytes).toBe(0);
          else expect([pulled.pulled, pulled.bytes]).toEqual([['1.1'], total - fetched]);
          expect(versionsIn(own.models)).toEqual(['1.0', '1.1']);
          expect(stagedIn(own)).toEqual([]);
          expect((await own.json(['doctor'])).problems).toEqual([]);
          const lines = filesIn(own.models)['.registry/journal.jsonl']?.trim().split('\n') ?? [];
          expect(lines.map((line) => JSON.parse(line).version)).toEqual(['1.0', '1.1']);
          rmSync(own.cwd, { recursive: true, force: true });
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      console.info(`${pulls} pulls killed, by what was there: ${JSON.stringify(counts)}`);
    },
    LIMIT,
  );
});

const whyNot = whyNoStrace();

describe.skipIf(whyNot !== null)(
  `push and pull that are killed before a call that changes something${whyNot === null ? '' : ` (skipped: ${whyNot})`}`,
  () => {
    /** The store in the machine's own folder, so that its calls are met too. */
    function origin(): Bot {
      const own = machine('/nonexistent', versionOf('1.0', 20_000));
      writeFiles(own.cwd, { 'store/.keep': '' });
      return own;
    }

    /** So many of them, one at random of each part of the run. */
    function spread<T>(all: readonly T[], count: number): readonly T[] {
      if (count >= all.length) return all;
      const part = all.length / count;
      return Array.from(
        { length: count },
        (_, nth) => all[Math.floor((nth + Math.random()) * part)] as T,
      );
    }

    async function tryAll(
      own: Bot,
      words: readonly string[],
      check: (cwd: string) => Promise<void>,
    ) {
      const copy = () => {
        const cwd = mkdtempSync(join(temporaryFolder(), 'bot-'));
        cpSync(own.cwd, cwd, { recursive: true });
        writeFiles(cwd, { 'config/config.yaml': sharing(join(cwd, 'store')) });
        return cwd;
      };
      const program = [CLI, ...words];
      const all = (await faultsOf(program, copy())).filter(({ fault }) => fault === 'KILL');
      const chosen = spread(all, CALLS);
      for (const fault of chosen) {
        const cwd = copy();
        if ((await runWithFault(fault, program, cwd)) === null) continue;
        await check(cwd).catch((cause) => {
          throw new Error(`${words} killed at ${fault.call} ${fault.nth}: ${cause.message}`, {
            cause,
          });
        });
        rmSync(cwd, { recursive: true, force: true });
      }
      console.info(`${words}: killed at ${chosen.length} of ${all.length} calls`);
    }

    it('push', async () => {
      await tryAll(origin(), ['push'], async (cwd) => {
        const place = placeIn(join(cwd, 'store'));
        await expectRight(place);
        expectEnd(await runCli(['push'], { cwd }), 0);
        expect(await expectRight(place)).toEqual({ versions: ['1.0'], told: ['1.0'] });
        expectEnd(await runCli(['store', 'check'], { cwd }), 0);
      });
    });

    it('pull', async () => {
      const own = origin();
      writeFiles(own.cwd, { 'config/config.yaml': sharing(join(own.cwd, 'store')) });
      expectEnd(await own.run(['push']), 0);
      rmSync(own.models, { recursive: true });
      mkdirSync(own.models);
      await tryAll(own, ['pull'], async (cwd) => {
        const models = join(cwd, 'models');
        versionsIn(models);
        expectEnd(await runCli(['pull'], { cwd }), 0);
        expect(versionsIn(models)).toEqual(['1.0']);
        expect(namesIn(join(models, '.registry/staging'))).toEqual([]);
        const { stdout } = await runCli(['doctor', '--json'], { cwd });
        expect(JSON.parse(stdout).problems).toEqual([]);
      });
    });
  },
);
