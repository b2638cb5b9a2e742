import type { InstallerDecision } from '../decision.js';

/**
 * The decision as assignments for `eval` in any POSIX shell: all four, always, each quoted.
 *
 * @example renderShell({ action: 'train', model: null }).split('\n')[0] // "MODEL_FOUND='false'"
 */
export function renderShell({ action, model }: InstallerDecision): string {
  const assignments = {
    MODEL_FOUND: String(model !== null),
    MODEL_VERSION: model?.version ?? '',
    SKIP_TRAINING: String(action === 'reuse'),
    FORCE_TRAIN_FLAG: action === 'retrain' ? '--force-train' : '',
  };
  const lines = Object.entries(assignments).map(([name, value]) => `${name}=${quote(value)}\n`);
  return lines.join('');
}

/** One word to a shell, whatever is in it. */
function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
