"""The bot's models: how they are trained, measured and described."""
from __future__ import annotations

import json
import math
from dataclasses import dataclass
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

from bot_features import BARS_PER_DAY, Plan, feature_names

COST_PER_TRADE = 0.0035  # fees, spread and slippage, there and back
LEVERAGE = 2
MIN_EDGE = 0.03  # trade only where the probability is this far from 0.5
TEST_SHARE = 0.3


@dataclass
class Bars:
    """Features (symbol, bar, column) and the return of the bar that follows each."""

    features: np.ndarray
    returns: np.ndarray

    def rows(self) -> np.ndarray:
        """One row per symbol and bar, as scikit-learn wants them."""
        return self.features.reshape(-1, self.features.shape[2])


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


def daily_trades(probability: np.ndarray, returns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At most one trade a day, on the symbol that looks surest, for one bar: side and profit."""
    daily, moves = probability[:, ::BARS_PER_DAY], returns[:, ::BARS_PER_DAY]
    days = np.arange(daily.shape[1])
    surest = np.abs(daily - 0.5).argmax(axis=0)
    edge = daily[surest, days] - 0.5
    side = np.where(np.abs(edge) > MIN_EDGE, np.sign(edge), 0)
    profit = LEVERAGE * (side * moves[surest, days] - COST_PER_TRADE * np.abs(side))
    return side, profit


def backtest(side: np.ndarray, profit: np.ndarray) -> dict[str, float]:
    """The figures of a toy backtest."""
    won, lost = profit[profit > 0].sum(), -profit[profit < 0].sum()
    equity = np.cumprod(1 + profit)
    peak = np.maximum.accumulate(np.maximum(equity, 1.0))
    spread = profit.std()
    trades = int(np.count_nonzero(side))
    return {
        # No trade, no figure: NaN, which json.dump writes as it is.
        "sharpe_ratio": profit.mean() / spread * math.sqrt(365) if spread > 0 else math.nan,
        "profit_factor": won / lost if lost > 0 else math.nan,
        "max_drawdown": (1 - equity / peak).max(),
        "total_trades": trades,
        "win_rate": np.count_nonzero(profit > 0) / trades if trades > 0 else math.nan,
    }


def measure(probability: np.ndarray, returns: np.ndarray) -> dict[str, float]:
    """The metrics on the held-out bars."""
    truth, guess = (returns > 0).ravel(), (probability > 0.5).ravel()
    metrics = {
        "precision": precision_score(truth, guess, zero_division=0),
        "recall": recall_score(truth, guess, zero_division=0),
        "f1": f1_score(truth, guess, zero_division=0),
        "auc": roc_auc_score(truth, probability.ravel()),
        **backtest(*daily_trades(probability, returns)),
    }
    return {name: value if isinstance(value, int) else round(float(value), 4)
            for name, value in metrics.items()}


def split(features: np.ndarray, returns: np.ndarray) -> tuple[Bars, Bars]:
    """The early bars, to train on, and the late ones, to measure on."""
    at = int(features.shape[1] * (1 - TEST_SHARE))
    return Bars(features[:, :at], returns[:, :at]), Bars(features[:, at:], returns[:, at:])


def fit(plan: Plan, early: Bars) -> tuple[BaseEstimator, BaseEstimator]:
    """Model and scaler, trained on these bars."""
    scaler = make_scaler(plan.scaler).fit(early.rows())
    model = make_model(plan.model, plan.seed)
    model.fit(scaler.transform(early.rows()), (early.returns > 0).astype(int).ravel())
    return model, scaler


def evaluate(model: BaseEstimator, scaler: BaseEstimator, late: Bars) -> dict[str, float]:
    """The metrics on bars that the model has not seen."""
    probability = model.predict_proba(scaler.transform(late.rows()))[:, 1]
    return measure(probability.reshape(late.returns.shape), late.returns)


def metadata(plan: Plan, performance: dict[str, float]) -> dict[str, Any]:
    """The content of model_config_v*.json."""
    config: dict[str, Any] = {
        "version": plan.version,
        "training_date": plan.trained_on,
        "training_mode": plan.mode,
        "symbol_encoding_type": plan.encoding,
        "trained_symbols": plan.symbols,
        "training_days": plan.days,
    }
    if plan.trained_until is not None:
        config["training_end_timestamp"] = plan.trained_until
    if plan.encoding == "index":
        config["symbol_encoding_map"] = {name: i for i, name in enumerate(plan.symbols)}
    if plan.mode == "multi_symbol":
        config["symbol_history_days"] = {name: plan.days for name in plan.symbols}
    config.update(plan.extra)
    config["features"] = feature_names(plan)
    config["performance"] = performance
    return config


def write_joblib(fitted: BaseEstimator, path: Path) -> None:
    """Write a new file; one that is there is never overwritten."""
    with open(path, "xb") as handle:
        joblib.dump(fitted, handle)


def write_json(config: dict[str, Any], path: Path) -> None:
    """Write a new file; one that is there is never overwritten."""
    with open(path, "x", encoding="utf-8") as handle:
        json.dump(config, handle, indent=2)
