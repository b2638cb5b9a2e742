#!/usr/bin/env python3
"""A live bot that always uses the selected model, and takes a new one without a restart.

    python3 live_bot.py             follows the selection until it is stopped
    python3 live_bot.py --once      loads the selected model, predicts once, ends

It prints one JSON object a line, one for each event: `loaded` (a model is used from now on),
`signals` (the probability that each symbol's price goes up), `kept` (what was selected cannot be
used: the bot goes on with what it has), `unwatched` (the selection cannot be followed right now).
The candles are synthetic; nothing is traded.

Exit status: 0 done, 1 `--once` without a model that can be used, 2 bad arguments, 130 and 143
stopped by SIGINT and SIGTERM.

Needs scikit-learn, joblib and numpy (Debian: python3-sklearn), and the command model-registry
(MODEL_REGISTRY_COMMAND, or in the PATH).
"""
from __future__ import annotations

import argparse
import json
import logging
import signal
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
from sklearn.base import BaseEstimator

from bot_features import MAJORS, Plan, feature_names, make_data

# A bot of its own has a copy of the client beside it, which comes first.
sys.path.append(str(Path(__file__).resolve().parents[2] / "clients" / "python"))
from model_registry_client import Model, ModelRegistryError, select_best_model, watch

HISTORY_DAYS = 30  # candles that the newest features are computed from
RETRY_SECONDS = 10  # until the selection is watched again after a failure


def say(event: str, **facts: Any) -> None:
    """One event, in one piece: two threads speak."""
    sys.stdout.write(json.dumps({"event": event, **facts}) + "\n")
    sys.stdout.flush()


# --- a model ----------------------------------------------------------------


@dataclass(frozen=True)
class Loaded:
    """A model that is ready to predict."""

    classifier: BaseEstimator
    scaler: BaseEstimator
    plan: Plan  # which features it wants

    @property
    def version(self) -> str:
        return self.plan.version

    def probabilities(self, tick: int) -> dict[str, float]:
        """How probable it is that a symbol's price goes up, from its newest candle."""
        features, _ = make_data(Plan(**{**vars(self.plan), "seed": tick}))
        rows = self.scaler.transform(features[:, -1])
        up = self.classifier.predict_proba(rows)[:, 1]
        return {symbol: round(float(p), 4) for symbol, p in zip(self.plan.symbols, up)}


def plan_of(selected: Model) -> Plan:
    """What the metadata say about the features, with the registry's defaults."""
    metadata = selected["metadata"] or {}
    return Plan(
        version=selected["version"],
        seed=0,
        model="",
        scaler="",
        signal=0.5,
        symbols=metadata.get("trained_symbols") or MAJORS[:1],
        days=HISTORY_DAYS,
        mode=metadata.get("training_mode", "single_symbol"),
        encoding=metadata.get("symbol_encoding_type", "one_hot"),
    )


def load(selected: Model) -> Loaded:
    """Load a model and try it; fails where it is not one that this bot can feed."""
    plan = plan_of(selected)
    wanted = (selected["metadata"] or {}).get("features")
    if wanted != feature_names(plan):
        raise ValueError(f"it wants other features: {wanted}")
    classifier = joblib.load(selected["model_path"])
    scaler = joblib.load(selected["scaler_path"])
    loaded = Loaded(classifier, scaler, plan)
    loaded.probabilities(tick=0)
    return loaded


# --- the bot ----------------------------------------------------------------


class Bot:
    """What the bot predicts with: None until a first model is loaded.

    One assignment replaces it, after the new model was loaded and tried: a prediction that runs
    meanwhile ends with the model that it began with.
    """

    def __init__(self) -> None:
        self.loaded: Loaded | None = None

    def take(self, selected: Model | None, reason: str) -> None:
        """Use this model from now on, if it can be used."""
        if selected is None:
            self.keep(None, "no model may be loaded")
            return
        try:
            self.loaded = load(selected)
            say("loaded", version=selected["version"], reason=reason)
        except Exception as error:  # a model file may fail in any way
            self.keep(selected["version"], f"{type(error).__name__}: {error}")

    def keep(self, refused: str | None, because: str) -> None:
        """Go on with what is loaded. Whether to go on trading with it is a bot's own decision."""
        kept = self.loaded.version if self.loaded else None
        say("kept", version=kept, refused=refused, because=because)

    def predict(self, tick: int) -> None:
        loaded = self.loaded
        if loaded is not None:
            say("signals", version=loaded.version, up=loaded.probabilities(tick))


def follow(bot: Bot, config: str, models_dir: str | None) -> None:
    """Give the bot each model that is selected. Where the registry fails, the bot goes on."""
    while True:
        try:
            for change in watch(config, models_dir):
                bot.take(change["selected"], change["reason"])
        except ModelRegistryError as error:
            say("unwatched", because=str(error), again_in_seconds=RETRY_SECONDS)
        time.sleep(RETRY_SECONDS)


def run(arguments: argparse.Namespace) -> int:
    """Predict at each tick, with a thread that follows the selection."""
    bot = Bot()
    words = (bot, arguments.config, arguments.models_dir)
    threading.Thread(target=follow, args=words, daemon=True).start()
    tick = 0
    while True:
        tick += 1
        bot.predict(tick)
        time.sleep(arguments.every)


def run_once(arguments: argparse.Namespace) -> int:
    """Load, predict, end; the exit status."""
    bot = Bot()
    config, models_dir = arguments.config, arguments.models_dir
    bot.take(select_best_model(config, models_dir, as_of=arguments.as_of), "started")
    bot.predict(tick=1)
    return 0 if bot.loaded else 1


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Predict with the selected model.",
                                     allow_abbrev=False)
    parser.add_argument("--config", default="config/config.yaml", metavar="FILE",
                        help="the bot's config (default: %(default)s)")
    parser.add_argument("--models-dir", metavar="DIR", help="the models directory")
    parser.add_argument("--every", type=float, default=5.0, metavar="SECONDS",
                        help="seconds between predictions (default: %(default)g)")
    parser.add_argument("--once", action="store_true", help="predict once and end")
    parser.add_argument("--as-of", metavar="TIME",
                        help="with --once: select as if it were this ISO 8601 time")
    return parser.parse_args()


def main() -> int:
    """The exit status."""
    arguments = parse_arguments()
    logging.basicConfig(format="live_bot.py: %(message)s")
    # An exit, so that the watch ends with the bot.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return run_once(arguments) if arguments.once else run(arguments)
    except KeyboardInterrupt:
        return 130
    except ModelRegistryError as error:
        print(f"live_bot.py: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
