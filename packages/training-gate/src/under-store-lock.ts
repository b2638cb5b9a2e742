import { withStoreLock } from '@org/model-registry-fs-store';
import type { TrainRequest } from './train-request.js';

/** Does something under the store lock, waiting as long as the request says. */
export function underStoreLock<T>(
  { modelsDir, interruption }: TrainRequest,
  waitSeconds: number,
  body: () => Promise<T>,
): Promise<T> {
  const options = { waitSeconds, purpose: 'train', signal: interruption.aborted };
  return withStoreLock(modelsDir, options, body);
}
