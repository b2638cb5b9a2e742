import { type Agent, type ClientRequest, type IncomingMessage, request as plain } from 'node:http';
import { request as secure } from 'node:https';
import type { Intake } from './intake.js';

/** A request as it goes over the line. */
export interface HttpRequest {
  readonly isSecure: boolean;
  readonly hostname: string;
  readonly port: number | undefined;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** How it is sent. */
export interface HttpOptions {
  readonly agent?: Agent;
  /** Takes the answer's body, over a line of its own. */
  readonly intake?: Intake | null;
  /** A line on which nothing moves for so long is given up: also while it is made, and while a body is read. */
  readonly idleMs: number;
  readonly signal?: AbortSignal;
  /** Called with bytes of the body that were sent. */
  readonly onBytes?: (count: number) => void;
}

/** Bytes of a body that are sent before it is asked whether the line takes more. */
const PIECE = 256 * 1024;

/**
 * Sends a request, and gives the answer as soon as its head is there; redirects are not followed. Whoever
 * gets it reads the body to its end or destroys it.
 *
 * @throws the system's error, also for a line on which nothing moved (`ETIMEDOUT`)
 */
export function sendRequest(request: HttpRequest, options: HttpOptions): Promise<IncomingMessage> {
  const { isSecure, body, ...rest } = request;
  const { agent, intake, idleMs, signal, onBytes } = options;
  return new Promise((resolve, reject) => {
    const sent = (isSecure ? secure : plain)({
      ...rest,
      ...(signal && { signal }),
      ...(agent && { agent }),
      timeout: idleMs,
      ...intake?.options,
    });
    sent.once('socket', (socket) => intake?.startOn(socket));
    let isAnswered = false;
    sent.once('timeout', () => sent.destroy(timedOut(idleMs)));
    sent.on('error', reject);
    // A line may end without a word: after `101 Switching Protocols`, say.
    sent.once('close', () => reject(lineCut()));
    sent.once('response', (answer) => {
      isAnswered = true;
      // An answer that comes before the whole body is a refusal: the line is of no more use.
      if (!sent.writableFinished) answer.once('end', () => sent.destroy());
      resolve(answer);
    });
    write(sent, body ?? new Uint8Array(), () => isAnswered, onBytes).catch(reject);
  });
}

async function write(
  sent: ClientRequest,
  body: Uint8Array,
  isAnswered: () => boolean,
  onBytes: HttpOptions['onBytes'],
): Promise<void> {
  for (let at = 0; at < body.length && !isAnswered() && !sent.destroyed; at += PIECE) {
    const piece = body.subarray(at, at + PIECE);
    await new Promise<void>((done) => {
      // An error is told by the request itself; here it only ends the waiting.
      sent.write(piece, () => done());
    });
    onBytes?.(piece.length);
  }
  if (!isAnswered() && !sent.destroyed) sent.end();
}

function lineCut(): Error {
  return Object.assign(new Error('the line was cut'), { code: 'ECONNRESET' });
}

function timedOut(idleMs: number): Error {
  return Object.assign(new Error(`nothing came for ${idleMs / 1000} s`), { code: 'ETIMEDOUT' });
}

/**
 * Reads a body whole.
 *
 * @param limit bytes, inclusive
 * @returns null where it has more: the line is closed then, and no more is read
 */
export async function readBody(
  answer: IncomingMessage,
  limit: number,
  onBytes?: (count: number) => void,
): Promise<Buffer | null> {
  if (Number(answer.headers['content-length'] ?? 0) > limit) {
    answer.destroy();
    return null;
  }
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    size += piece.length;
    onBytes?.(piece.length);
    // To leave the loop destroys the answer.
    if (size > limit) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
