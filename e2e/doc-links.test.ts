import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((page) => page !== '');

/** What of a page is text: links in examples are none. */
function textOf(page: string): string {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return text
    .replace(/^ *(```+)[\s\S]*?^ *\1/gm, '')
    .replace(/`[^`\n]*`/g, (code) => `\`${code.replace(/[()[\]]/g, '')}\``);
}

/** The names of its headings, as they stand in links. */
function anchorsIn(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it.each(pages)('%s leads nowhere that is not there', (page) => {
  const links = [...textOf(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)];
  const broken = links.flatMap(([, link = '']) => {
    const [path = '', anchor] = decodeURIComponent(link).split('#');
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(ROOT, target))) return [link];
    const isPage = target.endsWith('.md') && statSync(join(ROOT, target)).isFile();
    return anchor === undefined || (isPage && anchorsIn(target).includes(anchor)) ? [] : [link];
  });
  expect(broken).toEqual([]);
});
