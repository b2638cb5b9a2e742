#!/usr/bin/env python3
"""Make the small, real joblib models of this example.

The models are trained on synthetic 4-hour candles. A hidden trend drives the
prices; the `signal` of a version says how strong it is, and so how good the
model can get. Everything is seeded: a second run makes the same files.

    python3 make_models.py [--out DIR]

Needs scikit-learn, joblib and numpy (Debian: python3-sklearn).
"""
from __future__ import annotations

import argparse
import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from sklearn.base import BaseEstimator
from sklearn.ensemble import (
    GradientBoostingClassifier,
    RandomForestClassifier,
    VotingClassifier,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_score, recall_score, roc_auc_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

BARS_PER_DAY = 6  # 4-hour candles
BAR_VOLATILITY = 0.012
COST_PER_TRADE = 0.0035  # fees, spread and slippage, there and back
LEVERAGE = 2
MIN_EDGE = 0.03  # trade only where the probability is this far from 0.5
WARM_UP = 40  # bars that the longest indicator needs
TEST_SHARE = 0.3

MAJORS = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "DOGEUSDT", "LINKUSDT"]
TEN = MAJORS + ["BNBUSDT", "XRPUSDT", "ADAUSDT", "AVAXUSDT", "DOTUSDT"]

BASE_FEATURES = [
    "return_1",
    "return_6",
    "ema_ratio_12_26",
    "rsi_14",
    "atr_14_pct",
    "bollinger_position_20",
    "volume_zscore_20",
    "hour_sin",
]


@dataclass
class Spec:
    """What one version is made from, and what is wrong with it, if anything."""

    version: str
    seed: int
    model: str
    scaler: str
    signal: float
    symbols: list[str]
    days: int
    mode: str = "multi_symbol"
    encoding: str = "one_hot"
    trained_on: str = ""
    trained_until: str | None = None
    compress: int = 0
    legacy: bool = False
    drop_scaler: bool = False
    truncate_config: bool = False
    model_link: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


# The seeds are picked so that the toy backtests look like a bot's own.
SPECS = [
    Spec("0.9", 95, "logistic", "standard", 0.45, ["BTCUSDT"], 365,
         mode="single_symbol", legacy=True),
    Spec("1.0", 103, "forest", "standard", 0.42, ["BTCUSDT"], 365,
         mode="single_symbol",
         trained_on="2026-09-12", trained_until="2026-09-12 00:00:00"),
    Spec("1.1", 110, "forest", "standard", 0.42, MAJORS, 365,
         trained_on="2026-10-20T03:12:44", trained_until="2026-10-20T00:00:00",
         extra={"min_history_days_per_symbol": 90}),
    Spec("1.2", 138, "gradient", "robust", 0.42, MAJORS, 365, encoding="index",
         trained_on="2026-10-24T02:58:10", trained_until="2026-10-24T00:00:00.500000"),
    Spec("1.3", 132, "pipeline", "minmax", 0.42, MAJORS, 365, drop_scaler=True,
         trained_on="2026-10-26T03:01:37", trained_until="2026-10-26T00:00:00+00:00"),
    Spec("1.4", 153, "logistic", "robust", 0.42, MAJORS, 365, truncate_config=True,
         trained_on="2026-10-27T03:07:02", trained_until="2026-10-27T00:00:00+00:00"),
    Spec("1.5", 158, "gradient", "standard", 0.42, MAJORS, 365,
         trained_on="2025-03-01T04:20:00Z", trained_until="2025-03-01T00:00:00Z"),
    Spec("1.6", 165, "timid", "minmax", 0.05, MAJORS, 180,
         trained_on="2026-10-29T03:05:55", trained_until="2026-10-29T00:00:00"),
    Spec("1.7", 176, "voting", "standard", 0.42, ["ETHUSDT", "SOLUSDT"], 365,
         trained_on="2026-10-30T03:04:18", trained_until="2026-10-30T00:00:00+00:00"),
    Spec("1.8", 195, "logistic", "standard", 0.42, MAJORS, 365,
         model_link="../make_models.py",
         trained_on="2026-10-31T03:09:21", trained_until="2026-10-31T00:00:00"),
    Spec("1.9", 208, "pipeline", "robust", 0.42, MAJORS, 365,
         trained_on="2026-10-31T11:40:09"),
    Spec("1.10", 1109, "voting", "robust", 0.46, MAJORS, 365, compress=3,
         trained_on="2026-11-01T03:15:30.104417+00:00",
         trained_until="2026-11-01T00:00:00+00:00",
         extra={"min_history_days_per_symbol": 90}),
    Spec("2.0", 358, "gradient", "standard", 0.48, TEN, 540,
         trained_on="2026-11-15T05:42:07.733920+00:00",
         trained_until="2026-11-15T04:00:00.482913+00:00",
         extra={"min_history_days_per_symbol": 120}),
]

