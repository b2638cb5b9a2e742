// What the page costs: made once, and served while nothing happens.
import { spawn } from 'node:child_process';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { environment } from './environment.mjs';
import { cpuOf, linesOf, publish, residentOf } from './watch.mjs';

/**
 * Serves the page of a directory to one reader who waits for changes.
 *
 * @returns the share of one core that is used while nothing happens, resident memory in MiB, and milliseconds from
 *   a publication until a page that has it is there
 */
export async function measureServe(cli, config, models, seconds) {
  const words = [cli, 'serve', '--port', '0', '--config', config, '--models-dir', models];
  const server = spawn(process.execPath, words, {
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const { value: url } = await linesOf(server.stdout).next();
    const cookie = (await ask(url)).headers['set-cookie'][0].split(';')[0];
    const page = new URL('/', url);
    const events = linesOf(await ask(new URL('/events', url), cookie));
    await textOf(await ask(page, cookie));
    await setTimeout(5_000);
    const before = cpuOf(server.pid);
    await setTimeout(seconds * 1_000);
    const idle = (cpuOf(server.pid) - before) / seconds;
    const resident = residentOf(server.pid);
    const latencies = [];
    for (let n = 0; n < 20; n += 1) {
      const version = `50.${n}`;
      publish(join(models, '..'), models, version);
      const published = performance.now();
      for (let isThere = false; !isThere; ) {
        const { value: line } = await events.next();
        if (line !== 'event: changed') continue;
        isThere = (await textOf(await ask(page, cookie))).includes(`<th scope="row">${version}<`);
      }
      latencies.push(performance.now() - published);
    }
    return { idle, resident, latencies: latencies.sort((a, b) => a - b) };
  } finally {
    server.kill();
  }
}

function ask(url, cookie = '') {
  return new Promise((resolve, reject) => {
    get(url, { headers: { cookie } }, resolve).on('error', reject);
  });
}

async function textOf(response) {
  let text = '';
  for await (const piece of response.setEncoding('utf8')) text += piece;
  return text;
}
