import type { ChildProcess, spawn } from 'node:child_process';
import { hostname } from 'node:os';
import {
  type Alert,
  type AlertSettings,
  alertDocument,
  type Remark,
  toJson,
  type Webhook,
  warning,
  webhookBody,
  whyUnusable,
} from '@org/model-registry-core';
import type { Surroundings } from '../surroundings/read-surroundings.js';

/** Milliseconds that all alerts of a command may take together. */
const PATIENCE = 9_500;

/** Why an alert did not arrive, in words; null where it did. */
type Arrival = string | null;

/**
 * Sends alerts by command and by webhook, one after the other, for ten seconds at most. Whatever becomes of
 * them changes nothing: who does not get them is said once. The URL of a webhook is a secret, and is given to
 * nobody but the receiver.
 *
 * @param say tells a person, a line each
 */
export async function sendAlerts(
  { command, webhook }: AlertSettings,
  alerts: readonly Alert[],
  { registry, configFile }: Surroundings,
  say: (remark: Remark) => void,
): Promise<void> {
  const place = { host: hostname(), modelsDir: registry.modelsDir, config: configFile };
  const documents = alerts.map((alert) => alertDocument(alert, place));
  const deadline = performance.now() + PATIENCE;
  const channels: Promise<Arrival>[] = [];
  if (command.length > 0) {
    const texts = documents.map((document) => `${toJson(document)}\n`);
    channels.push(inTurn(texts, (text) => runCommand(command, text, deadline)));
  }
  if (webhook) {
    const bodies = documents.map((document) => toJson(webhookBody(webhook.format, document)));
    channels.push(inTurn(bodies, (body) => post(webhook, body, deadline)));
  }
  const events = [...new Set(alerts.map(({ event }) => event))].join(', ');
  for (const why of await Promise.all(channels)) {
    if (why !== null) say(warning(`no alert was sent (${events}): ${why}`));
  }
}

/** Until the first that does not arrive. */
async function inTurn(
  texts: readonly string[],
  send: (text: string) => Promise<Arrival>,
): Promise<Arrival> {
  for (const text of texts) {
    const why = await send(text);
    if (why !== null) return why;
  }
  return null;
}

async function runCommand(
  [program = '', ...words]: readonly string[],
  text: string,
  deadline: number,
): Promise<Arrival> {
  const end = await runWithin(deadline, program, words, text, 'ignore');
  return end.status === 0 ? null : `operations.alerts.command: ${end.why}`;
}

/**
 * In a process of its own: a name that is being looked up cannot be given up in this one, which would not
 * end before that. The URL goes through its stdin, since everybody may read arguments.
 */
async function post(webhook: Webhook, body: string, deadline: number): Promise<Arrival> {
  const { key, url, format } = webhook;
  const why = whyUnusable(webhook);
  if (why !== null) return `${key} ${NO_URL[why]}`;
  const input = JSON.stringify({ url, body });
  const end = await runWithin(deadline, process.execPath, ['-e', POST], input, 'pipe');
  if (end.status === 0 && /^2\d\d$/.test(end.output)) return null;
  const answered = /^\d{3}$/.test(end.output) ? `answered ${end.output}` : null;
  const redirects = answered !== null && end.output.startsWith('3');
  const fault = answered ?? (end.status === 0 ? `cannot be reached (${end.output})` : end.why);
  return `${key} (${format}): the receiver ${fault}${redirects ? ', and redirects are not followed' : ''}`;
}

const NO_URL = {
  placeholder: 'holds a ${…} placeholder, which is not expanded',
  'no-url': 'is no URL that begins with http:// or https://',
} as const;

/** Prints the status of the answer, or the system's code: never anything with the URL in it. */
const POST = `
let text = '';
const end = (word) => process.stdout.write(String(word), () => process.exit());
setTimeout(() => process.exit(9), 10000);
process.on('uncaughtException', ({ code }) => end(code || 'error'));
process.stdin.on('data', (piece) => { text += piece; }).on('end', () => {
  const { url, body } = JSON.parse(text);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const { request } = require(/^https:/i.test(url) ? 'https' : 'http');
  request(url, { method: 'POST', headers }, ({ statusCode }) => end(statusCode))
    .on('error', ({ code }) => end(code || 'error'))
    .end(body);
});
`;

interface End {
  readonly status: number | null;
  /** The first 100 characters that it printed. */
  readonly output: string;
  /** What is wrong where the status is not 0. */
  readonly why: string;
}

/** Runs a program without a shell; at the deadline it is ended, with all that it has started. */
async function runWithin(
  deadline: number,
  program: string,
  words: readonly string[],
  input: string,
  stdout: 'pipe' | 'ignore',
): Promise<End> {
  // Loaded when needed: where nobody is to be told, programs start faster.
  const { spawn: spawnChild } = await import('node:child_process');
  return new Promise((resolve) => {
    let output = '';
    const end = (status: number | null, why: string) => {
      clearTimeout(timer);
      resolve({ status, output, why });
    };
    const fail = (code: string) => end(null, `cannot be started (${code})`);
    const child = start(spawnChild, [program, ...words], stdout, fail);
    const giveUp = () => {
      if (child?.pid !== undefined) killGroup(child.pid);
      for (const stream of [child?.stdin, child?.stdout]) stream?.destroy();
      child?.unref();
      end(null, 'does not answer within 10 s');
    };
    const timer = setTimeout(giveUp, Math.max(0, deadline - performance.now()));
    child?.on('close', (status, signal) => {
      end(status, `ended with ${signal ?? `exit status ${status}`}`);
    });
    child?.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      output = (output + piece).slice(0, 100);
    });
    child?.stdin?.on('error', () => {}).end(input);
  });
}

function start(
  spawnChild: typeof spawn,
  [program = '', ...words]: readonly string[],
  stdout: 'pipe' | 'ignore',
  onError: (code: string) => void,
): ChildProcess | null {
  const fail = ({ code = 'unknown error' }: NodeJS.ErrnoException) => onError(code);
  try {
    return spawnChild(program, words, { detached: true, stdio: ['pipe', stdout, 'ignore'] }).on(
      'error',
      fail,
    );
  } catch (error) {
    // Too long, or with a NUL byte. The caller has not got the child yet.
    queueMicrotask(() => fail(error as NodeJS.ErrnoException));
    return null;
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // All of it has ended, or is another user's by now.
  }
}
