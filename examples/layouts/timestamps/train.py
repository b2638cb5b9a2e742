#!/usr/bin/env python3
"""Trains one version of a toy model: python3 train.py VERSION FOLDER"""
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

import joblib
import numpy as np
from lightgbm import LGBMClassifier

version = sys.argv[1]
folder = Path(sys.argv[2]) / version
features = ["return_1", "return_6", "rsi_14", "volume_zscore_20"]
random = np.random.RandomState(7)
rows = random.rand(400, len(features))
rises = rows[:, 0] + 0.2 * random.randn(400) > 0.5
model = LGBMClassifier(n_estimators=20, n_jobs=1, verbose=-1).fit(rows[:300], rises[:300])
metadata = {
    "version": version,
    "training_mode": "single_symbol",
    "trained_symbols": ["BTCUSDT"],
    "training_days": 365,
    "training_end_timestamp": datetime.now(timezone.utc).isoformat(),
    "performance": {"accuracy": model.score(rows[300:], rises[300:])},
}
folder.mkdir()
joblib.dump(model, folder / "model.pkl")
(folder / "meta.json").write_text(json.dumps(metadata, indent=2))
