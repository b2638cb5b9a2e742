import type { Job } from '../print-units.js';

/** A service and a timer that runs it every hour, each behind the file that it belongs into. */
export function renderSystemd({ cwd, command }: Job, user: string): string {
  const words = command.map(quote).join(' ');
  return `# /etc/systemd/system/model-registry-retrain.service
[Unit]
Description=Retrain the model when it is due

[Service]
Type=oneshot
User=${user}
WorkingDirectory=${folder(cwd)}
ExecStart=${words}

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

/** `%` begins a specifier and `$` a variable. */
function quote(word: string): string {
  const escaped = word.replace(/["\\]/g, '\\$&');
  return `"${escaped.replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;
}

/** Taken as it stands to the end of the line, where spaces are dropped and a backslash continues it. */
function folder(path: string): string {
  const escaped = path.replaceAll('%', '%%');
  return /[\s\\]$/.test(escaped) ? `${escaped}/` : escaped;
}
