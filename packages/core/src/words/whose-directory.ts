import type { Actor } from '../registry/whose-directory.js';
import { shellWord } from '../text/escape.js';

/**
 * Why root does not write to a models directory, and the way out; not escaped.
 *
 * @param user the folder's owner, as `sudo -u` takes it: a name, or a number behind a `#`
 * @param isInNamespace whether this is the root of a rootless container
 * @example whyNotAsRoot('/srv/bot/models', { action: 'become', folder }, 'bot')
 */
export function whyNotAsRoot(
  modelsDir: string,
  { action, folder }: Exclude<Actor, { action: 'stay' }>,
  user: string,
  isInNamespace = false,
): string {
  const { path, uid, mode } = folder;
  if (action === 'become' && isInNamespace)
    return `${modelsDir}: ${path === modelsDir ? 'it' : path} belongs to a user that this container does not know: run this outside of it as that user, or map the user into it (podman --userns=keep-id)`;
  if (action === 'become')
    return `${modelsDir}: ${path === modelsDir ? 'it' : path} belongs to ${user}, and root does not write there: run this as that user (sudo -u ${shellWord(user)} …), and let crontabs and systemd units (User=) name them`;
  if (uid === 0)
    return `${modelsDir}: others than root may write to ${path} (mode ${mode.toString(8)}), so root does not: run this as one of them (sudo -u USER …), or take that away (chmod go-w ${path})`;
  return `${modelsDir}: ${path} belongs to ${user}, and another user owns the rest, so root does not write there: give all of it to one user (chown)`;
}
