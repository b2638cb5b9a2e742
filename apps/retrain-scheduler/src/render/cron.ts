import type { Job } from '../print-units.js';

/** What cron takes as one command, in characters. */
const LONGEST = 998;

/**
 * A crontab with one line that runs the job every hour.
 *
 * @returns null where cron would cut the line
 */
export function renderCron({ cwd, command }: Job): string | null {
  const words = command.map(quote).join(' ');
  const line = `cd ${quote(cwd)} && ${words} 2>>model-registry-retrain.log`;
  if (Buffer.byteLength(line) > LONGEST) return null;
  return `# Retrains the model when it is due. The log is in the working directory.
17 * * * * ${line}
`;
}

/**
 * In single quotes for the shell. A `%` is a line break to cron unless a backslash is before it;
 * that one stands outside the quotes, so that a backslash of the path never comes to be before it.
 */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''").replaceAll('%', "'\\%'")}'`;
}
