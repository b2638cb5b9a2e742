// How a fleet behaves of which the machines poll a store: virtual time, the protocol's own code, a model of
// the bucket and of the network. Prints the tables of docs/fleet.md.
import { createHash } from 'node:crypto';
import { instantOf, parseConfig } from '@org/model-registry-core';
import { appendEntry } from '../../packages/fleet/src/protocol/append.ts';
import { bytesOf, FORMAT_NUMBER } from '../../packages/fleet/src/protocol/documents.ts';
import { NOTHING_READ } from '../../packages/fleet/src/protocol/fold.ts';
import { newToken } from '../../packages/fleet/src/protocol/journal.ts';
import { FORMAT_KEY, objectKey, versionKey } from '../../packages/fleet/src/protocol/keys.ts';
import { follow } from './machine.mjs';
import { ModelStore } from './model-store.mjs';
import { monthlyCost, PROVIDERS } from './prices.mjs';
import { World } from './world.mjs';

const FLEETS = [10, 1_000, 100_000];
const EVERY = 30;
const MODEL_BYTES = 20_000_000;
const SCALER_BYTES = 20_000;
/** Moments, in seconds: a publication, a region that is cut off and comes back, a quiet time, the end. */
const [CUT, PUBLISHED, BACK, END] = [240, 270, 570, 720];
const QUIET = [180, 240];
/** One of so many machines is in the region that is cut off. */
const REGIONS = 10;
const WRITTEN = { at: '2026-01-01T00:00:00.000Z', host: 'trainer', user: 'trainer' };
const NOW = instantOf(new Date('2026-01-02T00:00:00Z'));

const config = parseConfig({ model: { store: { url: 's3://models/bot' } } }).config;

const results = [];
const asked = process.argv.slice(2).map(Number);
for (const machines of asked.length > 0 ? asked : FLEETS) {
  const began = Date.now();
  results.push(await simulate(machines));
  process.stderr.write(`${machines} machines: ${((Date.now() - began) / 1_000).toFixed(1)} s\n`);
}
printSpread();
printCosts();

async function simulate(machines) {
  const world = new World(machines);
  // Machines look at everything again after an hour, by this clock.
  performance.now = () => world.now;
  const bucket = new ModelStore(world);
  const format = { format: 'model-registry-store', number: FORMAT_NUMBER, id: newToken() };
  bucket.put(FORMAT_KEY, bytesOf({ ...format, at: WRITTEN.at }));
  const isCut = () => world.now >= CUT * 1_000 && world.now < BACK * 1_000;
  const [whole, cut] = [bucket.from(() => false), bucket.from(isCut)];
  const first = publish(bucket, whole, '1.0');
  await world.runUntil(1_000);
  await first;
  const { signal } = new AbortController();
  const taken = { whole: [], cut: [] };
  for (let each = 0; each < machines; each += 1) {
    const region = each % REGIONS === 0 ? 'cut' : 'whole';
    const options = { config, id: `bot-${each}`, every: EVERY, now: NOW, signal };
    const note = (version) => version === '1.1' && taken[region].push(world.now);
    follow(world, region === 'cut' ? cut : whole, options, note).catch(fail);
  }
  await world.runUntil(QUIET[0] * 1_000);
  const before = { ...bucket.totals };
  await world.runUntil(QUIET[1] * 1_000);
  const quiet = bucket.totals.GET - before.GET;
  await world.runUntil(PUBLISHED * 1_000);
  const atFirst = { ...bucket.totals };
  const second = publish(bucket, whole, '1.1');
  await world.runUntil(END * 1_000);
  await second;
  const region = machines / REGIONS;
  if (taken.whole.length !== machines - region || taken.cut.length !== region) {
    throw new Error(`${taken.whole.length + taken.cut.length} of ${machines} have the model`);
  }
  return {
    machines,
    quietRate: quiet / (QUIET[1] - QUIET[0]),
    peak: Math.max(...Array.from(bucket.seconds.slice(PUBLISHED, END), (count) => count ?? 0)),
    slowDown: bucket.totals.slowDown - atFirst.slowDown,
    whole: taken.whole.map((at) => at / 1_000 - PUBLISHED),
    cut: taken.cut.map((at) => at / 1_000 - BACK),
  };
}

