import { expect, it } from 'vitest';
import { checkTrio, publishInPlace, readJournal } from '../src/index.js';
import { CHECKS, changeIn, configOf, directoryOf, filesIn, trio } from './support.js';

it('records a version that is there already', async () => {
  const dir = directoryOf({ ...trio('1.0'), ...trio('1.1', '{"auc": 1}') });
  const publication = await publishInPlace(dir, '1.1', CHECKS, changeIn(dir));
  expect(publication).toMatchObject({ ok: true, fingerprints: { model: { size: 8 } } });
  expect(Object.keys(configOf(dir, '1.1'))).toEqual(['auc', 'artifacts', 'published_at']);
  expect(await checkTrio(dir, '1.1', CHECKS)).toMatchObject({ ok: true });
  expect(filesIn(dir)).toMatchObject(trio('1.0'));
  expect(readJournal(dir).entries).toMatchObject([{ event: 'published', version: '1.1' }]);
});

it('what is not fit to be published stays as it is', async () => {
  const dir = directoryOf(trio('1.0', '{"version": "0.9"}'));
  expect(await publishInPlace(dir, '1.0', CHECKS, changeIn(dir))).toMatchObject({
    problems: [{ kind: 'version-mismatch' }],
  });
  expect(filesIn(dir)).toEqual(trio('1.0', '{"version": "0.9"}'));
});
