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
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import joblib
from sklearn.base import BaseEstimator

from bot_features import MAJORS, Plan, feature_names, make_data
from bot_training import evaluate, fit, metadata, split, write_json

TEN = MAJORS + ["BNBUSDT", "XRPUSDT", "ADAUSDT", "AVAXUSDT", "DOTUSDT"]


@dataclass
class Spec(Plan):
    """What one version is made from, and what is wrong with it, if anything."""

    compress: int = 0
    legacy: bool = False
    drop_scaler: bool = False
    truncate_config: bool = False
    model_link: str | None = None
    hostile: bool = False
    swapped: bool = False


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
    Spec("2.1", 358, "gradient", "standard", 0.48, TEN, 540, hostile=True,
         trained_on="2026-11-18T05:40:51.220417+00:00",
         trained_until="2026-11-18T04:00:00+00:00"),
    Spec("2.2", 358, "gradient", "standard", 0.48, TEN, 540, swapped=True,
         trained_on="2026-11-20T05:41:12.907733+00:00",
         trained_until="2026-11-20T04:00:00+00:00"),
]

ARCHIVED = Spec("0.8", 88, "logistic", "minmax", 0.45, ["BTCUSDT"], 180,
                mode="single_symbol",
                trained_on="2025-01-10", trained_until="2025-01-10T00:00:00")


def train(spec: Spec) -> tuple[BaseEstimator, BaseEstimator, dict[str, float]]:
    """Model, scaler and metrics: trained on the early bars, measured on the late ones."""
    early, late = split(*make_data(spec))
    model, scaler = fit(spec, early)
    performance = evaluate(model, scaler, late)
    del performance["win_rate"]  # these models are of a time that did not record it
    return model, scaler, performance


def fresh(path: Path) -> Path:
    """Remove what is there, so that nothing is ever written through a link."""
    if path.is_symlink() or path.exists():
        path.unlink()
    return path


def truncate(path: Path) -> None:
    """Leave the first half, as a crash in the middle of writing does."""
    content = path.read_bytes()
    path.write_bytes(content[:len(content) // 2])


class Surprise:
    """What a model file must never hold: loading it calls something. Here it only prints."""

    def __reduce__(self) -> tuple[object, ...]:
        return print, ("this was printed by a model file while it was loaded",)


def fingerprint(path: Path) -> dict[str, object]:
    """What a publication records of a file."""
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def write_version(spec: Spec, out: Path) -> dict[str, float]:
    """Train one version and write its files."""
    model, scaler, performance = train(spec)
    model_path = fresh(out / f"meta_model_v{spec.version}.joblib")
    scaler_path = fresh(out / f"feature_scaler_v{spec.version}.joblib")
    config_path = out / f"model_config_v{spec.version}.json"
    if spec.hostile:
        model.notes_ = Surprise()
    if spec.model_link is None:
        joblib.dump(model, model_path, compress=spec.compress)
    else:
        model_path.symlink_to(spec.model_link)
    if not spec.drop_scaler:
        joblib.dump(scaler, scaler_path)
    legacy = {"features": feature_names(spec)}
    content = legacy if spec.legacy else metadata(spec, performance)
    if spec.swapped:
        content["artifacts"] = {"model": fingerprint(model_path), "scaler": fingerprint(scaler_path)}
        joblib.dump(model, fresh(model_path), compress=1)
    write_json(content, fresh(config_path))
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
    write_json(config, fresh(out / "model_config_v1.0.1.json"))


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
