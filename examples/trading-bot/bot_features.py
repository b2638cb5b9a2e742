"""Synthetic 4-hour candles, and the features that the bot's models see.

A hidden trend drives the prices; the `signal` of a plan says how strong it is, and so how good a
model can get. Everything comes from the plan's seed.
"""
from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

BARS_PER_DAY = 6  # 4-hour candles
BAR_VOLATILITY = 0.012
WARM_UP = 40  # bars that the longest indicator needs

MAJORS = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "DOGEUSDT", "LINKUSDT"]

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
class Plan:
    """What one model is trained on and with, and what its metadata says about it."""

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
    extra: dict[str, Any] = field(default_factory=dict)  # more keys of the metadata


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


def symbol_columns(plan: Plan, index: int, rows: int) -> np.ndarray:
    """What tells the model which symbol a row is of."""
    if plan.mode == "single_symbol":
        return np.empty((rows, 0))
    if plan.encoding == "index":
        return np.full((rows, 1), float(index))
    columns = np.zeros((rows, len(plan.symbols)))
    columns[:, index] = 1.0
    return columns


def feature_names(plan: Plan) -> list[str]:
    """The columns of the training matrix."""
    if plan.mode == "single_symbol":
        return list(BASE_FEATURES)
    if plan.encoding == "index":
        return BASE_FEATURES + ["symbol_index"]
    return BASE_FEATURES + [f"symbol_{symbol}" for symbol in plan.symbols]


def make_data(plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    """Features (symbol, bar, column) and the return of the bar that follows."""
    rng = np.random.default_rng(plan.seed)
    bars = plan.days * BARS_PER_DAY
    returns = make_returns(rng, plan.signal, len(plan.symbols), bars)
    blocks = []
    for index in range(len(plan.symbols)):
        block = base_features(make_candles(rng, returns[:, index]))
        blocks.append(np.hstack((block, symbol_columns(plan, index, bars))))
    features = np.stack(blocks)[:, WARM_UP:-1]
    return features, returns[WARM_UP + 1:].T
