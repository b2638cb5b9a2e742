import type { Actor } from '../store/whose-directory.js';

/**
 * Why root does not write to a models directory, and the way out; not escaped.
 *
 * @param user the name of the folder's owner, or the number behind a `#`, as `sudo -u` takes it
 * @example whyNotAsRoot('/srv/bot/models', { action: 'become', folder }, 'bot')
 */
export function whyNotAsRoot(
  modelsDir: string,
  { action, folder }: Exclude<Actor, { action: 'stay' }>,
  user: string,
): string {
  const { path, uid, mode } = folder;
  if (action === 'become')
    return `${modelsDir}: ${path === modelsDir ? 'it' : path} belongs to ${user}, and root does not write there: run this as that user (sudo -u ${user} …), and let crontabs and systemd units (User=) name them`;
  if (uid === 0)
    return `${modelsDir}: others than root may write to ${path} (mode ${mode.toString(8)}), so root does not: run this as one of them (sudo -u USER …), or take that away (chmod go-w ${path})`;
  return `${modelsDir}: ${path} belongs to ${user}, and another user owns the rest, so root does not write there: give all of it to one user (chown)`;
}
