import { join } from 'node:path';
import type { Layout, NameParts } from '@org/model-registry-core';
import {
  isThere,
  namesIn,
  type Registry,
  readText,
  type TextRead,
} from '@org/model-registry-fs-scanner';
import { StoreRefusal } from '../errors.js';
import { writeFile } from '../files/write-file.js';

/**
 * Whether the last one who wrote named the files otherwise. What a run of theirs has not finished is no
 * business of this layout's: to it, finished models are rubbish, and its own models are new.
 */
export function hasOtherNames({ layout, names }: Registry): boolean {
  const text = readText(names);
  return typeof text === 'string' && text !== noteOf(layout);
}

/**
 * Notes how the files are named, for the next one who writes. To be called under the store lock.
 *
 * @throws StoreRefusal where a run under other names has left something to finish; Error where the note cannot be
 *   one, and for failing IO
 */
export function noteNames(registry: Registry): void {
  const { names, root } = registry;
  const [before, note] = [readText(names), noteOf(registry.layout)];
  if (before === note) return;
  if (isFolder(before)) {
    throw new Error(`${names} is a folder where a file belongs: remove it. Nothing was done`);
  }
  const left = typeof before === 'string' ? unfinished(registry) : [];
  if (left.length > 0) {
    throw new StoreRefusal(
      `a run under other names, those in ${names}, has not finished what is in ${root}: ${left.join(', ')}. ` +
        'Run model-registry recover with the config that has those names, or remove it. Nothing was done',
    );
  }
  writeFile(registry, names, note);
}

function isFolder(read: TextRead): boolean {
  return (
    typeof read === 'object' && read?.kind === 'unreadable-text' && read.error.code === 'EISDIR'
  );
}

/** Relative to the root. */
function unfinished({ training, archiving, staging, root }: Registry): string[] {
  const files = [training, archiving, ...namesIn(staging).map((name) => join(staging, name))];
  return files.filter(isThere).map((file) => file.slice(root.length + 1));
}

function noteOf({ scheme, names, companions }: Layout): string {
  const { model, scaler, config } = names;
  const templateOf = (parts: NameParts) => `${parts.start}{version}${parts.end}`;
  const note = {
    version: scheme,
    model: templateOf(model),
    scaler: scaler && templateOf(scaler),
    config: templateOf(config),
    ...(companions.length > 0 && {
      companions: companions.map((name) => templateOf(names[name] as NameParts)),
    }),
  };
  return `${JSON.stringify(note)}\n`;
}
