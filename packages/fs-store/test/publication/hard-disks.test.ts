import { chmodSync, chownSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directoryOf, filesIn, runOnSmallDisk, runUnprivileged, trio, whyNot } from '../support.js';

describe('a directory that is read-only', () => {
  it('is an error that names it, and nothing is lost', (context) => {
    const reason = whyNot('unprivileged');
    if (reason) return context.skip(reason);
    const dir = directoryOf(trio('1.0'));
    chmodSync(dir, 0o555);
    const { status, output } = runUnprivileged(
      'publish',
      dir,
      join(dir, '.registry/staging/run-x'),
      '1.1',
    );
    expect(status).not.toBe(0);
    expect(output).toContain(`${dir} cannot be written to: EACCES`);
    expect(filesIn(dir)).toEqual(trio('1.0'));
  });

  it('is an error where staging can still be written, and the staged files stay', (context) => {
    const reason = whyNot('unprivileged');
    if (reason) return context.skip(reason);
    const staged = Object.entries(trio('1.1')).map(([n, text]) => [
      `.registry/staging/run-x/${n}`,
      text,
    ]);
    const dir = directoryOf({ ...trio('1.0'), ...Object.fromEntries(staged) });
    give(join(dir, '.registry'));
    chmodSync(dir, 0o555);
    const staging = join(dir, '.registry/staging/run-x');
    const { status, output } = runUnprivileged('publish', dir, staging, '1.1');
    expect(status).not.toBe(0);
    expect(output).toMatch(/version 1\.1 cannot be moved from .* EACCES/);
    expect(readdirSync(dir)).toHaveLength(4);
    expect(readdirSync(dirname(staging))).toEqual(['run-x']);
    expect(Object.keys(filesIn(staging))).toHaveLength(3);
  });
});

function give(path: string): void {
  if (process.getuid?.() !== 0) return;
  chownSync(path, 65_534, 65_534);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) give(join(path, entry.name));
    else chownSync(join(path, entry.name), 65_534, 65_534);
  }
}

describe('a disk that fills up', () => {
  it.for([0, 1, 2, 3, 4, 5, 6])(
    'with %i blocks left: published whole or not at all, and in the end',
    (blocks, context) => {
      const reason = whyNot('small disk');
      if (reason) return context.skip(reason);
      const folder = join(directoryOf({}), 'disk');
      mkdirSync(folder);
      const { stdout, stderr } = runOnSmallDisk(folder, '256k', 'fill', folder, String(blocks));
      expect(stderr).toBe('');
      const { first, there, models } = JSON.parse(stdout);
      const isThere = there.some(({ exists }: { exists: boolean }) => exists);
      expect(first).toMatch(isThere ? /published/ : /ENOSPC|full/);
      expect(models).toMatchObject([{ version: '1.1', exists: true, problems: [] }]);
    },
  );
});