/** As a push does it: objects, version, journal. */
async function publish(bucket, store, version) {
  const artifacts = {};
  for (const [artifact, size] of [
    ['model', MODEL_BYTES],
    ['scaler', SCALER_BYTES],
  ]) {
    const sha256 = createHash('sha256').update(`${version} ${artifact}`).digest('hex');
    bucket.putObject(objectKey(sha256), size);
    artifacts[artifact] = { sha256, size };
  }
  const metadata = { training_mode: 'single_symbol', training_days: 30, artifacts };
  await store.create(versionKey(version), { bytes: bytesOf(metadata) });
  const entry = { event: 'published', version, reason: '', ...WRITTEN };
  await appendEntry(store, NOTHING_READ, entry, () => true);
}

function fail(error) {
  console.error(error);
  process.exit(1);
}

function printSpread() {
  console.log(
    '| machines | requests a second, quiet | most in a second | answered 503 | 50 % | 99 % | 100 % | region: 50 % | 100 % |',
  );
  console.log('|---:|---:|---:|---:|---:|---:|---:|---:|---:|');
  for (const { machines, quietRate, peak, slowDown, whole, cut } of results) {
    const cells = [
      machines.toLocaleString('en'),
      quietRate < 10 ? quietRate.toFixed(1) : Math.round(quietRate).toLocaleString('en'),
      peak.toLocaleString('en'),
      slowDown.toLocaleString('en'),
      ...[0.5, 0.99, 1].map((share) => seconds(whole, share)),
      ...[0.5, 1].map((share) => seconds(cut, share)),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function seconds(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return `${sorted[Math.ceil(sorted.length * share) - 1].toFixed(0)} s`;
}

function printCosts() {
  const days = 30;
  const rounds = (days * 86_400) / EVERY;
  const looks = days * 24;
  console.log(
    `\nA month of ${days} days, a publication of ${MODEL_BYTES / 1e6} MB a day, 30 kept:\n`,
  );
  console.log(
    `| machines | GETs | PUTs and LISTs | sent | ${PROVIDERS.map(({ name }) => name).join(' | ')} |`,
  );
  console.log('|---:|---:|---:|---:|---:|---:|');
  for (const { machines } of results) {
    // A round: the next number of the journal. A look, every hour or with a publication: what the store
    // is, the last number, the next one, the list, the report; with a publication its entry, its
    // version and its two files too, and one number behind the end.
    const usage = {
      gets: machines * (rounds + looks * 3 + days * (3 + 5)),
      puts: machines * (looks + days),
      lists: machines * (looks + days),
      storedGb: (days * MODEL_BYTES) / 1e9,
      sentGb: (machines * days * MODEL_BYTES) / 1e9,
    };
    const costs = PROVIDERS.map((provider) => {
      const { requests, stored, sent } = monthlyCost(provider, usage);
      const extra = sent > 0 ? ` + ${dollars(sent)} sent` : '';
      return `${dollars(requests + stored)}${extra}`;
    });
    const cells = [
      machines.toLocaleString('en'),
      millions(usage.gets),
      millions(usage.puts + usage.lists),
      `${usage.sentGb.toLocaleString('en')} GB`,
      ...costs,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function millions(count) {
  return `${(count / 1e6).toLocaleString('en', { maximumSignificantDigits: count < 1e6 ? 2 : 5 })} M`;
}

function dollars(amount) {
  const digits = amount < 10 ? 2 : 0;
  const form = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `$${amount.toLocaleString('en', form)}`;
}
