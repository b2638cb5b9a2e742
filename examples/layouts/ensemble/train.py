#!/usr/bin/env python3
"""Trains one version of a toy ensemble: python3 train.py VERSION FOLDER"""
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

import joblib
import numpy as np
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from xgboost import XGBClassifier

version = sys.argv[1]
folder = Path(sys.argv[2]) / version
symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"]
random = np.random.RandomState(7)
rows = random.rand(400, 4)
rows[:, 3] = random.randint(len(symbols), size=400)
rises = rows[:, 0] + 0.2 * random.randn(400) > 0.5
scaler = StandardScaler().fit(rows[:300])
scaled = scaler.transform(rows)
parts = [("forest", RandomForestClassifier(20, random_state=7)), ("line", LogisticRegression())]
ensemble = VotingClassifier(parts, voting="soft").fit(scaled[:300], rises[:300])
booster = XGBClassifier(n_estimators=20, n_jobs=1).fit(scaled[:300], rises[:300])
metadata = {
    "version": version,
    "training_mode": "multi_symbol",
    "symbol_encoding_type": "index",
    "trained_symbols": symbols,
    "training_days": 365,
    "training_end_timestamp": datetime.now(timezone.utc).isoformat(),
    "performance": {"accuracy": ensemble.score(scaled[300:], rises[300:])},
}
folder.mkdir()
joblib.dump(ensemble, folder / "ensemble.joblib")
joblib.dump(scaler, folder / "scaler.joblib")
booster.save_model(folder / "xgb_model.json")
encoding = {symbol: number for number, symbol in enumerate(symbols)}
(folder / "category_encoding.json").write_text(json.dumps(encoding))
(folder / "metadata.json").write_text(json.dumps(metadata, indent=2))
