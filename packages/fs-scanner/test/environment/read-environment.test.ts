import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { librariesOfCommand, readEnvironment } from '../../src/index.js';
import { directoryOf } from '../temporary.js';

const SITE = 'lib/python3.11/site-packages';
const note = (name: string) => ({ [`${name}.dist-info/METADATA`]: 'Metadata-Version: 2.1\n' });
const inside = (folder: string, files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

const VENV = {
  'pyvenv.cfg': 'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.7\n',
  'bin/python': '',
  ...inside(SITE, {
    ...note('scikit_learn-1.5.2'),
    ...note('numpy-2.1.3'),
    ...note('imbalanced_learn-0.12.4'),
    ...note('requests-2.32.0'),
    'sklearn/__init__.py': '',
  }),
};
const OF_VENV = { 'scikit-learn': '1.5.2', numpy: '2.1.3', 'imbalanced-learn': '0.12.4' };

it('reads a virtual environment by its folder, its packages and its Python', () => {
  const venv = directoryOf(VENV);
  expect(readEnvironment(venv)).toEqual(OF_VENV);
  expect(readEnvironment(join(venv, SITE))).toEqual(OF_VENV);
  expect(readEnvironment(join(venv, 'bin/python'))).toEqual(OF_VENV);
  symlinkSync(venv, `${venv}-link`);
  expect(readEnvironment(`${venv}-link`)).toEqual(OF_VENV);
});

it('reads a conda environment', () => {
  const conda = directoryOf({
    'conda-meta/history': '',
    ...inside('lib/python3.12/site-packages', {
      ...note('numpy-1.26.4'),
      'scikit_learn-1.4.2-py3.12.egg-info/PKG-INFO': '',
    }),
  });
  expect(readEnvironment(conda)).toEqual({ numpy: '1.26.4', 'scikit-learn': '1.4.2' });
});

it("reads Debian's packages, and what pip installed before them", () => {
  const debian = directoryOf({
    ...inside('lib/python3/dist-packages', {
      'numpy-1.24.2.egg-info/PKG-INFO': '',
      'scikit_learn-1.2.1.egg-info': 'Name: scikit-learn\n',
      ...note('scipy-1.10.1'),
    }),
    ...inside('local/lib/python3.11/dist-packages', note('numpy-1.26.4')),
    'lib/python3.11/os.py': '',
  });
  expect(readEnvironment(debian)).toEqual({
    numpy: '1.26.4',
    'scikit-learn': '1.2.1',
    scipy: '1.10.1',
  });
  expect(readEnvironment(join(debian, 'lib/python3/dist-packages'))?.numpy).toBe('1.24.2');
});

it('of an environment that sees the packages of the system, reads these too', () => {
  const system = directoryOf({
    'bin/python3': '',
    ...inside('lib/python3/dist-packages', { ...note('numpy-1.24.2'), ...note('scipy-1.10.1') }),
  });
  const venv = directoryOf({
    ...inside(SITE, note('numpy-2.1.3')),
    'pyvenv.cfg': `home = ${system}/bin\ninclude-system-site-packages = true\n`,
  });
  expect(readEnvironment(venv)).toEqual({ numpy: '2.1.3', scipy: '1.10.1' });
});

it('of several Pythons takes the one that the environment has', () => {
  const venv = directoryOf({
    ...inside('lib/python3.9/site-packages', note('numpy-1.21.0')),
    ...inside('lib/python3.11/site-packages', note('numpy-2.1.3')),
  });
  expect(readEnvironment(venv)).toEqual({ numpy: '2.1.3' });
  writeFileSync(join(venv, 'pyvenv.cfg'), 'version_info = 3.9.18.final.0\n');
  expect(readEnvironment(venv)).toEqual({ numpy: '1.21.0' });
});

it('where there is no environment, says so', () => {
  const folder = directoryOf({ 'a/b': '' });
  expect(readEnvironment(folder)).toBeNull();
  expect(readEnvironment(join(folder, 'a/b'))).toBeNull();
  expect(readEnvironment(join(folder, 'missing'))).toBeNull();
  expect(readEnvironment(join(folder, 'missing/site-packages'))).toBeNull();
  mkdirSync(join(folder, SITE), { recursive: true });
  expect(readEnvironment(folder)).toEqual({});
});

it('follows no link among the notes, and goes by no note that is only left over', () => {
  const other = directoryOf(note('xgboost-2.1.4'));
  const venv = directoryOf({
    ...VENV,
    [`${SITE}/lightgbm-4.6.0.dist-info/RECORD`]: '',
    [`${SITE}/~atboost-1.2.10.dist-info/METADATA`]: '',
    [`${SITE}/catboost-1.2.10-evil-name.dist-info/METADATA`]: '',
    [`${SITE}/__proto__-1.0.dist-info/METADATA`]: '',
  });
  symlinkSync(join(other, 'xgboost-2.1.4.dist-info'), join(venv, SITE, 'xgboost-2.1.4.dist-info'));
  expect(readEnvironment(venv)).toEqual(OF_VENV);
});

it('of two notes of a library takes the newest', () => {
  const venv = directoryOf({ ...VENV, ...inside(SITE, note('numpy-1.9.3')) });
  expect(readEnvironment(venv)?.numpy).toBe('2.1.3');
  rmSync(join(venv, SITE, 'numpy-2.1.3.dist-info'), { recursive: true });
  expect(readEnvironment(venv)?.numpy).toBe('1.9.3');
});

it('settings that are no text or without end are as if they were not there', () => {
  const venv = directoryOf({
    ...VENV,
    'pyvenv.cfg': `home = relative\ninclude-system-site-packages = true\n${'x'.repeat(100_000)}`,
  });
  expect(readEnvironment(venv)).toEqual(OF_VENV);
});

it('knows the Python of a command', () => {
  const venv = directoryOf(VENV);
  const python = join(venv, 'bin/python');
  expect(librariesOfCommand([python, 'train.py'], {})).toEqual(OF_VENV);
  expect(librariesOfCommand(['python', 'train.py'], { PATH: join(venv, 'bin') })).toEqual(OF_VENV);
  expect(librariesOfCommand(['./train.sh'], { VIRTUAL_ENV: venv })).toEqual(OF_VENV);
  expect(librariesOfCommand(['./train.sh'], {})).toEqual({});
  expect(librariesOfCommand(['python3', 'train.py'], { PATH: '/nowhere' })).toEqual({});
  expect(librariesOfCommand([], {})).toEqual({});
});
