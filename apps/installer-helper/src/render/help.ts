/** What `--help` prints. */
export const HELP = `Ask in an install script whether to train, where a compatible model is there.

Usage: model-registry-installer [options]

Shows the model that was found (stderr) and asks on the terminal:
Do you want to retrain anyway? [y/N]. Prints the decision (stdout):

  reuse      take the model that is there
  retrain    train although it is there
  train      train, as no model is compatible

Without a terminal it does not wait: the answer is no.

  --format FORMAT    text (default), or shell: MODEL_FOUND, MODEL_VERSION,
                     SKIP_TRAINING and FORCE_TRAIN_FLAG as assignments for eval
  --json             print one JSON document
  --retrain          answer yes ahead (MODEL_REGISTRY_RETRAIN=yes)
  --reuse            answer no ahead (MODEL_REGISTRY_RETRAIN=no)
  --no-input         do not ask; so too where CI is set
  --config FILE      the config file (default: config/config.yaml, - is stdin)
  --models-dir DIR   the models directory (default: MODEL_REGISTRY_MODELS_DIR,
                     then model.models_dir of the config, then models)
  --as-of TIME       decide as if it were this ISO 8601 time (default: now)
  --verify MODE      check the files of the best model: off, checksum, inspect
                     (default) or strict
  -h, --help         show this help
  --version          show the version of model-registry-installer

Example:
  settings=$(model-registry-installer --format shell) && eval "$settings"

Exit status: 0 decided, 2 usage or config error, 3 failure, 130 Ctrl-C. There
is a decision on stdout with 0 only.
`;
