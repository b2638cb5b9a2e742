import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Bot, bot, CONFIG, filesIn, inFolder, training } from './support/bot.js';
import { expectEnd } from './support/cli.js';
import { checkDocuments } from './support/documents.js';
import { type Files, version, writeFiles } from './support/models.js';
import { MAY_RUN_HERE, NODE } from './support/node.js';
import { botWith, multiVersion, retrain, startRetrain, trainer } from './support/retrain.js';

const TOKEN = 'T0K3N-0f-the-webhook';
const TWO = { ...version('1.0'), ...version('1.1') };

/** What came to a receiver. */
interface Receiver {
  readonly url: string;
  readonly bodies: Record<string, unknown>[];
  /** Of each connection that is closed by now: milliseconds from its request on. */
  readonly held: number[];
}

/** A server that answers like this; gone when the test ends. */
async function receiver(
  answer: RequestListener = (_, response) => response.end('ok'),
): Promise<Receiver> {
  const bodies: Record<string, unknown>[] = [];
  const held: number[] = [];
  const server: Server = createServer((request, response) => {
    const began = performance.now();
    response.on('close', () => held.push(performance.now() - began));
    let text = '';
    request.setEncoding('utf8').on('data', (piece) => {
      text += piece;
    });
    request.on('end', () => {
      bodies.push(JSON.parse(text));
      answer(request, response);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/${TOKEN}`, bodies, held };
}

const configured = (alerts: object) => `${CONFIG}operations: ${JSON.stringify({ alerts })}\n`;

/** In a process of its own. */
const start = (own: Bot, words: readonly string[]) => own.start(words).ended;

/** In this process where it may be: it answers as the receiver meanwhile, also while one trains in another. */
const go: typeof start = (own, words) =>
  MAY_RUN_HERE && words[0] !== 'train' ? own.run(words) : start(own, words);

/** The same of the scheduler. */
const train = (own: Parameters<typeof retrain>[0]) =>
  MAY_RUN_HERE ? retrain(own) : startRetrain(own).ended;

/** Nothing that a run printed or left behind has the URL in it, but the config. */
function expectSecret(own: Bot, ...printed: string[]): void {
  const { 'config/config.yaml': _, ...files } = filesIn(own.cwd);
  expect(JSON.stringify([printed, files])).not.toContain(TOKEN);
}

/** A receiver that answers like this changes nothing that a command does, and is told of at most once. */
async function expectSaidOnce(answer: RequestListener, said: string, run = go): Promise<void> {
  const { url, bodies } = await receiver(answer);
  const own = bot(TWO, configured({ webhook_url: url }));
  const quiet = bot(TWO);
  const result = await run(own, ['pin', '1.0', '--json']);
  const expected = await go(quiet, ['pin', '1.0', '--json']);
  expectEnd(result, 0);
  expect(result.stdout.replaceAll(own.cwd, '')).toBe(expected.stdout.replaceAll(quiet.cwd, ''));
  const line = `model-registry: no alert was sent (selection-changed): operations.alerts.webhook_url (json): the receiver ${said}\n`;
  expect(result.stderr).toBe(said === '' ? '' : line);
  expect(bodies).toHaveLength(1);
  const kept = ({ models }: Bot) => Object.keys(filesIn(models));
  expect(kept(own)).toEqual(kept(quiet));
  expectSecret(own, result.stdout, result.stderr);
}

/** The same of a command that is told. */
async function expectCommandSaidOnce(
  command: readonly string[],
  said: string,
  run = go,
): Promise<void> {
  const own = bot(TWO, configured({ command }));
  const result = await run(own, ['pin', '1.0']);
  expectEnd(result, 0);
  expect(result.stdout).toContain('Pinned 1.0');
  expect(result.stderr).toBe(
    `model-registry: no alert was sent (selection-changed): operations.alerts.command: ${said}\n`,
  );
}

describe('a webhook', () => {
  it.each([
    ['json', 'webhook_url', (body: object) => checkDocuments(`${JSON.stringify(body)}\n`)],
    ['slack', 'webhook_url', (body: object) => expect(Object.keys(body)).toEqual(['text'])],
    ['telegram', 'webhook_url', (body: object) => expect(body).toHaveProperty('text')],
    ['discord', 'discord_webhook_url', (body: object) => expect(body).toHaveProperty('content')],
  ])('of the format %s is told that another version is selected', async (format, key, check) => {
    const { url, bodies } = await receiver();
    const own = bot(TWO, configured({ [key]: url, format }));
    const result = await start(own, ['pin', '1.0']);
    expectEnd(result, 0);
    expect(result).toMatchObject({ stdout: expect.stringContaining('Pinned 1.0'), stderr: '' });
    expect(bodies).toHaveLength(1);
    expect(JSON.stringify(bodies)).toContain('another version is selected; selected 1.1 ');
    check(bodies[0] ?? {});
    expectSecret(own, result.stdout, result.stderr);
  });

  it('is told of what it wants to know, and of what happened', async () => {
    const { url, bodies } = await receiver();
    const own = bot(TWO, configured({ webhook_url: url, on: ['selection-changed'] }));
    await go(own, ['pin', '1.1']);
    await go(own, ['list']);
    await go(own, ['pin', '7.0']);
    await go(own, ['train', '--force-train', ...training('exit 1')]);
    expect(bodies).toEqual([]);
    await go(own, ['pin', '1.0']);
    await go(own, ['unpin']);
    await go(own, ['rollback']);
    await go(own, ['unpin']);
    await go(own, ['train', '--force-train', ...training()]);
    await go(own, ['prune', '--keep', '1']);
    await go(own, ['restore', '1.0']);
    expect(
      bodies.map(({ previous_version: from, selected_version: to, reasons }) => [
        from,
        to,
        reasons,
      ]),
    ).toEqual([
      ['1.1', '1.0', ['pin']],
      ['1.0', '1.1', ['unpin']],
      ['1.1', '1.0', ['rollback']],
      ['1.0', '1.1', ['unpin']],
      ['1.1', '1.2', ['trained by command']],
    ]);
  });

  it('is told of a training that failed', async () => {
    const { url, bodies } = await receiver();
    const own = bot(TWO, configured({ webhook_url: url }));
    expectEnd(await go(own, ['train', '--force-train', ...training('exit 7')]), 4);
    expect(bodies).toMatchObject([
      { event: 'failed', version: '1.2', previous_version: '1.1', selected_version: '1.1' },
    ]);
  });

  const elsewhere: string[] = [];
  it.each<[string, RequestListener, string]>([
    ['answers 500', (_, response) => response.writeHead(500).end(TOKEN), 'answered 500'],
    [
      'redirects',
      (_, response) => response.writeHead(307, { location: elsewhere[0] }).end(),
      'answered 307, and redirects are not followed',
    ],
    ['breaks off', (_, response) => response.destroy(), 'cannot be reached (ECONNRESET)'],
    ['never ends its answer', (_, response) => response.writeHead(200).write('x'), ''],
  ])('that %s changes nothing, and is said once', async (_, answer, said) => {
    const other = await receiver();
    elsewhere[0] = other.url;
    await expectSaidOnce(answer, said);
    expect(other.bodies).toEqual([]);
  });

  it.each([
    ['nobody listens at', `http://127.0.0.1:1/${TOKEN}`, 'cannot be reached (ECONNREFUSED)'],
    ['does not exist', `http://no-such-host.invalid/${TOKEN}`, 'cannot be reached ('],
    ['is none', `ftp://127.0.0.1/${TOKEN}`, 'is no URL that begins with http:// or https://'],
    ['is broken', `http://[${TOKEN}`, 'cannot be reached (ERR_INVALID_URL)'],
    [
      'is a placeholder',
      '${HOOK_OF_T0K3N-0f-the-webhook}',
      'holds a ${…} placeholder, which is not expanded',
    ],
  ])('whose URL %s changes nothing, and is said once', async (_, url, said) => {
    const own = bot(TWO, configured({ webhook_url: url }));
    const result = await go(own, ['pin', '1.0']);
    expectEnd(result, 0);
    expect(result.stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(said)]);
    expectSecret(own, result.stdout, result.stderr);
  });

  it('is in no list of processes', async () => {
    const seen: string[] = [];
    const { url } = await receiver((_, response) => {
      for (const name of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        for (const file of ['cmdline', 'environ']) {
          try {
            seen.push(readFileSync(join('/proc', name, file), 'latin1'));
          } catch {}
        }
      }
      response.end();
    });
    const own = bot(TWO, configured({ webhook_url: url }));
    expectEnd(await start(own, ['pin', '1.0']), 0);
    expect(seen.some((text) => text.includes('uncaughtException'))).toBe(true);
    expect(seen.filter((text) => text.includes(TOKEN))).toEqual([]);
  });
});

