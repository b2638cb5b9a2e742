import type { DiscoveredModel, Metadata, MetadataFields } from '@org/model-registry-core';

/** What of the metadata one scan keeps whole, in characters of their files. */
interface Bounds {
  /** Of all large files together: 16 Mi take some 100 MB at most. */
  readonly large: number;
  /** What counts as large is longer than this: to let go of less saves no memory, and takes long. */
  readonly small: number;
}
const BOUNDS: Bounds = { large: 16_777_216, small: 4_096 };

/** Numbers and texts among a version's fields that are kept all the same: what rules and listings need. */
const MOST_VALUES = 1_000;

/** How a model's config file is read again; null where there is none any more that can be read. */
export type ReadAgain = () => DiscoveredModel | null;

/**
 * Bounds what one scan keeps of its models' metadata, however many large config files there are. Beyond
 * that, a model's metadata are read anew where they are asked for, and so are its fields where they are
 * large themselves. Those of small files are always kept.
 *
 * @returns what is kept of a model; ask for one model after the other
 * @example const keep = metadataKeeper(); models.push(keep(model, text.length, readAgain))
 */
export function metadataKeeper({
  large,
  small,
} = BOUNDS): (model: DiscoveredModel, length: number, readAgain: ReadAgain) => DiscoveredModel {
  let kept = 0;
  let last: DiscoveredModel | null = null;
  return (model, length, readAgain) => {
    if (length <= small || model.fields === null) return model;
    kept += length;
    if (kept <= large) return model;
    // What is called later must not hold on to the model, and so to all of its metadata.
    const { version, configPath } = model;
    const again = (): DiscoveredModel & { readonly fields: MetadataFields } => {
      if (last?.version !== version) last = readAgain();
      if (last?.fields) return last as DiscoveredModel & { readonly fields: MetadataFields };
      throw new Error(`${configPath} was changed while it was read: try again`);
    };
    const { metadata: _, fields, ...others } = model;
    // A copy holds on to nothing of the file's text.
    const rest = structuredClone(others);
    const released = {
      metadata: { enumerable: true, get: (): Metadata | null => again().metadata },
    };
    if (isSmall(fields)) {
      return Object.defineProperties(
        { ...rest, fields: structuredClone(fields) },
        released,
      ) as DiscoveredModel;
    }
    const alsoFields = { fields: { enumerable: true, get: () => again().fields } };
    return Object.defineProperties(rest, { ...released, ...alsoFields }) as DiscoveredModel;
  };
}

function isSmall({
  trainingMode,
  symbolEncoding,
  trainedSymbols,
  performance,
}: MetadataFields): boolean {
  const symbols = trainedSymbols ?? [];
  if (symbols.length > MOST_VALUES || symbols.some(({ length }) => length > MOST_VALUES))
    return false;
  return sizeOf([trainingMode, symbolEncoding, performance], MOST_VALUES) <= MOST_VALUES;
}

/** How many values and characters there are, counted no further than past the limit. */
function sizeOf(value: unknown, most: number): number {
  if (typeof value === 'string') return value.length / 16;
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const [key, member] of Object.entries(value)) {
    size += key.length / 16 + sizeOf(member, most - size);
    if (size > most) break;
  }
  return size;
}
