import { isMap } from '../text/is-map.js';
import { type Metadata, own } from './metadata.js';
import type { LibraryMismatch } from './problem.js';

/** Versions of libraries, by the name that PyPI has for each: `{ 'scikit-learn': '1.5.2' }`. */
export type Libraries = Readonly<Record<string, string>>;

/** What a file says of the libraries that it needs to be loaded. */
export interface LibraryFacts {
  /** What it imports something of: `sklearn.pipeline`. */
  readonly modules: readonly string[];
  /** A format that some library reads, such as `onnx`; `pickle` for what imports its libraries itself. */
  readonly format: string;
  /** What it records itself; several of scikit-learn are joined by `, `. */
  readonly versions: {
    readonly sklearn: string | null;
    readonly xgboost: string | null;
    readonly lightgbm: string | null;
    readonly numpy: string | null;
  };
}

/** A library that a model needs. */
interface Need {
  readonly library: string;
  /** What it was made with; `4` and `2` alone are all that a file says of LightGBM and numpy. */
  readonly version: string | null;
}

const BY_MODULE: Readonly<Record<string, string>> = {
  sklearn: 'scikit-learn',
  _loss: 'scikit-learn',
  imblearn: 'imbalanced-learn',
  numpy: 'numpy',
  scipy: 'scipy',
  pandas: 'pandas',
  joblib: 'joblib',
  xgboost: 'xgboost',
  lightgbm: 'lightgbm',
  catboost: 'catboost',
};

const BY_FORMAT: Readonly<Record<string, string>> = {
  ubjson: 'xgboost',
  lightgbm: 'lightgbm',
  catboost: 'catboost',
  onnx: 'onnxruntime',
  safetensors: 'safetensors',
  npy: 'numpy',
  npz: 'numpy',
  pytorch: 'torch',
  keras: 'keras',
};

/** Other names under which the same modules are installed. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  xgboost: ['xgboost-cpu'],
  onnxruntime: ['onnxruntime-gpu', 'onnx'],
  torch: ['torch-cpu'],
  keras: ['tensorflow'],
};

/**
 * The names of all libraries that models are made with.
 *
 * @example libraryNames().has('scikit-learn')
 */
export function libraryNames(): Set<string> {
  return new Set(
    [BY_MODULE, BY_FORMAT, ALSO].flatMap((table) =>
      Object.values<string | readonly string[]>(table).flat(),
    ),
  );
}

/**
 * The libraries that files need, each with the version that it was made with, where that is known.
 *
 * @param recorded what the metadata say; a file's own record wins, unless it says less of the same version
 */
function needsOf(files: readonly LibraryFacts[], recorded: Libraries): Need[] {
  const found = new Map<string, Set<string>>();
  for (const { modules, format, versions } of files) {
    const names = modules.map((module) => own(BY_MODULE, module.split('.', 1)[0] as string));
    // Of JSON only a model of XGBoost needs a library.
    const ofFormat = format === 'json' ? versions.xgboost && 'xgboost' : own(BY_FORMAT, format);
    for (const name of [...names, ofFormat])
      if (name && !found.has(name)) found.set(name, new Set());
    const stated: [string, string | null][] = [
      ['xgboost', versions.xgboost],
      ['lightgbm', versions.lightgbm],
      ['numpy', versions.numpy],
      ...(versions.sklearn?.split(', ') ?? []).map((one): [string, string] => [
        'scikit-learn',
        one,
      ]),
    ];
    for (const [library, version] of stated) if (version) found.get(library)?.add(version);
  }
  return [...found].flatMap(([library, versions]): Need[] => {
    const noted = own(recorded, library);
    if (versions.size === 0) return [{ library, version: noted ?? null }];
    return [...versions].map((version) => ({
      library,
      version: noted !== undefined && isPart(library, version, noted) ? noted : version,
    }));
  });
}

/** Whether a file says less than the metadata, and nothing else. */
function isPart(library: string, version: string, noted: string): boolean {
  const major = /^\d+/.exec(noted)?.[0];
  if (version.includes('.') || major === undefined) return false;
  return library === 'lightgbm' ? majorsOfForm(version).includes(Number(major)) : major === version;
}

