import { closeSync, fstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { InterruptedError } from '@org/model-registry-program';

/** The terminal that the program runs on, whatever its standard streams are. */
export interface Terminal {
  /** Writes at once. */
  write(text: string): void;
  /**
   * The lines that are typed, without their ends, until the end of input (Ctrl-D). What is typed
   * behind the last line's end is no answer and left out. Closes the terminal when it is done.
   *
   * @throws InterruptedError for Ctrl-C
   */
  lines(): AsyncIterable<string>;
}

/**
 * Opens the terminal for a question and its answers.
 *
 * @returns null where there is none, or where reading from it would stop the program since it runs
 *   in the background of a shell
 */
export function openTerminal(): Terminal | null {
  const descriptor = openDevice();
  if (descriptor === null) return null;
  if (isInBackground()) {
    closeSync(descriptor);
    return null;
  }
  return terminalOn(descriptor);
}

function openDevice(): number | null {
  try {
    return openSync('/dev/tty', 'r+');
  } catch {
    return null;
  }
}

/** Linux tells; where nothing tells, it counts as in the foreground. */
function isInBackground(): boolean {
  const { group, device, foreground } = ownTerminal() ?? {};
  return device !== undefined && device !== '0' && group !== foreground;
}

/**
 * Whether a descriptor is a terminal. Node's own answer loads its sockets, which takes longer than to find a model:
 * it is asked only about a device that is not the terminal that this program runs on.
 */
export async function isTerminal(descriptor: 2): Promise<boolean> {
  const stats = fstatSync(descriptor);
  if (!stats.isCharacterDevice()) return false;
  if (String(stats.rdev) === ownTerminal()?.device) return true;
  return (await import('node:tty')).isatty(descriptor);
}

/** What Linux tells of the terminal that this program runs on: its device, and the group in its foreground. */
function ownTerminal() {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    // Behind the name, which may hold anything: state, parent, group, session, terminal, and the
    // group in the terminal's foreground.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [, , group, , device, foreground] = fields;
    return { group, device, foreground };
  } catch {
    return null;
  }
}

/**
 * Listens for Ctrl-C from now on, as it may come as soon as a question can be read, until the
 * answers are read: then the terminal is closed, and a signal ends the program by itself. What reads the answers is
 * loaded when the question is there.
 */
function terminalOn(descriptor: number): Terminal {
  const write = (text: string) => void writeSync(descriptor, text);
  let input: ReadStream | null = null;
  let interruption: InterruptedError | null = null;
  const interrupt = () => {
    write('\n');
    interruption = new InterruptedError('SIGINT', 'interrupted: nothing is decided');
    input?.destroy(interruption);
  };
  process.once('SIGINT', interrupt);
  return {
    write,
    async *lines() {
      try {
        const tty = await import('node:tty');
        input = new tty.ReadStream(descriptor).setEncoding('utf8');
        if (interruption) input.destroy(interruption);
        yield* linesFrom(input);
      } finally {
        process.removeListener('SIGINT', interrupt);
      }
    },
  };
}

/** The terminal itself puts lines together, and makes signals of keys. */
async function* linesFrom(input: ReadStream): AsyncIterable<string> {
  let line = '';
  for await (const chunk of input) {
    const lines = (line + chunk).split('\n');
    line = lines.pop() ?? '';
    yield* lines;
  }
}
