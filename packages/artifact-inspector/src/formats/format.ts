/** What a file's name says it is. Every other name stands for a pickle. */
const BY_ENDING = {
  '.joblib': 'pickle',
  '.pkl': 'pickle',
  '.pickle': 'pickle',
  '.sav': 'pickle',
  '.json': 'json',
  '.ubj': 'ubjson',
  '.txt': 'lightgbm',
  '.cbm': 'catboost',
  '.onnx': 'onnx',
  '.safetensors': 'safetensors',
  '.csv': 'csv',
  '.npy': 'npy',
  '.npz': 'npz',
  '.pt': 'pytorch',
  '.pth': 'pytorch',
  '.keras': 'keras',
  '.h5': 'hdf5',
} as const;

/** The formats that files may have. */
export const FORMATS = [
  'pickle',
  'json',
  'ubjson',
  'lightgbm',
  'catboost',
  'onnx',
  'safetensors',
  'csv',
  'npy',
  'npz',
  'pytorch',
  'keras',
  'hdf5',
] as const;
/** A format of files; `pickle` is joblib's too. */
export type Format = (typeof FORMATS)[number];

/** Formats that may hold code that is not looked for here. */
export const UNCHECKED = ['pytorch', 'keras', 'hdf5'] as const;
export type Unchecked = (typeof UNCHECKED)[number];

/**
 * What a file of this name has to be, whatever is in it: the name tells what will load it.
 *
 * @param name a file name or a path
 * @example formatOfName('models/model_v7.ubj') // 'ubjson'
 * @example formatOfName('meta_model_v1.0.joblib') // 'pickle'
 */
export function formatOfName(name: string): Format {
  return hasFormat(name) ? BY_ENDING[endingOf(name) as keyof typeof BY_ENDING] : 'pickle';
}

/**
 * Whether a name says by itself what the file is.
 *
 * @example hasFormat('notes.md') // false
 */
export function hasFormat(name: string): boolean {
  return Object.hasOwn(BY_ENDING, endingOf(name));
}

/**
 * The end of a name that may say what a file is, in lower case: `.json`. That of a version is none.
 *
 * @example endingOf('encoder_v1.0') // ''
 */
export function endingOf(name: string): string {
  // Without the flag for both cases: to make that one takes longer than all else here.
  return /\.(?!\d+$)[A-Za-z0-9]+$/.exec(name)?.[0].toLowerCase() ?? '';
}

/** What content can be found to be: a format, or what several formats have in common. */
export const CONTENTS = [...FORMATS, 'compressed', 'zip', 'text', 'unknown'] as const;
export type Content = (typeof CONTENTS)[number];
