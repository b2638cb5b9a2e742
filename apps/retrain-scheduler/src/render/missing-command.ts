/** What to write into the config file, where a rotation has no command. */
export function missingCommand(configFile: string | null): string {
  const file = configFile === null || configFile === '-' ? 'the config' : configFile;
  return `${file}: operations.model_rotation.command is missing, for example:
operations:
  model_rotation:
    enabled: true
    command: ["python3", "train_model.py", "--version", "{version}", "--out", "{out}"]`;
}
