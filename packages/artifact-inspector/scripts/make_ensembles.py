"""Makes joblib files of what bots keep several estimators in, and prints the libraries' versions as JSON.

    python3 scripts/make_ensembles.py FOLDER

In each file another library's model stands before that of scikit-learn. Needs scikit-learn and XGBoost.
"""
import json
import os
import sys
from collections import OrderedDict, namedtuple
from dataclasses import dataclass

os.environ.setdefault('OMP_NUM_THREADS', '1')

import joblib
import numpy as np
import sklearn
import xgboost
from sklearn.ensemble import VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

random = np.random.RandomState(7)
X = random.rand(40, 4)
Y = (X[:, 0] + X[:, 1] > 1).astype(int)


class Ensemble:
    def __init__(self, **attributes):
        self.__dict__.update(attributes)


class Slotted:
    __slots__ = ('first', 'second')

    def __init__(self, first, second):
        self.first, self.second = first, second


@dataclass
class Data:
    models: dict


Pair = namedtuple('Pair', 'first second')

xgb = xgboost.XGBClassifier(n_estimators=2, max_depth=2).fit(X, Y)
lr = LogisticRegression().fit(X, Y)
MADE = {
    'dict': {'xgb': xgb, 'lr': lr},
    'list': [xgb, [('lr', lr)]],
    'tuple': (xgb, lr),
    'ordered': OrderedDict(xgb=xgb, lr=lr),
    'by_symbol': {('BTCUSDT', '1h'): [xgb, lr]},
    'voting': VotingClassifier([('xgb', xgb), ('lr', lr)]).fit(X, Y),
    'pipeline': make_pipeline(StandardScaler(), xgb).fit(X, Y),
    'own': Ensemble(base_models={'xgb': xgb, 'lr': lr}, weights=[0.5, 0.5]),
    'own_deep': Ensemble(symbols=['BTCUSDT'], model=Ensemble(parts=[xgb, Ensemble(meta=lr)])),
    'slots': Slotted(xgb, lr),
    'dataclass': Data({'xgb': xgb, 'lr': lr}),
    'namedtuple': Pair(xgb, lr),
    'array': np.array([xgb, lr], dtype=object),
}

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
for name, value in MADE.items():
    joblib.dump(value, os.path.join(folder, f'{name}.joblib'))
print(json.dumps({'sklearn': sklearn.__version__, 'xgboost': xgboost.__version__}))
