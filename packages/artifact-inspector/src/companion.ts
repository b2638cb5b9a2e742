import { close, FilePart, openArtifact, readStart, sizeOf } from './bytes/file.js';
import { endingOf, formatOfName, hasFormat } from './formats/format.js';
import { sniff } from './formats/sniff.js';
import { readsAsPickle } from './inspect-stream.js';

/** Endings of what joblib and others write that compress a file by its name. */
const COMPRESSED = /\.(?:gz|z|bz2|xz|lzma|lz4)$/i;

/**
 * Whether a file that belongs to a model, and is neither the model nor its scaler, is to be inspected: its name
 * says that it is of a format that is known here, or its content is a pickle all the same. Model and scaler
 * always are, whatever they are called. Of others (text, pictures) nothing is known that could be checked. A
 * `.txt` is LightGBM's only where it begins so.
 *
 * @param name what it is called; where a symlink leads to the file, its name counts
 * @throws Error with the system's error as its `cause` if the file cannot be opened; the system's error if
 *   it cannot be read
 * @example await isInspectable('models/notes_v1.0.md', 'notes_v1.0.md') // false
 * @example await isInspectable('models/encoder_v1.0.pkl', 'encoder_v1.0.pkl') // true
 */
export async function isInspectable(path: string, name: string): Promise<boolean> {
  const inner = name.replace(COMPRESSED, '');
  const isText = formatOfName(name) === 'lightgbm';
  if (hasFormat(name) && !isText) return true;
  // joblib compresses into `encoder.gz`; `prices.csv.gz` is what it says.
  if (inner !== name)
    return endingOf(inner) === '' || (formatOfName(inner) === 'pickle' && hasFormat(inner));
  const opened = openArtifact(path);
  if (typeof opened !== 'number') return true;
  try {
    const size = sizeOf(opened);
    if (typeof size !== 'number') return true;
    const content = sniff(await readStart(opened, size));
    if (content === 'pickle' || (isText && content === 'lightgbm')) return true;
    const isUnclear = content === 'text' || content === 'unknown';
    return isUnclear && (await readsAsPickle(new FilePart(opened, 0, size)));
  } finally {
    close(opened);
  }
}
