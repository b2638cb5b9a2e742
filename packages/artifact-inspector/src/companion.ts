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
  if (inner !== name)
    return endingOf(inner) === '' || (hasFormat(inner) && formatOfName(inner) === 'pickle');
  const opened = openArtifact(path);
  if (typeof opened !== 'number') return true;
  try {
    const size = sizeOf(opened);
    if (typeof size !== 'number') return true;
    const content = sniff(await readStart(opened, size));
    if (content === 'pickle') return true;
    const isUnclear = content === 'text' || content === 'unknown';
    return isUnclear && (await readsAsPickle(new FilePart(opened, 0, size)));
  } finally {
    close(opened);
  }
}
