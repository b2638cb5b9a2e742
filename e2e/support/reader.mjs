// Looks at a models directory again and again, as a bot may, until its input ends. Says what it saw.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { artifactFileName, versionOfEntry } from '@org/model-registry-core';
import { scanModels } from '@org/model-registry-fs-scanner';

const [dir, json] = process.argv.slice(2);
const layout = JSON.parse(json);
const whole = new Map();
const torn = [];
let looks = 0;
let isOver = false;

// Without a pause where all is to be proven, and still not in the way of those that it watches.
setPriority(10);
const next = process.env.PROOFS === 'full' ? setImmediate : (look) => setTimeout(look, 2);

process.stdin.resume().on('end', () => {
  isOver = true;
});
process.stdout.write('looking\n');
lookAgain();

function lookAgain() {
  looks += 1;
  try {
    if (looks % 2 === 0) lookByName();
    else lookByScan();
  } catch (error) {
    torn.push(error.message);
  }
  if (!isOver) next(lookAgain);
  else process.stdout.write(`${JSON.stringify({ looks, versions: [...whole.keys()], torn })}\n`);
}

/** A plain script: lists the files, and takes a version whose config file is there for complete. */
function lookByName() {
  const named = readdirSync(dir).flatMap((name) => versionOfEntry(layout, name) ?? []);
  const isWhole = (version) => existsSync(join(dir, artifactFileName(layout, 'config', version)));
  const versions = [...new Set(named)].filter(isWhole);
  const lost = [...whole.keys()].filter((version) => !versions.includes(version));
  if (lost.length > 0) torn.push(`gone: ${lost}`);
  for (const version of versions) check(version);
}

/** A program that uses our package. */
function lookByScan() {
  for (const { version, exists, metadata, problems } of scanModels(dir, layout).models) {
    if (!exists) continue;
    if (problems.length > 0 || metadata === null) torn.push(`${version}: ${problems}`);
    check(version);
  }
}

/** The files are those that the config file records, and what they were when they first were there. */
function check(version) {
  const files = layout.artifacts.map((artifact) =>
    join(dir, artifactFileName(layout, artifact, version)),
  );
  const state = files.map(stateOf).join();
  const known = whole.get(version);
  if (known === state) return;
  if (known !== undefined) torn.push(`${version} has changed`);
  whole.set(version, state);
  const contents = files.map((file) => readFileSync(file));
  const { artifacts } = JSON.parse(contents.at(-1));
  if (layout.recorded.every((each, at) => artifacts?.[each]?.sha256 === hash(contents[at]))) return;
  torn.push(`${version} is not what its config file records`);
}

function stateOf(file) {
  const { ino, size, mtimeNs } = statSync(file, { bigint: true });
  return [ino, size, mtimeNs].join(' ');
}

function hash(content) {
  return createHash('sha256').update(content).digest('hex');
}
