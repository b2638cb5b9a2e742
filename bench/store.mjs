// What it takes to send versions to a store and to fetch them, beside curl with the same signature.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { compare } from './measure.mjs';

const NOTHING = createHash('sha256').digest('hex');
/** The server that the tests start, and the keys of its one user. */
const SERVER = {
  contents: "export { CEPH } from './ceph.ts'; export { S3_KEYS } from './server-kind.ts';",
  resolveDir: fileURLToPath(new URL('../e2e/support/s3', import.meta.url)),
};

/** What a module imports of packages only for others that it gives is not loaded. */
const ONLY_OWN = {
  name: 'only-own',
  setup({ onResolve }) {
    onResolve({ filter: /^(vitest|@org\/)/ }, ({ path }) => ({
      ...{ path, external: true, sideEffects: false },
    }));
  },
};

/**
 * The server that the tests start; theirs is TypeScript.
 *
 * @param folder where a form of it is written that Node runs
 * @returns how it is started, and the keys of its one user as an environment has them
 */
export async function loadServer(folder) {
  const outfile = join(folder, 'ceph.mjs');
  await build({
    ...{ stdin: SERVER, outfile, bundle: true, format: 'esm', platform: 'node' },
    ...{ plugins: [ONLY_OWN], logLevel: 'error' },
  });
  const { CEPH, S3_KEYS } = await import(pathToFileURL(outfile));
  return { ceph: CEPH, keys: S3_KEYS };
}

/** The server keeps in memory what it is sent, and has no room for more. */
const PUSHES = 1;
const PULLS = 5;
/** A folder that no disk is behind, on Linux. */
const MEMORY = '/dev/shm';

/**
 * Pushes a version of so many bytes to a store, and pulls it from there; both a few times, in turn with curl.
 *
 * @returns by what was compared, what {@link compare} returns of it
 */
export async function measureStore({ ceph, keys }, cli, peak, folder, bytes) {
  const { endpoint, stop } = await ceph.start();
  const memory = hasMemory(2.5 * bytes) ? mkdtempSync(join(MEMORY, 'model-registry-bench-')) : null;
  if (!memory) console.log(`pull to memory: left out, since ${MEMORY} has too little room`);
  const user = `${keys.AWS_ACCESS_KEY_ID}:${keys.AWS_SECRET_ACCESS_KEY}`;
  try {
    const models = join(folder, 'pushed');
    const file = makeVersion(models, bytes);
    const curl = (words, hash = NOTHING) => {
      const command = `curl -sSf --aws-sigv4 aws:amz:us-east-1:s3 --user ${user} -H "x-amz-content-sha256: ${hash}" ${words}`;
      return { program: 'sh', words: ['-c', command] };
    };
    const bucket = `${endpoint}/bench`;
    const { program, words } = curl(`-X PUT ${bucket}`);
    execFileSync(program, words);
    let count = 0;
    const ours = (verb, dir, prefix) => {
      const config = join(folder, `${verb}-${prefix}.yaml`);
      writeFileSync(
        config,
        `model: {training_mode: single_symbol, store: {url: "s3://bench/${prefix}", endpoint: "${endpoint}", region: us-east-1, path_style: true}}\n`,
      );
      const variables = Object.entries(keys).map(([name, value]) => `${name}=${value}`);
      const command = [process.execPath, ...peak, cli, verb];
      return {
        program: 'env',
        words: [...variables, ...command, '--config', config, '--models-dir', dir],
      };
    };
    const push = () => {
      count += 1;
      return ours('push', models, count);
    };
    const sum = `sha256sum ${file} | cut -c1-64`;
    const hash = `$(${sum})`;
    const send = () => curl(`-T ${file} ${bucket}/curl-${count}`, hash);
    const pushed = compare(push, send, PUSHES);
    // Both write to where nothing is, and what others wrote is on the disk before. A models directory that was emptied
    // is never filled again.
    let fetched = join(folder, 'fetched');
    const makeRoom = (place) => {
      rmSync(fetched, { recursive: true, force: true });
      count += 1;
      fetched = join(place, `fetched-${count}`);
      mkdirSync(fetched);
      execFileSync('sync');
    };
    const pull = (place) => () => {
      makeRoom(place);
      return ours('pull', fetched, 1);
    };
    // The same object: one that was sent in parts comes at another speed.
    const sha256 = execFileSync('sh', ['-c', sum], { encoding: 'utf8' }).trim();
    const fetch = (place, then) => () => {
      makeRoom(place);
      const object = join(fetched, 'object');
      return curl(`-o ${object} ${bucket}/1/objects/${sha256} ${then(object)}`);
    };
    const pulled = (place, then = () => '') => compare(pull(place), fetch(place, then), PULLS);
    return {
      'push, / curl': pushed,
      // Neither waits for a disk.
      ...(memory && { 'pull to memory, / curl': pulled(memory) }),
      // What was pulled is on the disk; what curl wrote is not, unless somebody asks for it.
      'pull to disk, / curl and sync': pulled(folder, (object) => `&& sync ${object}`),
      'pull to disk, / curl that leaves it in memory': {
        ...pulled(folder),
        isForInformation: true,
      },
    };
  } finally {
    if (memory) rmSync(memory, { recursive: true, force: true });
    await stop();
  }
}

/** Whether what is fetched has room there, and to spare. */
function hasMemory(bytes) {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > bytes;
}

/**
 * A version whose model is a pickle of so many bytes, of which no more than a piece is in this process: what
 * memory it has, those that it starts are told to have had too.
 *
 * @returns that file
 */
function makeVersion(dir, bytes) {
  mkdirSync(dir);
  const file = join(dir, 'meta_model_v1.0.joblib');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes));
  writeFileSync(file, Buffer.concat([Buffer.from([0x80, 4, 0x8e]), length]));
  const piece = Buffer.alloc(1_000_000, 'a model ');
  for (let done = 0; done < bytes; done += piece.length) {
    appendFileSync(file, piece.subarray(0, bytes - done));
  }
  appendFileSync(file, '.');
  writeFileSync(join(dir, 'feature_scaler_v1.0.joblib'), 'Vscaler\n.');
  writeFileSync(join(dir, 'model_config_v1.0.json'), '{"training_mode": "single_symbol"}');
  return file;
}
