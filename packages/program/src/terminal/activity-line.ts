import { bytesText, escapeText } from '@org/model-registry-core';
import { followActivity, type Progress } from '@org/model-registry-fs-scanner';
import { type Look, looker, SILENCE } from './look.js';

/** Milliseconds between two looks. */
const EVERY = 500;
const ERASE = '\r\u001b[K';
const WIDEST = 80;

/** A line on a terminal that says what takes so long. */
export interface ActivityLine {
  /** Takes the line away before other text is written; it comes back as long as there is something to say. */
  erase(): void;
  /** Takes it away for good. */
  stop(): void;
}

/**
 * Shows, after a second, what this process does as long as it does something that takes time: what, how far,
 * how fast and how long; also while that blocks the process. Whether there is a terminal is asked for only then, and a
 * timer made only where something begins that it could show: both load much of Node.
 *
 * @param isTerminal whether a person reads it
 * @param write to the terminal
 */
export function showActivity(
  isTerminal: () => boolean,
  write: (text: string) => void,
): ActivityLine {
  let isShown = false;
  let canShow: boolean | null = null;
  // The other clock takes longer to ask, and is asked for only when something is drawn.
  let next = Date.now() + SILENCE;
  let timer: NodeJS.Timeout | undefined;
  const erase = () => {
    if (isShown) write(ERASE);
    isShown = false;
  };
  const look = looker();
  const draw = () => {
    const seen = look();
    next = Date.now() + EVERY;
    if (seen === null) return erase();
    write(`${ERASE}${activityText(seen, process.stderr.columns || WIDEST)}`);
    isShown = true;
  };
  const mayShow = () => {
    canShow ??= process.env.TERM !== 'dumb' && isTerminal();
    if (!canShow) followActivity(null);
    return canShow;
  };
  const drawLater = (after: number) => {
    timer = setTimeout(() => {
      if (!mayShow()) return;
      draw();
      drawLater(EVERY);
    }, after).unref();
  };
  followActivity({
    begun: () => timer ?? drawLater(SILENCE),
    // No timer runs while something blocks.
    step: () => {
      if (Date.now() >= next && mayShow()) draw();
    },
  });
  return {
    erase,
    stop() {
      if (timer) clearTimeout(timer);
      followActivity(null);
      erase();
    },
  };
}

/**
 * One line, shorter than the terminal is wide and than 80 columns.
 *
 * @example activityText(look, 80) // 'sending meta_model_v1.4.joblib  45% of 1.2 GB  81.3 MB/s  0:12'
 */
export function activityText(
  { what, milliseconds, progress, perSecond }: Look,
  width: number,
): string {
  const seconds = Math.floor(milliseconds / 1_000);
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  const far = progress === null ? '' : `${farText(progress, perSecond)}  `;
  const room = Math.min(width, WIDEST) - 1;
  const end = `  ${far}${time}`;
  return `${escapeText(what, Math.max(10, room - end.length - 1))}${end}`.slice(0, room);
}

function farText({ done, all, unit }: Progress, perSecond: number | null): string {
  const isBytes = unit === 'bytes';
  const rate = isBytes && perSecond !== null ? `  ${bytesText(perSecond)}/s` : '';
  if (all === null) return `${isBytes ? bytesText(done) : `${done} ${unit}`}${rate}`;
  const percent = all > 0 ? Math.min(100, Math.floor((done / all) * 100)) : 0;
  return `${percent}% of ${isBytes ? bytesText(all) : `${all} ${unit}`}${rate}`;
}