ARCHIVED = Spec("0.8", 88, "logistic", "minmax", 0.45, ["BTCUSDT"], 180,
                mode="single_symbol",
                trained_on="2025-01-10", trained_until="2025-01-10T00:00:00")


# --- candles and features -------------------------------------------------


def make_returns(rng: np.random.Generator, signal: float, symbols: int, bars: int) -> np.ndarray:
    """Returns per bar and symbol: a slow hidden trend, the market, and noise."""
    trend = np.zeros((bars, symbols))
    pushes = rng.normal(0, math.sqrt(1 - 0.9**2), (bars, symbols))
    for bar in range(1, bars):
        trend[bar] = 0.9 * trend[bar - 1] + pushes[bar]
    market = rng.normal(0, 1, (bars, 1))
    own = rng.normal(0, 1, (bars, symbols))
    return BAR_VOLATILITY * (signal * trend + 0.6 * market + 0.8 * own)


def make_candles(rng: np.random.Generator, returns: np.ndarray) -> dict[str, np.ndarray]:
    """Open, high, low, close and volume of one symbol."""
    close = 100 * np.cumprod(1 + returns)
    opened = np.concatenate(([100.0], close[:-1]))
    wick = np.abs(rng.normal(0, BAR_VOLATILITY / 2, (2, len(close))))
    return {
        "open": opened,
        "high": np.maximum(opened, close) * (1 + wick[0]),
        "low": np.minimum(opened, close) * (1 - wick[1]),
        "close": close,
        "volume": rng.lognormal(8, 0.4, len(close)) * (1 + 20 * np.abs(returns)),
    }


def rolling(values: np.ndarray, window: int) -> np.ndarray:
    """The windows that end at each bar; the first bars repeat the first value."""
    padded = np.concatenate((np.full(window - 1, values[0]), values))
    return np.lib.stride_tricks.sliding_window_view(padded, window)


def ema(values: np.ndarray, span: int) -> np.ndarray:
    """Exponential moving average."""
    alpha = 2 / (span + 1)
    out = np.empty_like(values)
    out[0] = values[0]
    for bar in range(1, len(values)):
        out[bar] = alpha * values[bar] + (1 - alpha) * out[bar - 1]
    return out


def rsi(close: np.ndarray, window: int = 14) -> np.ndarray:
    """Relative strength index, 0 to 100."""
    change = np.diff(close, prepend=close[0])
    gain = rolling(np.maximum(change, 0), window).mean(axis=1)
    loss = rolling(np.maximum(-change, 0), window).mean(axis=1)
    return 100 * gain / (gain + loss + 1e-12)


def base_features(candles: dict[str, np.ndarray]) -> np.ndarray:
    """One row per bar, in the order of BASE_FEATURES."""
    close, volume = candles["close"], candles["volume"]
    spread = (candles["high"] - candles["low"]) / close
    near, volumes = rolling(close, 20), rolling(volume, 20)
    hours = np.arange(len(close)) % BARS_PER_DAY * (24 / BARS_PER_DAY)
    columns = [
        close / rolling(close, 2)[:, 0] - 1,
        close / rolling(close, 7)[:, 0] - 1,
        ema(close, 12) / ema(close, 26) - 1,
        rsi(close),
        rolling(spread, 14).mean(axis=1),
        (close - near.mean(axis=1)) / (2 * near.std(axis=1) + 1e-12),
        (volume - volumes.mean(axis=1)) / (volumes.std(axis=1) + 1e-12),
        np.sin(2 * np.pi * hours / 24),
    ]
    return np.column_stack(columns)


