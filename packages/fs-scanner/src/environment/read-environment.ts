import { type Dir, lstatSync, opendirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Libraries, libraryNames } from '@org/model-registry-core';
import { readText } from '../files/read-text.js';

/** Names that are looked at in one folder of packages: a large environment has some thousands. */
const MOST_ENTRIES = 100_000;
const MOST_TEXT = 65_536;

/**
 * The libraries of a Python environment, read from the notes that their installation left
 * (`*.dist-info`, `*.egg-info`): no Python is run, and nothing there is trusted. Symlinks among the notes
 * are not followed, and what is read of them is bounded.
 *
 * @param python a virtual or conda environment, its `site-packages` (Debian's are `dist-packages`), or the
 *   Python in its `bin`; relative to the current directory
 * @returns versions of those that models are made with, by their names at PyPI; null where there is no
 *   such environment
 * @example readEnvironment('venv')?.numpy // '2.1.3'
 */
export function readEnvironment(python: string): Libraries | null {
  const folders = packageFolders(resolve(python));
  if (folders.length === 0) return null;
  const found: Record<string, string> = {};
  // What comes first on Python's path hides what comes later.
  for (const folder of folders) {
    for (const [name, version] of librariesIn(folder)) found[name] ??= version;
  }
  return found;
}

/** The folders of packages, in the order in which Python looks into them. */
function packageFolders(path: string): string[] {
  if (/^(?:site|dist)-packages$/.test(basename(path))) return isFolder(path) ? [path] : [];
  if (basename(dirname(path)) === 'bin' && isFile(path)) {
    return packageFolders(dirname(dirname(path)));
  }
  const { system, version } = settingsOf(path);
  const own = foldersBelow(path, { version });
  return system === null ? own : [...own, ...foldersBelow(dirname(system), { version })];
}

interface Settings {
  /** `3.11` */
  readonly version: string | null;
  /** The folder of the system's Python, where its packages are seen too. */
  readonly system: string | null;
}

/** What `pyvenv.cfg` says. */
function settingsOf(environment: string): Settings {
  const text = readText(join(environment, 'pyvenv.cfg'), Buffer.alloc(MOST_TEXT));
  if (typeof text !== 'string') return { version: null, system: null };
  const value = (key: string) => new RegExp(`^${key}\\s*=\\s*(\\S.*?)\\s*$`, 'mi').exec(text)?.[1];
  const version = /^\d+\.\d+/.exec(value('version(?:_info)?') ?? '')?.[0] ?? null;
  const seesSystem = value('include-system-site-packages')?.toLowerCase() === 'true';
  const home = value('home');
  return { version, system: seesSystem && home?.startsWith('/') ? home : null };
}

/** The folders of packages of an environment or of the system's Python. */
function foldersBelow(prefix: string, { version }: Pick<Settings, 'version'>): string[] {
  const pythons = namesIn(join(prefix, 'lib'), /^python3\.\d{1,3}$/).sort(
    (one, other) => Number(other.slice(8)) - Number(one.slice(8)),
  );
  const chosen = pythons.find((name) => name === `python${version}`) ?? pythons[0];
  const own = chosen === undefined ? [] : [join(prefix, 'lib', chosen, 'site-packages')];
  // Debian's: what pip installed comes before what apt installed.
  const local = chosen === undefined ? [] : [join(prefix, 'local/lib', chosen, 'dist-packages')];
  return [...local, ...own, join(prefix, 'lib/python3/dist-packages')].filter(isFolder);
}

/** `scikit_learn-1.5.2.dist-info`, `numpy-1.24.2-py3.11.egg-info` */
const NOTE = /^([A-Za-z0-9][\w.]{0,60})-([^-]{1,64})(?:-py\d\.\d+)?\.(?:dist|egg)-info$/;

function* librariesIn(folder: string): Generator<[name: string, version: string]> {
  const libraries = libraryNames();
  for (const note of namesIn(folder, NOTE)) {
    const [, written = '', version = ''] = NOTE.exec(note) ?? [];
    const name = written.toLowerCase().replace(/[-_.]+/g, '-');
    if (libraries.has(name) && isInstalled(join(folder, note))) yield [name, version];
  }
}

/** A removal that broke off may leave the folder of a note, without what it is about. */
function isInstalled(note: string): boolean {
  const stats = lstatSync(note, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.isFile() ?? false;
  return ['METADATA', 'PKG-INFO'].some((file) =>
    lstatSync(join(note, file), { throwIfNoEntry: false })?.isFile(),
  );
}

/** Names in a folder that fit; none where it cannot be listed. */
function namesIn(folder: string, pattern: RegExp): string[] {
  const names: string[] = [];
  let directory: Dir;
  try {
    directory = opendirSync(folder);
  } catch {
    return names;
  }
  try {
    for (let count = 0; count < MOST_ENTRIES; count++) {
      const entry = directory.readSync();
      if (entry === null) break;
      if (pattern.test(entry.name)) names.push(entry.name);
    }
  } finally {
    directory.closeSync();
  }
  // The newest first, where a broken update left two notes.
  return names.sort((one, other) => other.localeCompare(one, 'en', { numeric: true }));
}

function isFolder(path: string): boolean {
  return statsOf(path)?.isDirectory() ?? false;
}

function isFile(path: string): boolean {
  return statsOf(path)?.isFile() ?? false;
}

/** Nothing also for what cannot be looked at. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/**
 * The libraries of the Python that a command runs: where its program is a Python, of that one; else of the
 * environment that is activated.
 *
 * @param command program and arguments
 * @returns empty where it cannot be told
 * @example librariesOfCommand(['venv/bin/python', 'train.py'], process.env)['scikit-learn'] // '1.5.2'
 */
export function librariesOfCommand(
  [program = '']: readonly string[],
  env: NodeJS.ProcessEnv,
): Libraries {
  const python = /^python[\d.]*$/.test(basename(program)) ? findProgram(program, env) : null;
  const environment = python ?? env.VIRTUAL_ENV ?? env.CONDA_PREFIX;
  return (environment && readEnvironment(environment)) || {};
}

/** Where a program is: a virtual environment's Python is a symlink, whose place counts. */
function findProgram(program: string, { PATH = '' }: NodeJS.ProcessEnv): string | null {
  if (program.includes('/')) return resolve(program);
  const found = PATH.split(':')
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, program))
    .find(isFile);
  if (found === undefined) return null;
  const isInEnvironment = isFile(join(dirname(found), '../pyvenv.cfg'));
  return isInEnvironment ? found : realpathSync(found);
}