/** A training in place was killed when its model was finished and live, and nobody had judged it. */
const LEFT = {
  ...TWO,
  '.registry/training.json': JSON.stringify({
    ...{ version: '1.1', in_place: true, versions: ['1.0'], step: null },
  }),
};
const LIVE = '  selection: {live: {min: {win_rate: 0.4}, min_samples: 1, window: 4}}\n';
const BELOW = `${JSON.stringify({ event: 'result', version: '1.1', at: '2026-01-02', metrics: { win_rate: 0 } })}\n`;
const TOO_LOW = { ...TWO, '.registry/results.jsonl': BELOW };
const ARCHIVED = { ...version('1.0'), ...inFolder('archive', version('1.1')) };

describe('whatever is told', () => {
  it('recover tells that it took back what was selected', async () => {
    const { url, bodies } = await receiver();
    const own = bot(LEFT, configured({ webhook_url: url }));
    expectEnd(await go(own, ['recover']), 0);
    expectEnd(await go(own, ['recover']), 0);
    expect(bodies).toMatchObject([
      {
        ...{ event: 'selection-changed', version: '1.1', reasons: ['recover'] },
        ...{ previous_version: '1.1', selected_version: '1.0' },
      },
    ]);
  });

  // All at once: each waits for who is told as long as it may.
  it('who is told and hangs changes neither files nor exit status, and is let go', async () => {
    const { url, bodies, held } = await receiver(() => {});
    const commands: readonly (readonly [words: readonly string[], status: number, files: Files])[] =
      [
        [['pin', '1.0'], 0, TWO],
        [['unpin'], 0, { ...TWO, '.registry/pin.json': '{"version": "1.0"}' }],
        [['train', '--force-train', ...training()], 0, TWO],
        [['train', '--force-train', ...training('exit 1')], 4, TWO],
        [['publish', 'made'], 0, TWO],
        [['restore', '1.1'], 0, ARCHIVED],
        [['record', '1.0', 'win_rate=1'], 0, TOO_LOW],
        [['forgive', '1.1'], 0, TOO_LOW],
        [['recover'], 0, LEFT],
      ];
    const ends = commands.map(async ([words, status, files]) => {
      const telling = bot(
        files,
        configured({ webhook_url: url }).replace('operations', `${LIVE}operations`),
      );
      const quiet = bot(files, CONFIG + LIVE);
      for (const { cwd } of [telling, quiet]) writeFiles(join(cwd, 'made'), version('1.2'));
      const expected = await go(quiet, words);
      const result = await start(telling, words);
      const name = words.join(' ');
      expect(expected.status, name).toBe(status);
      expect(result.status, name).toBe(status);
      expect(shapeOf(telling.cwd), name).toEqual(shapeOf(quiet.cwd));
      expect(result.stderr, name).toContain('does not answer within 10 s');
    });
    const trainings: readonly (readonly [rotation: object, status: number])[] = [
      [{}, 0],
      [{ command: ['false'] }, 4],
    ];
    const runs = trainings.map(async ([rotation, status]) => {
      const quiet = telling({}, rotation);
      const own = telling({ webhook_url: url }, rotation);
      const expected = await train(quiet);
      const result = await startRetrain(own).ended;
      expect([expected.status, result.status]).toEqual([status, status]);
      expect(shapeOf(own.dir)).toEqual(shapeOf(quiet.dir));
      expect(result.stderr).toContain('does not answer within 10 s');
    });
    const hanging = ['sh', '-c', 'sleep 1000 & sleep 1000'];
    await Promise.all([
      ...ends,
      ...runs,
      expectSaidOnce(() => {}, 'does not answer within 10 s', start),
      expectCommandSaidOnce(hanging, 'does not answer within 10 s', start),
    ]);
    expect(bodies.length).toBeGreaterThanOrEqual(commands.length + trainings.length);
    // Ten seconds each, and as much again for a machine that is busy.
    await vi.waitFor(() => expect(held).toHaveLength(bodies.length), 10_000);
    expect(Math.max(...held)).toBeLessThan(20_000);
  });
});

