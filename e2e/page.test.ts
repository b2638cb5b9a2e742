import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { describe, expect, onTestFinished } from 'vitest';
import { type Bot, bot, inFolder } from './support/bot.js';
import { endBrowser, itInBrowser } from './support/browser.js';
import { expectEnd, runCli } from './support/cli.js';
import { machine, storeFolder } from './support/fleet.js';
import { temporaryFolder, version, writeFiles } from './support/models.js';
import { until } from './support/running.js';
import { serving } from './support/serving.js';

const EXAMPLE = fileURLToPath(new URL('../examples/trading-bot', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** No rule is about a width and colours at once. */
const LOOKS = [
  { width: 360, colorScheme: 'light' },
  { width: 1_440, colorScheme: 'dark' },
] as const;
const PARTS = [
  ...['now', 'timeline', 'ranking', 'reasons', 'metric', 'symbols', 'age', 'versions', 'about'],
];

endBrowser();

/** The page of the example, as a file. */
async function examplePage(): Promise<string> {
  const file = join(temporaryFolder(), 'page.html');
  const words = ['page', '--as-of', '2026-11-22T12:00:00Z', '--out', file];
  expectEnd(await runCli(words, { cwd: EXAMPLE }), 0);
  return pathToFileURL(file).href;
}

interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What it said in the console, and asked for elsewhere. */
  readonly heard: string[];
}

/** Opens an address; what a page must not do is written down. */
async function open(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Opened> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const heard: string[] = [];
  const own = new URL(url);
  page.on('console', (message) => heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'data:' && host !== own.host) heard.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  return { page, context, heard };
}

/** What is asked of a page stands here as text: it runs in the browser, whose names nobody else has. */
const ask = <Answer>(page: Page, expression: string) => page.evaluate<Answer>(expression);

/** The rules that it breaks, each with where. */
async function violationsIn(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return ask(
    page,
    `axe.run().then(({violations}) => violations.map(({id, nodes}) =>
      id + ': ' + nodes.map(({html}) => html).join(' ')))`,
  );
}

const isTooWide = (page: Page) =>
  ask<boolean>(page, 'document.documentElement.scrollWidth > document.documentElement.clientWidth');

describe('the page of the example', () => {
  itInBrowser('has every part, in order, each with a picture and a table', async (browser) => {
    const { page, context, heard } = await open(browser, await examplePage());
    const parts = page.locator('main > section');
    expect(await parts.evaluateAll((each) => each.map(({ id }) => id))).toEqual(PARTS);
    const tops = await parts.evaluateAll((each) =>
      each.map((one) => one.getBoundingClientRect().top),
    );
    expect(tops).toEqual([...tops].sort((a, b) => a - b));
    for (const name of ['Ranking', 'Turned down', 'Metric', 'Symbols', 'Age']) {
      const part = page.getByRole('region', { name, exact: true });
      const picture = await part.getByRole('img').boundingBox();
      expect(picture?.height, name).toBeGreaterThan(50);
      await part.getByText('Table').first().click();
      expect(await part.getByRole('table').first().isVisible(), name).toBe(true);
    }
    expect(heard).toEqual([]);
    await context.close();
  });

  itInBrowser(
    'fits its window, light and dark, and breaks no rule for who needs help',
    async (browser) => {
      const url = await examplePage();
      const { page, context, heard } = await open(browser, url);
      for (const { width, colorScheme } of LOOKS) {
        await page.setViewportSize({ width, height: 800 });
        const what = `${width} px, ${colorScheme}`;
        await page.emulateMedia({ colorScheme });
        await page.goto(url);
        expect(await isTooWide(page), what).toBe(false);
        // What is live, and whether all is well, are seen without scrolling.
        for (const seen of [
          page.getByText('2.0', { exact: true }).first(),
          page.getByRole('status'),
        ]) {
          const { y = 800, height = 0 } = (await seen.boundingBox()) ?? {};
          expect(y + height, what).toBeLessThan(800);
        }
        await ask(
          page,
          `document.querySelectorAll('details').forEach((each) => { each.open = true; })`,
        );
        expect(await isTooWide(page), what).toBe(false);
        expect(await violationsIn(page), what).toEqual([]);
      }
      expect(heard).toEqual([]);
      await context.close();
    },
  );

  itInBrowser('is printed with all its tables, in the colours of the day', async (browser) => {
    const { page, context } = await open(browser, await examplePage(), { colorScheme: 'dark' });
    const ground = () => ask<string>(page, 'getComputedStyle(document.body).backgroundColor');
    expect(await ground()).not.toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ media: 'print' });
    expect(await ground()).toBe('rgb(255, 255, 255)');
    const heights = await page
      .locator('table')
      .evaluateAll((each) => each.map((table) => table.getBoundingClientRect().height));
    expect(Math.min(...heights)).toBeGreaterThan(20);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(50_000);
    await context.close();
  });

  itInBrowser('is used with the keyboard alone', async (browser) => {
    const { page, context } = await open(browser, await examplePage());
    await page.keyboard.press('Tab');
    expect(await ask(page, 'document.activeElement.textContent')).toBe('To the content');
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#now');
    const focused = () =>
      ask<string>(
        page,
        `(({activeElement}) => activeElement.nodeName === 'SUMMARY'
          ? activeElement.parentNode.id + ' ' + activeElement.parentNode.open : '')(document)`,
      );
    for (let presses = 0; presses < 40 && !(await focused()); presses += 1) {
      await page.keyboard.press('Tab');
    }
    expect(await focused()).toBe('scores-all false');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('scores-all true');
    // A table that is wider than the page is scrolled with the keys.
    await page.keyboard.press('Tab');
    expect(await ask(page, 'document.activeElement.className')).toBe('scroll');
    await context.close();
  });
});

