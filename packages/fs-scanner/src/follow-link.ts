import { realpathSync, type Stats, statSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { type ArtifactLink, addFile, addProblem, kindOf } from './list-artifacts.js';

/**
 * Follows a symlink at an artifact's name: a regular file inside the models directory counts as
 * the artifact, anything else is noted as what it is.
 *
 * @param realDir the models directory with every symlink of its own path resolved
 */
export async function followLink(link: ArtifactLink, realDir: string): Promise<void> {
  const target = await realpath(link.path).catch(() => null);
  note(link, realDir, target, target && (await stat(target).catch(() => null)));
}

/** The same as {@link followLink}, without waiting. */
export function followLinkSync(link: ArtifactLink, realDir: string): void {
  const target = attempt(() => realpathSync(link.path));
  note(link, realDir, target, target && attempt(() => statSync(target)));
}

function note(
  { files, artifact, path }: ArtifactLink,
  realDir: string,
  target: string | null,
  stats: Stats | null | '',
): void {
  if (!target || !stats) addProblem(files, artifact, 'broken-link');
  else if (!target.startsWith(realDir + sep)) addProblem(files, artifact, 'link-outside');
  else if (stats.isFile()) addFile(files, artifact, path, target);
  else addProblem(files, artifact, kindOf(stats));
}

function attempt<T>(call: () => T): T | null {
  try {
    return call();
  } catch {
    return null;
  }
}
