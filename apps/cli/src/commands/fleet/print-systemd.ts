import {
  type Command,
  EXIT,
  type Job,
  jobOf,
  readSet,
  readSurroundings,
  systemdCommand,
  systemdFolder,
} from '@org/model-registry-program';
import { storeOf } from './site.js';

export const printSystemd: Command = {
  usage: 'print-systemd [options]',
  summary: 'a service unit for pull --follow, on stdout',
  help: `Prints a service unit that follows the store of model.store, in this folder and
with this config, as the user who owns the models directory. Its first line
names its file. Keys of the store belong into the environment file that it
names, or into that user's AWS files.`,
  examples: ['model-registry print-systemd'],
  options: {},
  operands: [],
  async run(arguments_) {
    const surroundings = await readSurroundings(arguments_, 'refuse');
    storeOf(surroundings);
    const unit = renderService(jobOf(surroundings, readSet(arguments_), ['pull', '--follow']));
    const { remarks } = surroundings;
    return { text: () => unit, json: () => null, remarks, status: EXIT.done };
  },
};

/** The file of keys may be missing: then they come from elsewhere. */
function renderService({ cwd, command, user }: Job): string {
  return `# /etc/systemd/system/model-registry-pull.service
[Unit]
Description=Follow the store of models
Wants=network-online.target
After=network-online.target

[Service]
User=${user}
WorkingDirectory=${systemdFolder(cwd)}
EnvironmentFile=-/etc/model-registry/store.env
ExecStart=${systemdCommand(command)}
Restart=always
RestartSec=30

[Install]
WantedBy=multi-user.target
`;
}
