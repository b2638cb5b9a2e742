#!/usr/bin/env python3
"""Train one version of the bot's model and write its three files.

    python3 train_model.py --version 1.1 --out DIR --symbol BTCUSDT
    python3 train_model.py --version 1.1 --out DIR --symbols BTCUSDT,ETHUSDT

`--symbol` trains for a single symbol; `--symbols` trains one model for several. The candles are
synthetic and end with the last whole day: the same seed, days and symbols give the same model.
Where the model registry runs this script, MODEL_REGISTRY_VERSION, MODEL_REGISTRY_OUT and
MODEL_REGISTRY_SYMBOLS stand in for the options.

Exit status: 0 done, 1 failed, 2 bad arguments. A file that is there is never overwritten.

Needs scikit-learn, joblib and numpy (Debian: python3-sklearn).
"""
from __future__ import annotations

import argparse
import os
import re
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable

NEEDS = "it needs scikit-learn (Debian: python3-sklearn)"

try:
    from bot_features import MAJORS, Plan, feature_names, make_data
except ModuleNotFoundError as missing:
    sys.exit(f"train_model.py: {missing}; {NEEDS}")

SIGNAL = 0.48  # how strong the candles' hidden trend is
SEED = 119  # picked so that the toy backtests look like a bot's own
MOST_SEEDS = 2**32  # what scikit-learn takes

VERSION = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})")
SYMBOL = re.compile(r"[A-Z0-9_]{1,30}")


# --- arguments ------------------------------------------------------------


def version(text: str) -> str:
    """A version as the registry names it."""
    if VERSION.fullmatch(text) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no version such as 1.10")
    return text


def folder(text: str) -> Path:
    """A folder, which need not be there yet."""
    if text == "":
        raise argparse.ArgumentTypeError("the folder's name is empty")
    return Path(text)


def symbol(text: str) -> str:
    """One symbol as the exchange names it."""
    if SYMBOL.fullmatch(text.strip()) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no symbol such as BTCUSDT")
    return text.strip()


def symbols(text: str) -> list[str]:
    """Symbols between commas, in their order, each once."""
    return list(dict.fromkeys(symbol(part) for part in text.split(",")))


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number from low to high, both inclusive."""
    def parse(text: str) -> int:
        if re.fullmatch(r"[0-9]{1,10}", text) is None or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {low} to {high}")
        return int(text)
    return parse


def moment(text: str) -> datetime:
    """An ISO 8601 time; UTC where it names no offset."""
    try:
        time = datetime.fromisoformat(re.sub(r"Z$", "+00:00", text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no ISO 8601 time") from None
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def from_environment(name: str) -> dict[str, Any]:
    """An option that the environment may stand in for."""
    value = os.environ.get(name)
    return {"default": value} if value else {"required": True}


def parse_arguments() -> argparse.Namespace:
    """The command line; exits 2 where something is wrong with it."""
    parser = argparse.ArgumentParser(description="Train one version of the bot's model.",
                                     allow_abbrev=False)
    parser.add_argument("--version", type=version, metavar="X.Y", help="the version to make",
                        **from_environment("MODEL_REGISTRY_VERSION"))
    parser.add_argument("--out", type=folder, metavar="DIR", help="where its files go",
                        **from_environment("MODEL_REGISTRY_OUT"))
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--symbol", type=symbol, metavar="S", help="train for this symbol only")
    which.add_argument("--symbols", type=symbols, metavar="S,S,...",
                       default=os.environ.get("MODEL_REGISTRY_SYMBOLS") or ",".join(MAJORS),
                       help="train one model for all of these (default: %(default)s)")
    parser.add_argument("--symbol-encoding", choices=["one_hot", "index"], default="one_hot",
                        help="how a model for several symbols is told them apart "
                             "(default: %(default)s)")
    parser.add_argument("--days", type=whole(60, 3650), default=365, metavar="N",
                        help="days of candles (default: %(default)s)")
    parser.add_argument("--seed", type=whole(0, MOST_SEEDS - 1), default=SEED, metavar="N",
                        help="seed of candles and model (default: %(default)s)")
    parser.add_argument("--as-of", type=moment, metavar="TIME",
                        help="train as if it were this ISO 8601 time (default: now)")
    return parser.parse_args()


def make_plan(arguments: argparse.Namespace, now: datetime) -> Plan:
    """What is trained on: whole days, the last of them yesterday."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    single = arguments.symbol is not None
    return Plan(
        version=arguments.version,
        seed=arguments.seed,
        model="voting",
        scaler="standard",
        signal=SIGNAL,
        symbols=[arguments.symbol] if single else arguments.symbols,
        days=arguments.days,
        mode="single_symbol" if single else "multi_symbol",
        encoding=arguments.symbol_encoding,
        trained_on=now.isoformat(),
        trained_until=midnight.isoformat(),
    )


# --- training -------------------------------------------------------------


def say(line: str) -> None:
    """A line of progress, seen at once even through a pipe."""
    print(line, flush=True)


def new_files(plan: Plan, out: Path) -> tuple[Path, Path, Path]:
    """Where model, scaler and config go; fails where one of them is there already."""
    paths = (
        out / f"meta_model_v{plan.version}.joblib",
        out / f"feature_scaler_v{plan.version}.joblib",
        out / f"model_config_v{plan.version}.json",
    )
    for path in paths:
        if path.is_symlink() or path.exists():
            raise FileExistsError(f"{path} is there already")
    return paths


def train(plan: Plan, out: Path) -> None:
    """Train, measure and write. The config comes last: with it the version is complete."""
    # Here, because scikit-learn takes a second to load: bad arguments are told at once.
    from bot_training import evaluate, fit, metadata, split, write_joblib, write_json

    out.mkdir(parents=True, exist_ok=True)
    model_path, scaler_path, config_path = new_files(plan, out)
    say(f"v{plan.version}: {plan.mode}, {', '.join(plan.symbols)}")
    early, late = split(*make_data(plan))
    say(f"training on {early.returns.size} candles of {plan.days} days, "
        f"{len(feature_names(plan))} features")
    model, scaler = fit(plan, early)
    performance = evaluate(model, scaler, late)
    figures = " ".join(f"{name}={value:g}" for name, value in performance.items())
    say(f"on {late.returns.size} candles held out: {figures}")
    write_joblib(model, model_path)
    write_joblib(scaler, scaler_path)
    write_json(metadata(plan, performance), config_path)
    say(f"wrote {model_path.name}, {scaler_path.name}, {config_path.name}")


def main() -> int:
    """The exit status."""
    arguments = parse_arguments()
    try:
        now = arguments.as_of or datetime.now(timezone.utc)
        train(make_plan(arguments, now), arguments.out)
    except KeyboardInterrupt:
        print("train_model.py: interrupted", file=sys.stderr)
        return 130
    except ModuleNotFoundError as missing:
        print(f"train_model.py: {missing}; {NEEDS}", file=sys.stderr)
        return 1
    except Exception as error:  # whatever it is, one line says it
        words = " ".join(str(error).split()) or type(error).__name__
        print(f"train_model.py: {words}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
