import type { Target } from '../target.js';
import { config } from './config.js';
import { edits } from './edits.js';
import { formats } from './formats.js';
import { journal } from './journal.js';
import { metadata } from './metadata.js';
import { names } from './names.js';
import { pickles } from './pickles.js';
import { pin } from './pin.js';
import { queue } from './queue.js';
import { retrainState } from './retrain-state.js';
import { timestamps } from './timestamps.js';
import { ubjson } from './ubjson.js';
import { versions } from './versions.js';

/** Every parser of what others wrote. */
export const TARGETS: readonly Target[] = [
  names,
  versions,
  timestamps,
  metadata,
  edits,
  queue,
  config,
  pin,
  journal,
  retrainState,
  pickles,
  ubjson,
  formats,
];
