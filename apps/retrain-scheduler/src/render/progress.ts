const WIDEST = 80;

/**
 * One line, shorter than the terminal is wide and than 80 columns.
 *
 * @param output the command's last line; escaped
 * @example renderProgress('1.1', 75, 14_400, 'epoch 3', 80) // 'training 1.1  1:15 of 240:00  epoch 3'
 */
export function renderProgress(
  version: string,
  seconds: number,
  timeoutSeconds: number,
  output: string,
  width: number,
): string {
  const time = `${minutes(seconds)} of ${minutes(timeoutSeconds)}`;
  const line = `training ${version}  ${time}  ${output}`.trimEnd();
  return line.slice(0, Math.min(width, WIDEST) - 1);
}

function minutes(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
