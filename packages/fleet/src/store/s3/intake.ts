import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Bytes that are taken off the line at once, at most. */
const READ = 1_048_576;
/** Bytes of a piece, about: the line rests while so many are there that nobody asked for. */
const PIECE = 4_194_304;
/** After so long a piece is what is there: a slow line too shows how far it is. */
const PIECE_MS = 500;

/**
 * Takes the body of an answer off its line into memory that is used again and again: Node makes two new
 * buffers for each 64 KiB, which takes longer than to hash them. Node's parser reads the head, and gets nothing
 * that comes after it. The line is closed after the answer.
 *
 * @example
 * const intake = new Intake();
 * request({ ...intake.options, host, path }, (answer) => keep(intake.bodyOf(answer)))
 *   .once('socket', (socket) => intake.startOn(socket));
 */
export class Intake {
  /** For the request: a line of its own, whose bytes come here. */
  readonly options = {
    agent: false,
    onread: {
      buffer: () => this.#filling.subarray(this.#filled, this.#filled + READ),
      callback: (count: number, bytes: Uint8Array) => this.#onRead(bytes.subarray(0, count)),
    },
  } as const;
  #socket: Socket | null = null;
  #isTaking = false;
  /** Of the body, that did not come yet. */
  #left = 0;
  #filling = newPiece(0);
  #filled = 0;
  #wake: () => void = () => {};

  /** Has to be called before the first byte comes. */
  startOn(socket: Socket): void {
    this.#socket = socket;
  }

  /**
   * Has to be called as soon as the answer is there, and before anything else comes over its line.
   *
   * @returns its body; a piece is good until the next is asked for. Where the line ends before it, so does this, with
   *   an error
   */
  bodyOf(answer: IncomingMessage): AsyncIterable<Uint8Array> {
    const { headers, socket } = answer;
    const length = headers['content-length'];
    // What is marked by more than its length, or waits for the parser, is for the parser.
    const isForParser = headers['transfer-encoding'] !== undefined || socket.readableLength > 0;
    if (length === undefined || isForParser) return answer;
    this.#isTaking = true;
    const first: Buffer | null = answer.read();
    this.#left = Number(length) - (first?.length ?? 0);
    this.#filling = newPiece(this.#left);
    // Its parser never sees the end, so Node will say of the answer that it was cut.
    answer.on('error', () => {});
    return this.#pieces(socket, first);
  }

  #onRead(bytes: Uint8Array): boolean {
    if (!this.#isTaking) return (this.#socket as Socket).push(Buffer.from(bytes));
    const count = Math.min(bytes.length, this.#left);
    // Node asks for the next place before the pieces change theirs.
    const isInPlace =
      bytes.buffer === this.#filling.buffer &&
      bytes.byteOffset === this.#filling.byteOffset + this.#filled;
    if (!isInPlace) this.#filling.set(bytes.subarray(0, count), this.#filled);
    this.#filled += count;
    this.#left -= count;
    if (!this.#isReady()) return true;
    this.#wake();
    return false;
  }

  #isReady(): boolean {
    return this.#filled >= PIECE || this.#left === 0;
  }

  /** Until a piece is there, the line is closed, or some time is over. */
  async #more(socket: Socket): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, PIECE_MS);
      socket.resume();
    });
    clearTimeout(timer);
  }

  async *#pieces(socket: Socket, first: Buffer | null): AsyncIterable<Uint8Array> {
    let other: Uint8Array<ArrayBuffer> | null = null;
    socket.once('close', () => this.#wake());
    try {
      if (first !== null) yield first;
      while (this.#left > 0 || this.#filled > 0) {
        if (!this.#isReady() && !socket.destroyed) await this.#more(socket);
        if (this.#filled === 0 && socket.destroyed) throw new Error('the line was cut');
        if (this.#filled === 0) continue;
        const piece = this.#filling.subarray(0, this.#filled);
        [this.#filling, other] = [other ?? newPiece(this.#left), this.#filling];
        this.#filled = 0;
        // The next piece comes while this one is worked on.
        if (this.#left > 0) socket.resume();
        yield piece;
      }
    } finally {
      socket.destroy();
    }
  }
}

/** For so many bytes; a line of TLS that is to rest still brings what it had decrypted: up to 64 KiB. */
function newPiece(bytes: number): Uint8Array<ArrayBuffer> {
  return Buffer.allocUnsafeSlow(Math.min(bytes, PIECE + READ) + 65_536);
}
