"""Random valid configs for the generated cases."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from random import Random
from typing import Any, Dict, List, Optional, Tuple

Version = Tuple[int, int]
Json = Dict[str, Any]

SYMBOLS: List[str] = [
    "BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT", "XRPUSDT", "ADAUSDT", "DOGEUSDT", "DOTUSDT",
    "LTCUSDT", "AVAXUSDT", "LINKUSDT", "MATICUSDT", "ATOMUSDT", "UNIUSDT", "btcusdt", "NaN",
]
METRICS: List[str] = [
    "auc", "precision", "recall", "f1", "sharpe_ratio", "max_drawdown", "accuracy", "win_rate",
]
INHERITED = ["constructor", "toString", "hasOwnProperty", "valueOf"]


@dataclass
class Wanted:
    """What a config asks for, in the form the other generators use."""

    mode: str = "single_symbol"
    encoding: str = "one_hot"
    pin: Optional[str] = None
    trading: List[str] = field(default_factory=list)
    required: List[str] = field(default_factory=list)
    min_coverage: Optional[float] = None
    max_age_days: Optional[float] = None
    min_performance: Dict[str, float] = field(default_factory=dict)
    metric: Optional[str] = None
    verify: Optional[str] = "off"
    tree: Json = field(default_factory=dict)


def random_config(rng: Random, versions: List[Version]) -> Wanted:
    wanted = Wanted()
    tree = wanted.tree
    if rng.random() < 0.04:  # the defaults, but for the verification of the fake files
        tree["model"] = {"selection": {"verify": "off"}}
        return wanted
    if rng.random() < 0.8:
        wanted.trading = rng.sample(SYMBOLS[:12], rng.randint(1, 10))
        again = rng.sample(wanted.trading, 1) if rng.random() < 0.15 else []
        tree["trading"] = {"symbols": wanted.trading + again, "leverage": 1}
    tree["model"] = random_model(rng, wanted, versions)
    add_foreign_keys(rng, tree)
    return wanted


def random_model(rng: Random, wanted: Wanted, versions: List[Version]) -> Json:
    model: Json = {}
    wanted.mode = rng.choice(["single_symbol", "multi_symbol", "multi_symbol"])
    wanted.encoding = rng.choice(["one_hot", "one_hot", "index"])
    if wanted.mode != "single_symbol" or rng.random() < 0.8:
        model["training_mode"] = wanted.mode
    if wanted.encoding != "one_hot" or rng.random() < 0.8:
        model["symbol_encoding"] = wanted.encoding
    if rng.random() < 0.5:
        model["version"] = rng.choice(["1.0", "1.10", "2.0", "0.1"])
    if rng.random() < 0.5:
        model["models_dir"] = "models"
    if rng.random() < 0.15:
        wanted.pin = model["pin"] = random_pin(rng, versions)
    model["selection"] = random_selection(rng, wanted)
    return shuffled(rng, model)


def random_pin(rng: Random, versions: List[Version]) -> str:
    if versions and rng.random() < 0.75:
        version = rng.choice(versions)
    else:
        version = (rng.randint(0, 3), rng.choice([0, 1, 10, 77]))
    return f"{version[0]}.{version[1]}"


def random_selection(rng: Random, wanted: Wanted) -> Json:
    """The gates: each one on in about a third of the cases."""
    selection: Json = {}
    if rng.random() < 0.27:
        wanted.required = rng.sample(wanted.trading or SYMBOLS[:6], 1)
        wanted.required += [s for s in rng.sample(SYMBOLS[:6], 1) if s not in wanted.required]
        selection["required_symbols"] = wanted.required
    if wanted.trading and rng.random() < 0.32:
        wanted.min_coverage = random_coverage(rng, len(wanted.trading))
        selection["min_symbol_coverage"] = wanted.min_coverage
    if rng.random() < 0.34:
        wanted.max_age_days = random_max_age(rng)
        selection["max_age_days"] = wanted.max_age_days
    if rng.random() < 0.26:
        wanted.min_performance = random_minima(rng)
        selection["min_performance"] = wanted.min_performance
    if rng.random() < 0.4:
        selection["performance"] = random_weight(rng, wanted)
    wanted.verify = rng.choice(["off"] * 14 + ["checksum"] * 3 + ["inspect"] * 2 + [None])
    if wanted.verify is not None:
        selection["verify"] = wanted.verify
    if rng.random() < 0.15:
        selection["trusted_globals"] = ["src.models.train.EnsembleModel"]
    return shuffled(rng, selection)


def random_coverage(rng: Random, symbols: int) -> float:
    share = rng.randint(1, symbols) / symbols
    if rng.random() < 0.75:
        return share
    nearby = [math.nextafter(share, 0), min(1.0, math.nextafter(share, 1)), 0, 1, 0.5, 0.8]
    return rng.choice(nearby)


def random_max_age(rng: Random) -> float:
    return rng.choice([
        1, 7, 30, 90, 90, 180, 364, 365, 366, 500, rng.randint(20, 400),
        0.5, 29.5, 30.25, 89.125, 0.3, 30.1, 45.7, 120.0, 365.2425,
    ])


def random_minima(rng: Random) -> Dict[str, float]:
    names = rng.sample(METRICS, rng.randint(1, 3))
    minima: Dict[str, float] = {name: rng.choice([0.5, 0.55, 0.6, 0.3, 0]) for name in names}
    if "sharpe_ratio" in minima:
        minima["sharpe_ratio"] = rng.choice([1, 0.8, -0.5])
    if "max_drawdown" in minima:
        minima["max_drawdown"] = rng.choice([-0.2, 0.1])
    if rng.random() < 0.05:  # no metric, though every JavaScript object "has" it
        minima[rng.choice(INHERITED)] = -1
    return minima


def random_weight(rng: Random, wanted: Wanted) -> Json:
    names = list(wanted.min_performance) + METRICS[:5]
    wanted.metric = rng.choice(names if rng.random() < 0.97 else INHERITED)
    performance: Json = {"metric": wanted.metric}
    if rng.random() < 0.8:
        performance["weight"] = rng.choice([0, 1, 10, 20, 100, 100, 0.1, 33.3, -10, -100, 1000])
    return performance


def add_foreign_keys(rng: Random, tree: Json) -> None:
    """The file is the bot's own: what belongs to others is no concern."""
    if rng.random() < 0.3:
        tree["exchange"] = {"api_key": "${EXCHANGE_API_KEY}", "testnet": True}
    if rng.random() < 0.2:
        tree["model"]["min_confidence"] = 0.6
    if rng.random() < 0.2:
        tree["operations"] = {"model_rotation": {"enabled": False, "retrain_frequency_days": 30}}


def shuffled(rng: Random, tree: Json) -> Json:
    keys = list(tree)
    rng.shuffle(keys)
    return {key: tree[key] for key in keys}
