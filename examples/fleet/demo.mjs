// One store and four machines on this one: a trainer, and three bots that follow it.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Machine } from './machine.mjs';
import { startStore } from './store.mjs';

const TRAIN = ['--', process.execPath, fileURLToPath(new URL('train.mjs', import.meta.url))];

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'model-registry-demo-')));
const store = await startStore(folder);
const line = await store.line();
const make = (name, settings) => new Machine(folder, name, settings, store.env);
const trainer = make('trainer', { ...store.settings(), push: true });
const ada = make('ada', store.settings());
const bob = make('bob', store.settings());
const eve = make('eve', store.settings(line?.endpoint));
const bots = [ada, bob, eve];
try {
  console.log(`The store is ${store.name}`);
  await train();
  for (const bot of bots) {
    bot.watch();
    bot.pull();
  }
  await all('Three bots follow the store', '1.0');
  await train();
  await all('The trainer published 1.1', '1.1');
  await trainer.run('pin', '1.0', '--fleet');
  await all('1.0 is pinned for all', '1.0');
  await trainer.run('unpin', '--fleet');
  await all('It is unpinned', '1.1');

  line?.cut();
  bob.stop();
  bob.watch();
  const cutOff = line ? [bob, eve] : [bob];
  await train();
  const others = bots.filter((bot) => !cutOff.includes(bot));
  await Promise.all(others.map((bot) => bot.until('1.2')));
  // Time enough to do something wrong.
  await setTimeout(3_000);
  await Promise.all(cutOff.map((bot) => bot.until('1.1')));
  const cut = line ? 'the network of eve is cut' : 'a folder has no network that could be cut';
  show(`The pull of bob is killed, ${cut}, and 1.2 is published`);
  console.log(indented(await trainer.run('fleet')));

  line?.mend();
  bob.pull();
  await all('Both are back', '1.2');
  await trainer.run('rollback', '--fleet');
  await all('The fleet is rolled back', '1.1');

  console.log(indented(await trainer.run('store', 'check')));
  for (const machine of [trainer, ...bots]) {
    const { problems } = JSON.parse(await machine.run('doctor', '--json'));
    if (problems.length > 0) throw new Error(`${machine.name}: ${JSON.stringify(problems)}`);
  }
  console.log(
    'Everything is right: each file is what was published, and no machine has a problem.',
  );
} finally {
  for (const machine of [trainer, ...bots]) machine.stop();
  line?.close();
  await store.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function train() {
  await trainer.run('train', '--force-train', ...TRAIN);
}

async function all(what, version) {
  await Promise.all(bots.map((bot) => bot.until(version)));
  show(what);
}

function show(what) {
  const runs = bots.map((bot) => `${bot.name} runs ${bot.runs ?? 'nothing'}`);
  console.log(`\n${what}\n  ${runs.join(', ')}`);
}

function indented(text) {
  return text.replace(/^(?=.)/gm, '  ');
}
