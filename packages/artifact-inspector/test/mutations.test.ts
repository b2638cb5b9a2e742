import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { type Inspection, inspectFile } from '../src/index.js';
import { inflatingTime, processorTime } from './support/processor-time.js';
import { itWithPython, runPython } from './support/python.js';

const CASES = process.env.PROOFS === 'full' ? 100_000 : 200;
const BATCH = Math.min(CASES, 1_000);
const folder = mkdtempSync(join(tmpdir(), 'inspector-mutations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Numbers below `below`, the same in every run. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const INTERESTING = [
  ...Buffer.from('.0(tR)}]bcegijloprqsuVXIS'),
  0x80,
  0x81,
  0x82,
  0x8c,
  0x92,
  0x93,
  0x94,
  0x95,
  0,
  1,
  255,
];
const CALL = Buffer.from('cposix\ngetpid\n)R');

/** One to three changes: a byte, a bit, bytes left out, doubled or moved, a call put in. */
function mutate(content: Buffer, random: (below: number) => number): Buffer {
  let result = Buffer.from(content);
  for (let change = random(3); change >= 0; change--) {
    const at = random(result.length);
    const length = random(20);
    const before = result.subarray(0, at);
    const part = result.subarray(at, at + length);
    const after = result.subarray(at + length);
    const kind = random(7);
    if (kind === 0) result[at] = random(256);
    else if (kind === 1) result[at] = INTERESTING[random(INTERESTING.length)] as number;
    else if (kind === 2) result[at] = (result[at] as number) ^ (1 << random(8));
    else if (kind === 3) result = Buffer.concat([before, after]);
    else if (kind === 4) result = Buffer.concat([before, part, part, after]);
    else if (kind === 5) result = Buffer.concat([before, CALL, part, after]);
    else result = Buffer.concat([part, before, after]);
  }
  return result;
}

/** What joblib's own unpickler would import from each file of a folder, by file name. */
function importsSeenByJoblib(batch: string): Map<string, string[]> {
  const seen = new Map<string, string[]>();
  for (const line of runPython('list_imports.py', batch).trimEnd().split('\n')) {
    const [file, name]: [string, string | null] = JSON.parse(line);
    const names = seen.get(file) ?? [];
    if (name !== null && name !== 'crash') names.push(name);
    seen.set(file, names);
  }
  return seen;
}

function namesIn({ findings }: Inspection): Set<string> {
  return new Set(findings.flatMap((one) => ('module' in one ? [`${one.module} ${one.name}`] : [])));
}

itWithPython(
  `of ${CASES} damaged files none goes wrong, and none that passes imports more than was listed`,
  async () => {
    const samples = join(folder, 'samples');
    runPython('make_samples.py', samples);
    const originals = readdirSync(samples)
      .filter(
        (file) => !/\.(bz2|xz|lzma)\d/.test(file) && statSync(join(samples, file)).size < 50_000,
      )
      .map((file) => readFileSync(join(samples, file)));
    const random = makeRandom(20_261_122);
    const verdicts = { clean: 0, warning: 0, refused: 0 };
    const missed: string[] = [];
    const unit = await inflatingTime();
    for (let done = 0; done < CASES; done += BATCH) {
      const batch = join(folder, String(done));
      mkdirSync(batch);
      const inspections = new Map<string, Inspection>();
      for (let number = 0; number < BATCH; number++) {
        const file = join(batch, String(number));
        writeFileSync(file, mutate(originals[random(originals.length)] as Buffer, random));
        const time = await processorTime(async () => {
          const inspection = await inspectFile(file);
          verdicts[inspection.verdict]++;
          inspections.set(String(number), inspection);
        });
        expect(time).toBeLessThan(5 * unit);
      }
      const seen = importsSeenByJoblib(batch);
      expect(seen.size).toBe(BATCH);
      for (const [file, inspection] of inspections) {
        if (inspection.verdict === 'refused') continue;
        const listed = namesIn(inspection);
        const more = (seen.get(file) ?? []).filter((name) => !listed.has(name));
        if (more.length > 0) missed.push(`${done + Number(file)}: ${more}`);
      }
      rmSync(batch, { recursive: true });
    }
    expect(missed).toEqual([]);
    // Most damage is noticed, and some is in numbers and leaves a file whole: both must be among the cases.
    expect(verdicts.refused).toBeGreaterThan(CASES / 2);
    expect(verdicts.clean).toBeGreaterThan(CASES / 100);
  },
);
