/** Where a system keeps its programs. */
const USUAL_FOLDERS = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The environment for a program that the registry runs for itself, such as `flock`. It is looked for
 * in the usual folders too, behind those of PATH: a service may be given a PATH of its own folder only.
 * A training command is the user's, and gets the user's PATH as it is.
 *
 * @example spawn('flock', ['-x', '3'], { env: ownEnvironment() })
 */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  // An empty PATH in front would stand for the current directory.
  return { ...process.env, PATH: PATH ? `${PATH}:${USUAL_FOLDERS}` : USUAL_FOLDERS };
}