/** What is in the models directory, but for times, places and random names. */
function shapeOf(cwd: string): Record<string, string> {
  const plain = (text: string) =>
    text
      .replaceAll(cwd, '')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replaceAll(/(run|copy|staging|back)-\w+/g, 'RUN')
      .replaceAll(/"(?:duration_seconds|pid)":\s*[\d.]+/g, '');
  const entries = Object.entries(filesIn(join(cwd, 'models')));
  return Object.fromEntries(entries.map(([path, text]) => [plain(path), plain(text)]));
}

describe('a command', () => {
  it('gets the alert on its stdin, and no shell looks at its words', async () => {
    const own = bot(TWO);
    const write = 'require("fs").writeFileSync(process.argv[1], require("fs").readFileSync(0))';
    const command = [NODE, '-e', write, '$(alert).json'];
    const config = configured({ command });
    const told = bot(TWO, config);
    expectEnd(await go(told, ['pin', '1.0']), 0);
    const text = readFileSync(join(told.cwd, '$(alert).json'), 'utf8');
    checkDocuments(text);
    expect(JSON.parse(text)).toMatchObject({
      event: 'selection-changed',
      models_dir: told.models,
      config: 'config/config.yaml',
      selected_version: '1.0',
    });
    expect(existsSync(join(own.cwd, '$(alert).json'))).toBe(false);
  });

  it.each([
    ['is not there', ['/nowhere/notify'], 'cannot be started (ENOENT)'],
    ['fails', ['false'], 'ended with exit status 1'],
    ['is killed', ['sh', '-c', 'kill -9 $$'], 'ended with SIGKILL'],
  ])('that %s changes nothing, and is said once', (_, command, said) =>
    expectCommandSaidOnce(command, said),
  );
});