def symbol_columns(spec: Spec, index: int, rows: int) -> np.ndarray:
    """What tells the model which symbol a row is of."""
    if spec.mode == "single_symbol":
        return np.empty((rows, 0))
    if spec.encoding == "index":
        return np.full((rows, 1), float(index))
    columns = np.zeros((rows, len(spec.symbols)))
    columns[:, index] = 1.0
    return columns


def feature_names(spec: Spec) -> list[str]:
    """The columns of the training matrix."""
    if spec.mode == "single_symbol":
        return list(BASE_FEATURES)
    if spec.encoding == "index":
        return BASE_FEATURES + ["symbol_index"]
    return BASE_FEATURES + [f"symbol_{symbol}" for symbol in spec.symbols]


def make_data(spec: Spec) -> tuple[np.ndarray, np.ndarray]:
    """Features (symbol, bar, column) and the return of the bar that follows."""
    rng = np.random.default_rng(spec.seed)
    bars = spec.days * BARS_PER_DAY
    returns = make_returns(rng, spec.signal, len(spec.symbols), bars)
    blocks = []
    for index in range(len(spec.symbols)):
        block = base_features(make_candles(rng, returns[:, index]))
        blocks.append(np.hstack((block, symbol_columns(spec, index, bars))))
    features = np.stack(blocks)[:, WARM_UP:-1]
    return features, returns[WARM_UP + 1:].T


# --- models ---------------------------------------------------------------


def make_model(kind: str, seed: int) -> BaseEstimator:
    """A small classifier of the kind asked for."""
    logistic = LogisticRegression(C=0.5, max_iter=500)
    forest = RandomForestClassifier(n_estimators=3, max_depth=3, random_state=seed)
    gradient = GradientBoostingClassifier(n_estimators=8, max_depth=2, learning_rate=0.3,
                                          random_state=seed)
    models: dict[str, BaseEstimator] = {
        "logistic": logistic,
        "timid": LogisticRegression(C=0.001),  # its probabilities stay near 0.5
        "forest": forest,
        "gradient": gradient,
        "voting": VotingClassifier([("lr", logistic), ("rf", forest)], voting="soft"),
        "pipeline": Pipeline([("impute", SimpleImputer()), ("classify", logistic)]),
    }
    return models[kind]


def make_scaler(kind: str) -> BaseEstimator:
    """The scaler of the kind asked for."""
    scalers = {"standard": StandardScaler, "robust": RobustScaler, "minmax": MinMaxScaler}
    return scalers[kind]()


def backtest(probability: np.ndarray, returns: np.ndarray) -> dict[str, float]:
    """A toy backtest: at most one trade a day, on the symbol that looks surest, for one bar."""
    daily, moves = probability[:, ::BARS_PER_DAY], returns[:, ::BARS_PER_DAY]
    days = np.arange(daily.shape[1])
    surest = np.abs(daily - 0.5).argmax(axis=0)
    edge = daily[surest, days] - 0.5
    side = np.where(np.abs(edge) > MIN_EDGE, np.sign(edge), 0)
    profit = LEVERAGE * (side * moves[surest, days] - COST_PER_TRADE * np.abs(side))
    won, lost = profit[profit > 0].sum(), -profit[profit < 0].sum()
    equity = np.cumprod(1 + profit)
    peak = np.maximum.accumulate(np.maximum(equity, 1.0))
    spread = profit.std()
    return {
        # No trade, no figure: NaN, which json.dump writes as it is.
        "sharpe_ratio": profit.mean() / spread * math.sqrt(365) if spread > 0 else math.nan,
        "profit_factor": won / lost if lost > 0 else math.nan,
        "max_drawdown": (1 - equity / peak).max(),
        "total_trades": int(np.count_nonzero(side)),
    }


def measure(probability: np.ndarray, returns: np.ndarray) -> dict[str, float]:
    """The metrics on the held-out bars."""
    truth, guess = (returns > 0).ravel(), (probability > 0.5).ravel()
    metrics = {
        "precision": precision_score(truth, guess, zero_division=0),
        "recall": recall_score(truth, guess, zero_division=0),
        "f1": f1_score(truth, guess, zero_division=0),
        "auc": roc_auc_score(truth, probability.ravel()),
        **backtest(probability, returns),
    }
    return {name: value if isinstance(value, int) else round(float(value), 4)
            for name, value in metrics.items()}