/** A bot with three versions, and a folder with a fourth. */
function servedBot(): Bot {
  const many = Object.fromEntries(
    Array.from({ length: 30 }, (_, n) => Object.entries(version(`0.${n}`))).flat(),
  );
  const served = bot({ ...many, ...version('1.0'), ...version('1.1') });
  writeFiles(served.cwd, inFolder('made', version('2.0')));
  return served;
}

interface Kept {
  readonly selected: string;
  readonly open: boolean;
  readonly typed: string;
  /** Pixels from the top of the window to what is being read. */
  readonly at: number;
}

/** The browser scrolls by whole pixels, and what is above may grow by parts of one. */
function expectKept(now: Kept, before: Kept): void {
  expect({ ...now, at: 0 }).toEqual({ ...before, at: 0 });
  expect(Math.abs(now.at - before.at)).toBeLessThan(3);
}

const heroIs = (page: Page, text: string) =>
  page.locator('.hero', { hasText: new RegExp(`^${text}$`) }).waitFor();

describe('the page that is served', () => {
  itInBrowser(
    'follows a publication, a pin and a rollback, and loses nothing of its reader',
    async (browser) => {
      const served = servedBot();
      const { url } = await serving(served);
      const { page, context, heard } = await open(browser, url);
      expect(new URL(page.url()).search).toBe('');
      await heroIs(page, '1.1');
      await page.locator('#scores-all summary').click();
      const search = page.getByRole('searchbox', { name: 'Search: All versions' });
      await search.fill('0.2');
      const shownRows = page.locator('#all-versions tbody tr:visible');
      expect(await shownRows.count()).toBe(11);
      await ask(
        page,
        `(() => {
          const cell = document.querySelector('#all-versions tbody tr:not([hidden]) th');
          getSelection().selectAllChildren(cell);
          cell.scrollIntoView();
        })()`,
      );
      const kept = () =>
        ask<Kept>(
          page,
          `({
            selected: String(getSelection()),
            open: document.querySelector('#scores-all').open,
            typed: document.querySelector('[data-table=all-versions]').value,
            at: Math.round(document.querySelector('#all-versions').getBoundingClientRect().top),
          })`,
        );
      const before = await kept();
      expect(before).toMatchObject({ selected: '0.29', open: true, typed: '0.2' });

      expectEnd(await served.run(['publish', 'made']), 0);
      await heroIs(page, '2.0');
      expectKept(await kept(), before);
      // The new row is not what was searched for.
      expect(await shownRows.count()).toBe(11);
      expectEnd(await served.run(['pin', '1.0']), 0);
      await heroIs(page, '1.0');
      await page.getByText('it is pinned').waitFor();
      expectEnd(await served.run(['unpin']), 0);
      await heroIs(page, '2.0');
      expectEnd(await served.run(['rollback']), 0);
      await heroIs(page, '1.0');
      await page.locator('#journal tbody tr:nth-child(4)').waitFor({ state: 'attached' });
      expectKept(await kept(), before);
      expect(heard).toEqual([]);
      expect(await violationsIn(page)).toEqual([]);
      await context.close();
    },
  );

  itInBrowser('has the machines of a store once it has answered', async (browser) => {
    const served = machine(storeFolder(), version('1.0'));
    expectEnd(await served.run(['push']), 0);
    expectEnd(await served.run(['pull']), 0);
    const { url } = await serving(served);
    const viewport = { width: 360, height: 800 };
    const { page, context, heard } = await open(browser, url, { viewport });
    const fleet = page.getByRole('region', { name: 'Fleet', exact: true });
    await fleet.getByRole('img', { name: '1 run 1.0' }).waitFor();
    await fleet.getByText('Table').click();
    await fleet.getByText('this one').waitFor();
    await page.getByText('All is well').waitFor();
    expect(await isTooWide(page)).toBe(false);
    expect(await violationsIn(page)).toEqual([]);
    expect(heard).toEqual([]);
    await context.close();
  });

  itInBrowser('searches its tables, and says when nobody answers any more', async (browser) => {
    const { url, running } = await serving(servedBot());
    const { page, context, heard } = await open(browser, url);
    const search = page.getByRole('searchbox', { name: 'Search: All versions' });
    await search.fill('LIVE 1.');
    const shown = page.locator('#all-versions tbody tr:visible');
    expect(await shown.locator('th').allTextContents()).toEqual(['1.1']);
    await page.getByText('1 of 32').waitFor();
    await search.fill('');
    expect(await shown.count()).toBe(32);
    expect(heard).toEqual([]);
    await page.getByText('kept up to date').waitFor();
    running.child.kill('SIGTERM');
    await page.getByText('not reached: trying again').waitFor();
    await heroIs(page, '1.1');
    await context.close();
  });

  itInBrowser('shows the rows of a table again that has no search any more', async (browser) => {
    const versions = Array.from({ length: 10 }, (_, n) => version(`0.${n}`));
    const served = bot(Object.assign({}, ...versions));
    const { url } = await serving(served);
    const { page, context } = await open(browser, url);
    await page.getByRole('searchbox', { name: 'Search: All versions' }).fill('0.9');
    const shown = page.locator('#all-versions tbody tr:visible');
    expect(await shown.count()).toBe(1);
    for (const name of versions.slice(0, 5).flatMap(Object.keys)) rmSync(join(served.models, name));
    await page.getByText('5 versions, the newest first.').waitFor();
    expect(await shown.count()).toBe(5);
    await context.close();
  });

  itInBrowser('says why it is out of date: it cannot be made', async (browser) => {
    const served = bot(version('1.0'));
    const { url } = await serving(served);
    const { page, context } = await open(browser, url);
    await page.getByText('This page is kept up to date.').waitFor();
    const journal = join(served.models, '.registry', 'journal.jsonl');
    mkdirSync(journal, { recursive: true });
    await page.getByText('This page is not kept up to date: The page cannot be made: ').waitFor();
    rmSync(journal, { recursive: true });
    await page.getByText('This page is kept up to date.').waitFor();
    await context.close();
  });

  itInBrowser('says why it is out of date: another server answers', async (browser) => {
    const served = bot(version('1.0'));
    const { url, port, running } = await serving(served);
    const { page, context } = await open(browser, url);
    await page.getByText('This page is kept up to date.').waitFor();
    running.child.kill('SIGTERM');
    await running.ended;
    const again = served.start(['serve', '--port', String(port)]);
    await until('the address', () => again.printed().includes('\n'));
    await page.getByText('open the address that model-registry serve printed').waitFor();
    await context.close();
  });

  itInBrowser(
    'is read without scripts too, and says that it reads itself again',
    async (browser) => {
      const { url } = await serving(servedBot());
      const { page, context } = await open(browser, url, { javaScriptEnabled: false });
      await heroIs(page, '1.1');
      expect(await page.locator('noscript meta[http-equiv=refresh]').count()).toBe(1);
      expect(await page.getByRole('searchbox').count()).toBe(0);
      expect(await page.locator('#kept').textContent()).toBe('read again every 30 seconds');
      await context.close();
    },
  );

  itInBrowser('is closed to other sites, whatever they try', async (browser) => {
    const { url, port, path } = await serving(servedBot());
    const { page: own, context } = await open(browser, url);
    await heroIs(own, '1.1');
    const target = `http://127.0.0.1:${port}/`;
    const page = await context.newPage();
    await page.goto(await otherSite(`<a href="${target}">a</a><iframe src="${target}"></iframe>`));
    const read = `fetch('${target}', {credentials: 'include'}).then((each) => each.text(), () => 'refused')`;
    expect(await ask(page, read)).toBe('refused');
    expect(await page.frameLocator('iframe').locator('.hero').count()).toBe(0);
    // Its own browser does not send the cookie along a link of another site.
    await page.getByRole('link').click();
    await page.getByText('Open the address that model-registry serve printed.').waitFor();
    // A name of that site that leads to this machine.
    const answer = await page.goto(`http://model-registry.example:${port}${path}`);
    expect(answer?.status()).toBe(421);
    expect(await page.locator('.hero').count()).toBe(0);
    await context.close();
  });
});

/** Serves this under another name. */
async function otherSite(body: string): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end(body);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://other.example:${(server.address() as AddressInfo).port}/`;
}
