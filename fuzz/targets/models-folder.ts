import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ModelsFolder {
  readonly modelsDir: string;
  /** The file's path, after writing it. */
  write(content: Buffer): string;
}

/** A models directory with one file in `.registry`, made when it is first needed. */
export function modelsFolderWith(file: string): () => ModelsFolder {
  let folder: ModelsFolder | null = null;
  return () => {
    folder ??= makeFolder(file);
    return folder;
  };
}

function makeFolder(file: string): ModelsFolder {
  const modelsDir = mkdtempSync(join(tmpdir(), 'model-registry-fuzz-'));
  process.once('exit', () => rmSync(modelsDir, { recursive: true, force: true }));
  mkdirSync(join(modelsDir, '.registry'));
  const path = join(modelsDir, '.registry', file);
  const write = (content: Buffer) => {
    writeFileSync(path, content);
    return path;
  };
  return { modelsDir, write };
}
