#!/usr/bin/env bash
# Installs the trading bot in its folder: Python, settings, a trained model, a cron job. It may be
# run again at any time; what is there is kept.
#
#   ./install.sh                    in the bot's folder, or from anywhere
#   curl -fsSL URL | bash           in the bot's folder
#
# Questions are asked on the terminal. Without one, and with CI set, the defaults hold.
#
#   MODEL_REGISTRY_RETRAIN=yes|no   answers the question about the model
#   MODEL_REGISTRY_INSTALLER=FILE   model-registry-installer.cjs, unless the helper is in the PATH
set -euo pipefail

main() {
  # Piped into bash it has no file, and the current folder is the bot's.
  cd "$(dirname "${BASH_SOURCE[0]:-./install.sh}")"
  command -v python3 >/dev/null || fail 'python3 is missing'
  prepare_python
  prepare_folders
  prepare_model
  offer_cron
  say 'Installed.'
}

prepare_python() {
  local python=python3
  if [[ ! -d .venv ]] && ask 'Create a virtual environment in .venv? [y/N]' n; then
    python3 -m venv --system-site-packages .venv
    .venv/bin/pip install --quiet scikit-learn
  fi
  if [[ -d .venv ]]; then python=.venv/bin/python3; fi
  training=("$python" train_model.py --version '{version}' --out '{out}')
}

prepare_folders() {
  mkdir -p data/candles logs
  if [[ -e .env ]]; then return; fi
  (umask 077 && printf '%s=\n' BINANCE_API_KEY BINANCE_API_SECRET >.env)
  say 'Wrote .env: put the keys of your exchange there.'
}

prepare_model() {
  local settings SKIP_TRAINING=false FORCE_TRAIN_FLAG=''
  if settings=$(installer_helper --format shell); then
    eval "$settings"
  elif [[ $? -eq 130 ]]; then
    exit 130 # Ctrl-C
  elif ! ask 'Train a model now? [Y/n]' y; then # as before there was a helper
    SKIP_TRAINING=true
  fi
  if [[ $SKIP_TRAINING == true ]]; then return; fi
  model-registry train ${FORCE_TRAIN_FLAG:+"$FORCE_TRAIN_FLAG"} -- "${training[@]}" ||
    fail 'the training failed'
}

offer_cron() {
  if ! command -v crontab >/dev/null; then return; fi
  local jobs job
  jobs=$(crontab -l 2>/dev/null) || true
  if [[ $jobs == *'model-registry train'* ]]; then return; fi
  if ! ask 'Retrain on the first of each month (cron)? [y/N]' n; then return; fi
  job="cd ${PWD@Q} && PATH=${PATH@Q} model-registry train --force-train -- ${training[*]@Q}"
  # To cron, a percent sign ends the command.
  printf '%s\n' ${jobs:+"$jobs"} "0 3 1 * * ${job//%/\\%} >>logs/training.log 2>&1" | crontab -
}

installer_helper() {
  if [[ -n ${MODEL_REGISTRY_INSTALLER:-} ]]; then
    node "$MODEL_REGISTRY_INSTALLER" "$@"
  else
    model-registry-installer "$@"
  fi
}

# ask QUESTION DEFAULT: whether the answer is yes
ask() {
  local reply=''
  if [[ -z ${CI:-} ]] && { : </dev/tty; } 2>/dev/null; then
    read -rp "$1 " reply </dev/tty || echo >&2
  fi
  [[ ${reply:-$2} == [yY]* ]]
}

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "install.sh: $*"
  exit 1
}

# Not before all of it is here: a download may break off.
main
