import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { inspectFile } from '../src/index.js';
import { withFolder } from './support/inspect-bytes.js';
import { itWithPython, PYTHON } from './support/python.js';

/** The examples of the README, as real files. */
const MAKE = `import sys, joblib, numpy
from sklearn.preprocessing import FunctionTransformer, PolynomialFeatures
from sklearn.tree import DecisionTreeClassifier
X = numpy.random.RandomState(0).rand(20, 4)
tree = DecisionTreeClassifier(max_depth=2).fit(X, X[:, 0] > .5)
state = tree.tree_.__getstate__()
state['nodes'] = state['nodes'].copy()
state['nodes']['left_child'][0] = 10 ** 9
tree.tree_.__setstate__(state)
joblib.dump(tree, sys.argv[1] + '/tree.joblib')
joblib.dump(PolynomialFeatures(degree=40), sys.argv[1] + '/costly.joblib')
joblib.dump(FunctionTransformer(numpy.negative), sys.argv[1] + '/turned.joblib')`;

itWithPython('what the README says of clean files is so', () =>
  withFolder(async (folder) => {
    const { status, stderr } = spawnSync(PYTHON as string, ['-c', MAKE, folder]);
    expect(status, String(stderr)).toBe(0);
    for (const file of readdirSync(folder)) {
      expect((await inspectFile(join(folder, file))).verdict, file).toBe('clean');
    }
    expect(statSync(join(folder, 'costly.joblib')).size).toBeLessThan(400);
  }),
);
