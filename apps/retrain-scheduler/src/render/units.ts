import { shellQuote } from '@org/model-registry-core';
import { type Job, systemdCommand, systemdFolder } from '@org/model-registry-program';

/** What cron takes as one command, in characters. */
const LONGEST = 998;

/**
 * A crontab with one line that runs the job every hour.
 *
 * @returns null where cron would cut the line
 */
export function renderCron({ cwd, command, user }: Job): string | null {
  const words = command.map(quoteForCron).join(' ');
  const line = `cd ${quoteForCron(cwd)} && ${words} 2>>model-registry-retrain.log`;
  if (Buffer.byteLength(line) > LONGEST) return null;
  return `# For the crontab of ${user}: crontab -e -u ${user}
# Retrains the model when it is due. The log is in the working directory.
17 * * * * ${line}
`;
}

/**
 * In single quotes for the shell. A `%` is a line break to cron unless a backslash is before it;
 * that one stands outside the quotes, so that a backslash of the path never comes to be before it.
 */
function quoteForCron(word: string): string {
  return shellQuote(word).replaceAll('%', "'\\%'");
}

/** A service and a timer that runs it every hour, each behind the file that it belongs into. */
export function renderSystemd({ cwd, command, user }: Job): string {
  return `# /etc/systemd/system/model-registry-retrain.service
[Unit]
Description=Retrain the model when it is due

[Service]
Type=oneshot
User=${user}
WorkingDirectory=${systemdFolder(cwd)}
ExecStart=${systemdCommand(command)}

# /etc/systemd/system/model-registry-retrain.timer
[Unit]
Description=Retrain the model when it is due, every hour

[Timer]
OnCalendar=hourly
RandomizedDelaySec=300
Persistent=true

[Install]
WantedBy=timers.target
`;
}
