// What the page costs: made once, and served while nothing happens.
import { spawn, spawnSync } from 'node:child_process';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { environment } from './environment.mjs';
import { cpuOf, linesOf, publish, residentOf } from './watch.mjs';

/**
 * Serves the page of a directory to one reader who waits for changes.
 *
 * @returns the share of one core that is used while nothing happens, resident memory in MiB, and milliseconds from
 *   a publication, and from the start of the commands pin and rollback, until a page that has it is there, ascending
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
    const latencies = { published: [], pinned: [], wentBack: [] };
    for (let n = 0; n < 20; n += 1) {
      const version = `50.${n}`;
      publish(join(models, '..'), models, version);
      latencies.published.push(await untilShown(`<th scope="row">${version}<`));
    }
    const [first, second] = JSON.parse(run(['explain', '--json'])).ranked;
    const live = ({ version }) => `<p class="hero">${version}<`;
    for (let n = 0; n < 5; n += 1) {
      latencies.pinned.push(await untilShown(live(second), ['pin', second.version]));
      await untilShown(live(first), ['unpin']);
      latencies.wentBack.push(await untilShown(live(second), ['rollback']));
      await untilShown(live(first), ['unpin']);
    }
    for (const each of Object.values(latencies)) each.sort((a, b) => a - b);
    return { idle, resident, latencies };

    /** Milliseconds until a page has this text, from the start of the command that brings it about, if there is one. */
    async function untilShown(text, command = null) {
      const started = performance.now();
      if (command !== null) run(command);
      for (let isThere = false; !isThere; ) {
        const { value: line } = await events.next();
        if (line !== 'event: changed') continue;
        isThere = (await textOf(await ask(page, cookie))).includes(text);
      }
      return performance.now() - started;
    }

    function run(command) {
      const words = [cli, ...command, '--config', config, '--models-dir', models];
      const options = { env: environment, encoding: 'utf8' };
      const { status, stdout, stderr } = spawnSync(process.execPath, words, options);
      if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
      return stdout;
    }
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
