import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../apps/cli/dist/model-registry.cjs', import.meta.url));
/** Nothing here takes so long: then something is wrong. */
const LIMIT = 300_000;

/** A machine of the fleet: a folder with a config and models, and what runs in it. */
export class Machine {
  /** The version that its bot runs; null for none yet. */
  runs = null;
  #folder;
  #env;
  #started = new Set();

  constructor(folder, name, store, env) {
    this.name = name;
    this.#folder = join(folder, name);
    this.#env = { ...process.env, ...env };
    mkdirSync(join(this.#folder, 'config'), { recursive: true });
    mkdirSync(join(this.#folder, 'models'));
    const config = { model: { training_mode: 'single_symbol', store } };
    writeFileSync(join(this.#folder, 'config/config.yaml'), JSON.stringify(config));
  }

  /** Follows the store, as a systemd service does. */
  pull() {
    return this.#start(['pull', '--follow', '--every', '1s']);
  }

  /** The bot: it runs what `watch` says. */
  watch() {
    const child = this.#start(['watch']);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece) => {
      text += piece;
      const lines = text.split('\n');
      text = lines.pop();
      for (const line of lines) this.runs = JSON.parse(line).selected?.version ?? null;
    });
  }

  #start(words) {
    const child = spawn(process.execPath, [CLI, ...words], {
      cwd: this.#folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.resume();
    this.#started.add(child);
    child.on('exit', () => this.#started.delete(child));
    return child;
  }

  /** Runs a command to its end, and gives what it printed; one that fails ends the demonstration. */
  async run(...words) {
    const child = spawn(process.execPath, [CLI, ...words], {
      cwd: this.#folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (piece) => {
      text += piece;
    });
    child.stderr.setEncoding('utf8').on('data', (piece) => {
      said += piece;
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    if (status === 0) return text;
    throw new Error(`${this.name}: ${words.join(' ')} ended with ${status}\n${text}${said}`);
  }

  /** Waits until the bot runs a version. */
  async until(version) {
    const end = Date.now() + LIMIT;
    while (this.runs !== version) {
      if (Date.now() > end) throw new Error(`${this.name} runs ${this.runs}, not ${version}`);
      await setTimeout(20);
    }
  }

  stop() {
    for (const child of this.#started) child.kill('SIGKILL');
  }
}
