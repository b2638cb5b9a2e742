"""Makes the files that the inspector is measured with: python3 make_artifacts.py FOLDER"""
import pickle
import sys

import joblib
import numpy as np
from sklearn.ensemble import RandomForestClassifier

folder = sys.argv[1]

# About 100 MB, nearly all of it arrays.
random = np.random.RandomState(7)
rows = random.rand(40_000, 10)
forest = RandomForestClassifier(92, n_jobs=2, random_state=7).fit(rows, random.randint(0, 2, 40_000))
joblib.dump(forest, f'{folder}/forest.joblib')

# About 50 MB, nearly all of it instructions.
values = [value for n in range(2_200_000) for value in (n, n * 0.37, n % 7)]
names = [f'name_{n}' for n in range(700_000)]
with open(f'{folder}/dense.joblib', 'wb') as file:
    pickle.dump({'values': values, 'names': names}, file, protocol=4)
