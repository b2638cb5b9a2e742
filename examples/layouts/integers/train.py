#!/usr/bin/env python3
"""Trains one version of a toy model: python3 train.py VERSION FOLDER"""
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

import joblib
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

version, folder = sys.argv[1], Path(sys.argv[2])
random = np.random.RandomState(int(version))
rows = random.rand(400, 4)
rises = rows[:, 0] + 0.2 * random.randn(400) > 0.5
model = make_pipeline(StandardScaler(), LogisticRegression()).fit(rows[:300], rises[:300])
metadata = {
    "version": int(version),
    "features": ["return_1", "return_6", "rsi_14", "volume_zscore_20"],
    "training_mode": "single_symbol",
    "trained_symbols": ["BTCUSDT"],
    "training_days": 365,
    "training_end_timestamp": datetime.now(timezone.utc).isoformat(),
    "performance": {"accuracy": model.score(rows[300:], rises[300:])},
}
joblib.dump(model, folder / f"model_v{version}.pkl")
(folder / f"meta_v{version}.json").write_text(json.dumps(metadata, indent=2))
