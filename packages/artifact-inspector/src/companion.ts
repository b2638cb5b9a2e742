import { detectStorage, inflate } from './bytes/compression.js';
import { close, FilePart, openArtifact, readStart, sizeOf } from './bytes/file.js';
import { endingOf, type Format, formatOfName, hasFormat } from './formats/format.js';
import { sniff } from './formats/sniff.js';
import { readsAsPickle } from './inspect-stream.js';

/** Endings of what joblib and others write that compress a file by its name. */
const COMPRESSED = /\.(?:gz|z|bz2|xz|lzma|lz4)$/i;

/** What is read by its name, by readers that run nothing. */
const DATA: ReadonlySet<Format> = new Set([
  'json',
  'ubjson',
  'lightgbm',
  'catboost',
  'onnx',
  'safetensors',
  'csv',
]);

/**
 * Whether a file that belongs to a model, and is neither the model nor its scaler, is to be inspected: its name
 * stands for a format that may hold code, or, where it stands for none, its content is a pickle. Model and scaler
 * always are, whatever they are called. What reads data by their name runs nothing, and of others (text, pictures)
 * nothing is known that could be checked.
 *
 * @param name what it is called; where a symlink leads to the file, its name counts
 * @throws Error with the system's error as its `cause` if the file cannot be opened; the system's error if
 *   it cannot be read
 * @example await isInspectable('models/notes_v1.0.md', 'notes_v1.0.md') // false
 * @example await isInspectable('models/encoder_v1.0.pkl', 'encoder_v1.0.pkl') // true
 */
export async function isInspectable(path: string, name: string): Promise<boolean> {
  if (hasFormat(name)) return !DATA.has(formatOfName(name));
  // joblib compresses into `encoder.gz`; `prices.csv.gz` is what it says.
  const inner = name.replace(COMPRESSED, '');
  const ending = endingOf(inner);
  if (inner !== name && (ending === '' || ending === '.tar')) return ending === '';
  if (inner !== name && hasFormat(inner)) return formatOfName(inner) === 'pickle';
  const opened = openArtifact(path);
  if (typeof opened !== 'number') return true;
  try {
    const size = sizeOf(opened);
    return typeof size !== 'number' || (await holdsPickle(new FilePart(opened, 0, size)));
  } finally {
    close(opened);
  }
}

/** joblib goes by the content too: what it would decompress is looked into, or taken for a pickle. */
async function holdsPickle(file: FilePart): Promise<boolean> {
  const start = await readStart(file.descriptor, file.size);
  const content = sniff(start);
  switch (detectStorage(start)) {
    case 'zlib':
      return inflatesToPickle(file, 'zlib');
    case 'gzip':
      return inflatesToPickle(file, 'gzip');
    case 'legacy':
      return LEGACY.test(start.toString('latin1'));
    case 'lzma':
      return true;
    default:
  }
  if (content === 'pickle' || content === 'compressed') return true;
  return (content === 'text' || content === 'unknown') && readsAsPickle(file);
}

/** What joblib 0.9 compressed begins with its length: a hexadecimal number, filled up with spaces. */
const LEGACY = /^ZF[\sx\da-f_+-]{17}/i;

async function inflatesToPickle(file: FilePart, storage: 'zlib' | 'gzip'): Promise<boolean> {
  const inflated = await inflate(file, storage);
  try {
    return await readsAsPickle(inflated);
  } finally {
    await inflated.close();
  }
}
