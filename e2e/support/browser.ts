import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, it } from 'vitest';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FILE = CANDIDATES.find(existsSync) ?? null;
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Sites of whatever name are on this machine.
  '--host-resolver-rules=MAP *.example 127.0.0.1',
  // The sandbox needs another user than root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/**
 * A test that needs a real browser: it is skipped, with the reason in its name, on a machine without one, and
 * fails there in CI.
 */
export function itInBrowser(name: string, test: (browser: Browser) => Promise<void>): void {
  if (FILE !== null) it(name, async () => test(await theBrowser(FILE)));
  else if (process.env.CI) it(name, () => Promise.reject(new Error('CI needs chromium')));
  else it.skip(`${name} (skipped: this machine has no chromium)`);
}

let started: Promise<Browser> | null = null;

function theBrowser(executablePath: string): Promise<Browser> {
  started ??= chromium.launch({ executablePath, args: FLAGS });
  return started;
}

/** To be called once by a file of such tests: ends the browser that they share. */
export function endBrowser(): void {
  afterAll(async () => {
    await (await started)?.close();
    started = null;
  });
}