def train(spec: Spec) -> tuple[BaseEstimator, BaseEstimator, dict[str, float]]:
    """Model, scaler and metrics: trained on the early bars, measured on the late ones."""
    features, returns = make_data(spec)
    split = int(features.shape[1] * (1 - TEST_SHARE))
    width = features.shape[2]
    early, late = features[:, :split].reshape(-1, width), features[:, split:].reshape(-1, width)
    scaler = make_scaler(spec.scaler).fit(early)
    model = make_model(spec.model, spec.seed)
    model.fit(scaler.transform(early), (returns[:, :split] > 0).astype(int).ravel())
    held_out = returns[:, split:]
    probability = model.predict_proba(scaler.transform(late))[:, 1].reshape(held_out.shape)
    return model, scaler, measure(probability, held_out)


def metadata(spec: Spec, performance: dict[str, float]) -> dict[str, Any]:
    """The content of model_config_v*.json."""
    if spec.legacy:
        return {"features": feature_names(spec)}
    config: dict[str, Any] = {
        "version": spec.version,
        "training_date": spec.trained_on,
        "training_mode": spec.mode,
        "symbol_encoding_type": spec.encoding,
        "trained_symbols": spec.symbols,
        "training_days": spec.days,
    }
    if spec.trained_until is not None:
        config["training_end_timestamp"] = spec.trained_until
    if spec.encoding == "index":
        config["symbol_encoding_map"] = {name: i for i, name in enumerate(spec.symbols)}
    if spec.mode == "multi_symbol":
        config["symbol_history_days"] = {name: spec.days for name in spec.symbols}
    config.update(spec.extra)
    config["features"] = feature_names(spec)
    config["performance"] = performance
    return config


# --- files ----------------------------------------------------------------


def fresh(path: Path) -> Path:
    """Remove what is there, so that nothing is ever written through a link."""
    if path.is_symlink() or path.exists():
        path.unlink()
    return path


def write_json(config: dict[str, Any], path: Path) -> None:
    with open(fresh(path), "w", encoding="utf-8") as handle:
        json.dump(config, handle, indent=2)


def truncate(path: Path) -> None:
    """Leave the first half, as a crash in the middle of writing does."""
    content = path.read_bytes()
    path.write_bytes(content[:len(content) // 2])


def write_version(spec: Spec, out: Path) -> dict[str, float]:
    """Train one version and write its files."""
    model, scaler, performance = train(spec)
    model_path = fresh(out / f"meta_model_v{spec.version}.joblib")
    scaler_path = fresh(out / f"feature_scaler_v{spec.version}.joblib")
    config_path = out / f"model_config_v{spec.version}.json"
    if spec.model_link is None:
        joblib.dump(model, model_path, compress=spec.compress)
    else:
        model_path.symlink_to(spec.model_link)
    if not spec.drop_scaler:
        joblib.dump(scaler, scaler_path)
    write_json(metadata(spec, performance), config_path)
    if spec.truncate_config:
        truncate(config_path)
    return performance


def write_strays(out: Path) -> None:
    """Files as they pile up in a real folder, none of which is a version."""
    spec = next(spec for spec in SPECS if spec.version == "1.0")
    model, scaler, performance = train(spec)
    joblib.dump(model, fresh(out / "meta_model_v1.0_backup.joblib"))
    joblib.dump(model, fresh(out / "meta_model_vBTCUSDT_20251204.joblib"))
    joblib.dump(scaler, fresh(out / "feature_scaler_v1.joblib"))
    config = {**metadata(spec, performance), "version": "1.0.1"}
    write_json(config, out / "model_config_v1.0.1.json")


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the example's joblib models.")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent / "models",
                        metavar="DIR", help="where to write (default: models beside this script)")
    out: Path = parser.parse_args().out
    archive = out / "archive"
    archive.mkdir(parents=True, exist_ok=True)
    for spec, folder in [*((spec, out) for spec in SPECS), (ARCHIVED, archive)]:
        performance = write_version(spec, folder)
        print(f"v{spec.version:<5} {spec.model:<9} {json.dumps(performance)}")
    write_strays(out)


if __name__ == "__main__":
    main()