/** Of the scheduler, whose only model is old. */
function telling(alerts: object, rotation: object) {
  const own = botWith(rotation);
  const config = JSON.parse(own.read('config/config.yaml'));
  config.operations.alerts = alerts;
  own.write({ 'config/config.yaml': JSON.stringify(config) });
  const old = multiVersion('1.0', { training_end_timestamp: '2026-01-01' });
  writeFiles(join(own.dir, 'models'), old);
  return own;
}

describe('the scheduler', () => {
  async function run(rotation: object, on?: string[]) {
    const { url, bodies } = await receiver();
    const own = telling({ webhook_url: url, ...(on && { on }) }, rotation);
    const result = await train(own);
    return { result, bodies, events: bodies.map(({ event }) => event) };
  }

  it('tells of a promotion', async () => {
    const { result, bodies } = await run({});
    expect(result.status).toBe(0);
    expect(bodies).toMatchObject([
      { event: 'promoted', version: '1.1', previous_version: '1.0', selected_version: '1.1' },
      { event: 'selection-changed', selected_version: '1.1' },
    ]);
  });

  it('tells of a rejection with its reasons, and that the retraining is overdue', async () => {
    const { result, bodies } = await run({ min_trades: 50 });
    expect(result.status).toBe(1);
    expect(bodies).toMatchObject([
      {
        event: 'rejected',
        version: '1.1',
        selected_version: '1.0',
        reasons: expect.arrayContaining([expect.stringContaining('min_trades')]),
      },
      { event: 'overdue', version: '1.0', selected_version: '1.0' },
    ]);
  });

  it('tells of a failure', async () => {
    const { result, events } = await run({ command: trainer({ exit: 3 }) });
    expect(result.status).toBe(4);
    expect(events).toEqual(['failed', 'overdue']);
  });

  it('tells of a run that was killed, once the next one finds that out', async () => {
    const { url, bodies } = await receiver();
    const own = botWith({});
    const config = JSON.parse(own.read('config/config.yaml'));
    config.operations.alerts = { webhook_url: url };
    const running = {
      started: '2026-03-30T12:00:00Z',
      pid: 1,
      version: '1.1',
      in_place: false,
      queued: [],
    };
    own.write({
      'config/config.yaml': JSON.stringify(config),
      'models/.registry/retrain.json': JSON.stringify({
        failures: null,
        symbols: [],
        running,
        runs: [],
      }),
    });
    expect((await train(own)).status).toBe(0);
    expect(bodies).toMatchObject([
      {
        event: 'failed',
        version: '1.1',
        selected_version: '1.0',
        reasons: [expect.stringContaining('killed')],
      },
    ]);
    await train(own);
    expect(bodies).toHaveLength(1);
  });

  it('tells only what is wanted, and of nothing where it trains nothing', async () => {
    expect((await run({ command: ['false'] }, ['overdue'])).events).toEqual(['overdue']);
    expect((await run({ enabled: false })).events).toEqual([]);
  });
});
