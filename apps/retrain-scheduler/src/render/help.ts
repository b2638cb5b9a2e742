/** All that the program takes. */
export const HELP = `Trains a new model when one is due, and promotes it if it is good enough. Run by
cron or a systemd timer; operations.model_rotation of the config file says when
and how.

Usage: model-registry-retrain [COMMAND] [options]

Commands:
  run                decide, train, judge, promote or set aside (the default)
  status             the last runs, when the next is due, what waits
  print-cron         a line for crontab, on stdout
  print-systemd      a service and a timer unit, on stdout

Options:
  --dry-run          run: only decide, and say why
  --force            run: train whatever speaks against it
  --json             run, status: print one JSON document
  --as-of TIME       run, status: as if it were this ISO 8601 time, to try
                     things out; the state gets this time too
  --config FILE      the config file (default: config/config.yaml, - is stdin)
  --models-dir DIR   the models directory (default: MODEL_REGISTRY_MODELS_DIR,
                     then model.models_dir of the config, then models)
  -h, --help         show this
  --version          show the version

Exit status: 0 nothing to do, or promoted, 1 not promoted, 2 usage or config
error, 3 failure, 4 the training command failed, 129, 130 and 143 interrupted.

Examples:
  model-registry-retrain --dry-run
  model-registry-retrain print-cron >> my.crontab
`;
