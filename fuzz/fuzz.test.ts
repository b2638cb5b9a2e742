import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Catch, hunt, tryInput } from './hunt.js';
import type { Target } from './target.js';
import { TARGETS } from './targets/index.js';
import { startWatchdog } from './watchdog.js';

const CORPUS = fileURLToPath(new URL('corpus/', import.meta.url));

/** What `pnpm fuzz` asks for; else a few inputs, the same in every run. */
const { FUZZ_SECONDS, FUZZ_SEED } = process.env;
const FEW = 100;
const seconds = FUZZ_SECONDS === undefined ? null : Number(FUZZ_SECONDS);
const seed = Number(FUZZ_SEED ?? 20_261_123);

describe.each(TARGETS)('$name', (target) => {
  const corpus = corpusOf(target);
  const inputs = corpus.map(({ input }) => input);

  it(`holds for the ${corpus.length} inputs in the corpus`, async () => {
    expect(corpus).not.toEqual([]);
    for (const { file, input } of corpus) {
      const caught = await tryInput(target, input);
      if (caught) throw new Error(`${file}: ${caught.error.message}`, { cause: caught.error });
    }
  });

  it(
    'holds for inputs made of them',
    async () => {
      const { tried, caught } = await (seconds === null
        ? hunt(target, inputs, { seed, goesOn: (tried) => tried < FEW })
        : huntLong(target, inputs, seconds));
      if (caught) keep(target, caught);
      if (seconds !== null) console.log(`${target.name}: ${tried} inputs`);
    },
    1_200_000 + 2_000 * (seconds ?? 0),
  );
});

async function huntLong(target: Target, inputs: readonly Buffer[], seconds: number) {
  const watchdog = startWatchdog(join(CORPUS, target.name, 'hangs'), target.longest);
  const end = performance.now() + 1_000 * seconds;
  try {
    const goesOn = () => performance.now() < end;
    return await hunt(target, inputs, { seed, goesOn, onInput: watchdog.saw });
  } finally {
    await watchdog.stop();
  }
}

function corpusOf({ name }: Target): { readonly file: string; readonly input: Buffer }[] {
  const folder = join(CORPUS, name);
  return readdirSync(folder).map((file) => ({ file, input: readFileSync(join(folder, file)) }));
}

/** Makes what failed a case of every later run, and says how to get it from a machine's log. */
function keep({ name }: Target, { input, error }: Catch): never {
  const hash = createHash('sha256').update(input).digest('hex').slice(0, 8);
  const file = join(CORPUS, name, `found-${hash}`);
  writeFileSync(file, input);
  const base64 = input.toString('base64').slice(0, 4_000);
  const words = `found with seed ${seed}; the input is in ${file}, in base64: ${base64}`;
  throw new Error(`${error.message}\n${words}`, { cause: error });
}