/** Version 3 of LightGBM's text is written by LightGBM 2.3 to 3.3. */
function majorsOfForm(form: string): readonly number[] {
  return form === '3' ? [2, 3] : [Number(form)];
}

/**
 * The libraries that the metadata record.
 *
 * @example recordedLibraries({ libraries: { numpy: '2.1.3', pandas: null } }) // { numpy: '2.1.3' }
 */
export function recordedLibraries(metadata: Metadata): Libraries {
  const recorded = own(metadata, 'libraries');
  if (!isMap(recorded)) return {};
  const texts = Object.entries(recorded).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= 64,
  );
  return Object.fromEntries(
    texts
      .slice(0, 200)
      .map(([name, version]) => [own(BY_MODULE, name) ?? canonical(name), version]),
  );
}

/** As PyPI compares names. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/**
 * What to record of the libraries that files were made with.
 *
 * @param training what the environment has that made them; empty where that is not known
 * @example librariesToRecord([modelFacts], { numpy: '2.1.3' }) // { 'scikit-learn': '1.5.2', numpy: '2.1.3' }
 */
export function librariesToRecord(files: readonly LibraryFacts[], training: Libraries): Libraries {
  const known = needsOf(files, training).filter(({ version }) => version?.includes('.'));
  return Object.fromEntries(
    known.reverse().map(({ library, version }) => [library, version as string]),
  );
}

/**
 * Why an environment cannot be trusted to load a model: another major or minor version of scikit-learn,
 * numpy 1 for a model by numpy 2, another major version of XGBoost or LightGBM, or a library that is missing.
 * A version that is not known differs from none.
 *
 * @param files what was found in model and scaler; empty where they were not looked into: then the
 *   metadata alone tell versions, and nothing is missing
 * @param installed what the environment has; null where it is none
 * @param python the environment, as the config names it
 * @example libraryMismatches([facts], {}, { numpy: '1.26.4' }, 'venv')[0]?.difference // 'missing'
 */
export function libraryMismatches(
  files: readonly LibraryFacts[],
  recorded: Libraries,
  installed: Libraries | null,
  python: string,
): LibraryMismatch[] {
  const facts = { kind: 'library-mismatch', python } as const;
  if (installed === null) {
    return [{ ...facts, difference: 'environment', library: null, expected: null, actual: null }];
  }
  const needs =
    files.length > 0
      ? needsOf(files, recorded)
      : Object.entries(recorded)
          .filter(([library]) => installedVersion(installed, library) !== null)
          .map(([library, version]) => ({ library, version }));
  return needs.flatMap(({ library, version }): LibraryMismatch[] => {
    const actual = installedVersion(installed, library);
    const found = { ...facts, library, expected: version, actual };
    if (actual === null) return [{ ...found, difference: 'missing' }];
    if (version === null || !differs(library, version, actual)) return [];
    return [{ ...found, difference: 'version' }];
  });
}

function installedVersion(installed: Libraries, library: string): string | null {
  const names = [library, ...(own(ALSO, library) ?? [])];
  const name = names.find((one) => Object.hasOwn(installed, one));
  return name === undefined ? null : (installed[name] as string);
}

function differs(library: string, made: string, has: string): boolean {
  const [[major, minor], [hasMajor, hasMinor]] = [parts(made), parts(has)];
  if (major === undefined || hasMajor === undefined) return false;
  switch (library) {
    case 'scikit-learn':
      return major !== hasMajor || minor !== hasMinor;
    case 'numpy':
      return major >= 2 && hasMajor < 2;
    case 'lightgbm':
      return made.includes('.') ? major !== hasMajor : !majorsOfForm(made).includes(hasMajor);
    case 'xgboost':
      return major !== hasMajor;
    default:
      return false;
  }
}

/** Major and minor version; neither for what begins with no number. */
function parts(version: string): [major?: number, minor?: number] {
  const found = /^v?(\d{1,9})(?:\.(\d{1,9}))?/.exec(version);
  return found ? [Number(found[1]), Number(found[2] ?? 0)] : [];
}
