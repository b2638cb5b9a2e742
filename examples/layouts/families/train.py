#!/usr/bin/env python3
"""Trains one version of a toy model for one symbol: python3 train.py SYMBOL VERSION FOLDER"""
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

import joblib
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.preprocessing import StandardScaler

symbol, version, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
random = np.random.RandomState(7)
rows = random.rand(400, 4)
rises = rows[:, 0] + 0.2 * random.randn(400) > 0.5
scaler = StandardScaler().fit(rows[:300])
model = RandomForestClassifier(20, random_state=7).fit(scaler.transform(rows[:300]), rises[:300])
metadata = {
    "version": version,
    "training_mode": "single_symbol",
    "trained_symbols": [symbol],
    "training_days": 365,
    "training_end_timestamp": datetime.now(timezone.utc).isoformat(),
    "performance": {"accuracy": model.score(scaler.transform(rows[300:]), rises[300:])},
}
joblib.dump(model, folder / f"{symbol}_1h_v{version}.joblib")
joblib.dump(scaler, folder / f"{symbol}_1h_scaler_v{version}.joblib")
(folder / f"{symbol}_1h_v{version}.json").write_text(json.dumps(metadata, indent=2))
