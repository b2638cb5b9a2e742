import { join } from 'node:path';
import { readError } from '@org/model-registry-fs-scanner';
import type { StoreSurroundings } from '../settings.js';
import { StoreError } from '../store-error.js';
import { readBoundedFile } from './bounded-file.js';

/** What the AWS files say of one profile: keys and values, as they stand there. */
export interface Profile {
  readonly name: string;
  readonly region: string | undefined;
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Reads a profile from the files that the AWS command line keeps: what `credentials` says of it comes
 * before what `config` does. `AWS_SHARED_CREDENTIALS_FILE` and `AWS_CONFIG_FILE` name others.
 *
 * @param profile its name; undefined for `AWS_PROFILE`, or `default`
 * @returns null where neither file has it
 * @throws StoreError of kind `no-credentials` where a file is there and cannot be read
 */
export function readProfile(
  profile: string | undefined,
  { env, home }: Pick<StoreSurroundings, 'env' | 'home'>,
): Profile | null {
  const name = profile ?? env.AWS_PROFILE ?? 'default';
  const config = sectionsOf(env.AWS_CONFIG_FILE ?? join(home, '.aws/config'));
  const credentials = sectionsOf(env.AWS_SHARED_CREDENTIALS_FILE ?? join(home, '.aws/credentials'));
  const [fromConfig, fromCredentials] = [
    config.get(`profile ${name}`) ?? (name === 'default' ? config.get('default') : undefined),
    credentials.get(name),
  ];
  if (!fromConfig && !fromCredentials) return null;
  const values = new Map([...(fromConfig ?? []), ...(fromCredentials ?? [])]);
  return { name, region: values.get('region'), values };
}

/** The sections of a file; none where there is none. Indented lines belong to settings of other services. */
function sectionsOf(file: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | null = null;
  for (const line of readLines(file)) {
    const title = /^\[\s*(.*?)\s*\]/.exec(line)?.[1]?.replace(/\s+/g, ' ');
    if (title !== undefined) {
      section = sections.get(title) ?? new Map();
      sections.set(title, section);
      continue;
    }
    const [, key, value] = /^([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) section?.set(key.toLowerCase(), value);
  }
  return sections;
}

function readLines(file: string): string[] {
  try {
    return readBoundedFile(file)
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new StoreError('no-credentials', readError(file, error).message, { cause: error });
  }
}
