"""Makes joblib files of all common estimators, and prints the imports of such files.

    python3 scripts/make_samples.py FOLDER         makes the files
    python3 scripts/make_samples.py FOLDER --more  makes those of more_samples.py as well
    python3 scripts/make_samples.py FOLDER --list  prints the names that the files import: see allow_list.py

Needs scikit-learn; makes models of XGBoost if it is installed.
"""
import inspect
import io
import os
import pickle
import sys
import warnings
from collections import OrderedDict, defaultdict, deque
from datetime import date, datetime, timedelta, timezone
from importlib import metadata
from pathlib import PurePosixPath

os.environ.setdefault('OMP_NUM_THREADS', '1')
warnings.simplefilter('ignore')

import joblib
import numpy as np
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (
    BaggingClassifier, GradientBoostingClassifier, GradientBoostingRegressor,
    HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier,
    StackingClassifier, VotingClassifier, VotingRegressor)
from sklearn.experimental import enable_halving_search_cv, enable_iterative_imputer  # noqa: F401
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor, kernels
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier, SGDRegressor
from sklearn.metrics import make_scorer, roc_auc_score
from sklearn.model_selection import (
    GridSearchCV, GroupKFold, KFold, RandomizedSearchCV, RepeatedStratifiedKFold, ShuffleSplit,
    StratifiedKFold, TimeSeriesSplit)
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.svm import SVC, OneClassSVM
from sklearn.neighbors import KNeighborsClassifier
from sklearn.utils import Bunch, all_estimators

try:
    import xgboost
except ImportError:
    xgboost = None

random = np.random.RandomState(7)
X = random.rand(40, 4)
Y = (X[:, 0] + X[:, 1] > 1).astype(int)
NAMES = np.array(['f1', 'f2', 'f3', 'f4'], dtype=object)


def named(estimator):
    """An estimator that was fitted on a table with column names."""
    estimator.feature_names_in_ = NAMES
    return estimator


def fitted_alone(name, cls):
    """An estimator with the few parameters that it cannot do without; None where it needs more."""
    given = {
        'estimator': LogisticRegression(), 'base_estimator': LogisticRegression(),
        'estimators': [('a', LogisticRegression()), ('b', DummyClassifier())],
        'transformers': [('a', StandardScaler(), [0, 1])], 'steps': [('a', StandardScaler())],
        'transformer_list': [('a', StandardScaler())], 'param_grid': {'C': [1.0]},
        'param_distributions': {'C': [1.0, 2.0]}, 'components': X[:2], 'dictionary': X[:2],
    }
    parameters = inspect.signature(cls.__init__).parameters
    needed = {key: given[key] for key, p in parameters.items()
              if key in given and p.default is inspect.Parameter.empty}
    if 'Regressor' in name and 'estimators' in needed:
        needed['estimators'] = [('a', LinearRegression())]
    estimator = cls(**needed)
    for key, value in {'n_estimators': 3, 'max_iter': 20, 'n_components': 2}.items():
        if key in parameters and key not in needed:
            try:
                estimator.set_params(**{key: value})
            except Exception:
                pass
    if 'random_state' in parameters:
        estimator.set_params(random_state=7)
    for x, y in ((X, Y), (X, np.c_[Y, 1 - Y]), (X[:, :1], Y), (X[:, 0], Y), (X, X[:, :2]), (['a b', 'b c'], None),
                 ([{'a': 1}], None), ([[1, 2]], None), ([('a',), ('b',)], None)):
        try:
            return estimator.fit(x, y)
        except Exception:
            continue
    return estimator


def samples():
    """Pairs of a file's name and a function that makes its content."""
    for name, cls in all_estimators():
        yield f'all_{name}', lambda: fitted_alone(name, cls)
    scaler = StandardScaler().fit(X)
    forest = RandomForestClassifier(5, random_state=1).fit(X, Y)
    boosted = GradientBoostingClassifier(n_estimators=5).fit(X, Y)
    yield 'scaler', lambda: scaler
    yield 'scaler_named', lambda: named(StandardScaler().fit(X))
    yield 'logistic', lambda: LogisticRegression().fit(X, Y)
    yield 'logistic_text', lambda: LogisticRegression().fit(X, np.where(Y, 'up', 'down'))
    yield 'logistic_object', lambda: LogisticRegression().fit(X, np.where(Y, 'up', 'down').astype(object))
    yield 'forest', lambda: forest
    yield 'boosted', lambda: boosted
    yield 'boosted_exponential', lambda: GradientBoostingClassifier(n_estimators=3, loss='exponential').fit(X, Y)
    for loss in ('squared_error', 'absolute_error', 'huber', 'quantile'):
        yield f'boosted_{loss}', lambda: GradientBoostingRegressor(n_estimators=3, loss=loss).fit(X, X[:, 0])
    yield 'boosted_multi', lambda: GradientBoostingClassifier(n_estimators=3).fit(X, Y + (X[:, 2] > 0.5))
    for loss in ('squared_error', 'absolute_error', 'poisson', 'quantile'):
        yield f'hist_{loss}', lambda: HistGradientBoostingRegressor(max_iter=3, loss=loss, quantile=0.5).fit(X, X[:, 0])
    yield 'hist_multi', lambda: HistGradientBoostingClassifier(max_iter=3).fit(X, Y + (X[:, 2] > 0.5))
    yield 'hist_early', lambda: HistGradientBoostingClassifier(max_iter=3, early_stopping=True).fit(X, Y)
    with_categories = HistGradientBoostingClassifier(max_iter=3, categorical_features=[0])
    yield 'hist_categories', lambda: with_categories.fit(np.c_[np.arange(40) % 5, X[:, 1:]], Y)
    yield 'grid_of_splits', lambda: GridSearchCV(LogisticRegression(), {'C': [1.0]}, cv=list(KFold(2).split(X))).fit(X, Y)
    voting = VotingClassifier([('lr', LogisticRegression()), ('rf', RandomForestClassifier(3))], voting='soft')
    yield 'voting', lambda: voting.fit(X, Y)
    yield 'voting_regressor', lambda: VotingRegressor([('a', LinearRegression())]).fit(X, X[:, 0])
    yield 'stacking', lambda: StackingClassifier([('lr', LogisticRegression())]).fit(X, Y)
    yield 'bagging', lambda: BaggingClassifier(LogisticRegression(), 3).fit(X, Y)
    yield 'pipeline', lambda: make_pipeline(StandardScaler(), LogisticRegression()).fit(X, Y)
    yield 'pipeline_named', lambda: named(Pipeline([('scale', StandardScaler()), ('model', forest)]).fit(X, Y)[0])
    columns = ColumnTransformer([('a', StandardScaler(), [0, 1]), ('b', OneHotEncoder(), [2])], remainder='passthrough')
    yield 'columns', lambda: columns.fit(np.c_[X[:, :2], Y, X[:, 3]])
    masked = ColumnTransformer([('a', StandardScaler(), [True, True, False, False])], remainder='passthrough')
    yield 'columns_remainder', lambda: masked.fit(X)
    yield 'columns_slice', lambda: ColumnTransformer([('a', StandardScaler(), slice(0, 2))]).fit(X)
    yield 'union', lambda: FeatureUnion([('a', StandardScaler()), ('b', StandardScaler())]).fit(X)
    yield 'grid', lambda: GridSearchCV(LogisticRegression(), {'C': [0.1, 1.0]}, cv=StratifiedKFold(2), scoring='roc_auc').fit(X, Y)
    yield 'grid_scorer', lambda: GridSearchCV(LogisticRegression(), {'C': [1.0]}, cv=TimeSeriesSplit(2), scoring=make_scorer(roc_auc_score)).fit(X, Y)
    yield 'random_search', lambda: RandomizedSearchCV(forest, {'max_depth': [2, 3]}, n_iter=2, cv=2).fit(X, Y)
    yield 'splitters', lambda: [KFold(), GroupKFold(), ShuffleSplit(), RepeatedStratifiedKFold()]
    for kernel in ('linear', 'poly', 'rbf', 'sigmoid'):
        yield f'svc_{kernel}', lambda: SVC(kernel=kernel, probability=True).fit(X, Y)
    yield 'one_class', lambda: OneClassSVM().fit(X)
    for algorithm in ('brute', 'kd_tree', 'ball_tree'):
        yield f'neighbors_{algorithm}', lambda: KNeighborsClassifier(algorithm=algorithm).fit(X, Y)
    for metric in ('manhattan', 'minkowski', 'chebyshev', 'haversine'):
        width = 2 if metric == 'haversine' else 4
        yield f'neighbors_{metric}', lambda: KNeighborsClassifier(algorithm='ball_tree', metric=metric).fit(X[:, :width], Y)
    for loss in ('hinge', 'log_loss', 'modified_huber', 'squared_hinge', 'perceptron'):
        yield f'sgd_{loss}', lambda: SGDClassifier(loss=loss).fit(X, Y)
    for loss in ('squared_error', 'huber', 'epsilon_insensitive', 'squared_epsilon_insensitive'):
        yield f'sgd_regressor_{loss}', lambda: SGDRegressor(loss=loss).fit(X, X[:, 0])
    for function in (np.log1p, np.sqrt, np.abs, np.exp, np.log, np.square, np.sign, np.tanh, np.nan_to_num, np.clip):
        yield f'function_{function.__name__}', lambda: FunctionTransformer(function)
    for vectorizer in (CountVectorizer(), TfidfVectorizer(), HashingVectorizer()):
        yield f'text_{type(vectorizer).__name__}', lambda: vectorizer.fit(['a word', 'and another'])
    yield 'gaussian', lambda: GaussianProcessRegressor(
        kernels.RBF() + kernels.WhiteKernel() * kernels.ConstantKernel() + kernels.Matern()
        + kernels.RationalQuadratic() + kernels.DotProduct() ** 2 + kernels.ExpSineSquared()).fit(X[:10], X[:10, 0])
    yield 'gaussian_classifier', lambda: GaussianProcessClassifier().fit(X[:10], Y[:10])
    yield 'clone', lambda: clone(forest)
    yield 'bundle', lambda: {
        'model': forest, 'scaler': scaler, 'features': list(NAMES), 'trained': datetime(2026, 1, 2, 3, tzinfo=timezone.utc),
        'day': date(2026, 1, 2), 'span': timedelta(days=3), 'path': PurePosixPath('models/x'), 'none': None,
        'ordered': OrderedDict(a=1), 'default': defaultdict(list, {'a': [1]}), 'deque': deque([1]),
        'set': {1, 2}, 'frozen': frozenset('ab'), 'slice': slice(1, 2), 'complex': 1j, 'bytes': b'\x00\xff',
        'array_bytes': bytearray(b'ab'), 'bunch': Bunch(a=1), 'big': 2 ** 80, 'float': float('nan'),
        'scalars': [np.float64(1), np.float32(1), np.int64(1), np.int32(1), np.bool_(True), np.str_('a'), np.datetime64('2026-01-01')],
        'types': [np.float64, np.float32, np.int64, np.int32, np.int8, np.uint8, np.bool_, np.object_, np.str_, float, int, str, bool, object, list, dict, tuple],
        'range': range(3), 'empty': b'', '__version__': '1.0',
    }
    yield 'arrays', lambda: [
        np.zeros((0, 3)), np.float64(3), np.array(5.0), np.asfortranarray(X), X[::2], np.array(['a', 'bcd']), np.array([b'a']),
        np.array([None, 'a', 1], dtype=object), np.array([(1, 2.0)], dtype=[('a', 'i4'), ('b', 'f8')]), np.arange(3, dtype='>i4'),
        np.array(['2026-01-01'], dtype='M8[ns]'), np.ma.masked_array([1, 2], mask=[0, 1]), np.matrix([[1, 2]]), np.ones(20_000),
        np.array([True]), np.array([1 + 2j]), np.float16([1]), np.zeros(3, dtype='V3'), np.recarray(2, dtype=[('a', 'i4')]),
    ]
    yield 'randoms', lambda: [np.random.RandomState(1), np.random.default_rng(1)] + [
        np.random.Generator(bits(1)) for bits in (np.random.PCG64DXSM, np.random.Philox, np.random.SFC64, np.random.MT19937)]
    shared = []
    shared.append({'self': shared})
    yield 'cyclic', lambda: shared
    if xgboost:
        yield from xgboost_samples()


def xgboost_samples():
    small = {'n_estimators': 3, 'max_depth': 2, 'n_jobs': 1}
    yield 'xgb_classifier', lambda: xgboost.XGBClassifier(**small).fit(X, Y)
    yield 'xgb_multi', lambda: xgboost.XGBClassifier(**small).fit(X, np.arange(40) % 3)
    yield 'xgb_regressor', lambda: xgboost.XGBRegressor(**small).fit(X, X[:, 0])
    yield 'xgb_ranker', lambda: xgboost.XGBRanker(**small).fit(X, Y, qid=np.arange(40) // 10)
    yield 'xgb_rf_classifier', lambda: xgboost.XGBRFClassifier(**small).fit(X, Y)
    yield 'xgb_rf_regressor', lambda: xgboost.XGBRFRegressor(**small).fit(X, X[:, 0])
    yield 'xgb_dart', lambda: xgboost.XGBClassifier(booster='dart', **small).fit(X, Y)
    yield 'xgb_linear', lambda: xgboost.XGBClassifier(booster='gblinear', n_estimators=3).fit(X, Y)
    yield 'xgb_early', lambda: xgboost.XGBClassifier(early_stopping_rounds=2, **small).fit(X, Y, eval_set=[(X, Y)], verbose=False)
    matrix = xgboost.DMatrix(X, Y, feature_names=list(NAMES))
    yield 'xgb_booster', lambda: xgboost.train({'max_depth': 2, 'nthread': 1}, matrix, 3)
    yield 'xgb_pipeline', lambda: make_pipeline(StandardScaler(), xgboost.XGBClassifier(**small)).fit(X, Y)
    voting = VotingClassifier([('xgb', xgboost.XGBClassifier(**small)), ('rf', RandomForestClassifier(3))], voting='soft')
    yield 'xgb_voting', lambda: voting.fit(X, Y)


#: Samples that are stored with every protocol and compression.
VARIED = ('scaler_named', 'voting', 'bundle', 'arrays', 'boosted', 'xgb_voting')
#: And the one that is stored with those compressions too that are not read: what is in them makes no difference.
UNREAD = 'scaler_named'


def write_all(folder, makers):
    for name, make in makers:
        try:
            value = make()
            joblib.dump(value, f'{folder}/{name}.joblib')
        except Exception as error:
            print(f'left out: {name}: {error}', file=sys.stderr)
            continue
        if name in VARIED:
            for protocol in range(6):
                joblib.dump(value, f'{folder}/{name}.p{protocol}.joblib', protocol=protocol)
            for method in ('zlib', 'gzip', *(('bz2', 'lzma', 'xz') if name == UNREAD else ())):
                for level in (1, 9):
                    joblib.dump(value, f'{folder}/{name}.{method}{level}.joblib', compress=(method, level))
            with open(f'{folder}/{name}.plain.joblib', 'wb') as file:
                pickle.dump(value, file, protocol=5)


class Lister(joblib.numpy_pickle.NumpyUnpickler):
    """Loads our own files and notes what is imported and what of it is called."""

    seen, called = set(), set()
    dispatch = joblib.numpy_pickle.NumpyUnpickler.dispatch.copy()

    def __init__(self, file):
        # The number of arguments depends on the version of joblib.
        count = len(inspect.signature(joblib.numpy_pickle.NumpyUnpickler.__init__).parameters)
        super().__init__('', file, *([False] if count > 4 else []))
        self.names = []

    def find_class(self, module, name):
        found = super().find_class(module, name)
        self.seen.add((module, name))
        self.names.append((found, (module, name)))
        return found

    def load_reduce(self):
        callee = self.stack[-2]
        self.called.update(pair for found, pair in self.names if found is callee)
        pickle._Unpickler.load_reduce(self)

    dispatch[pickle.REDUCE[0]] = load_reduce


def list_names(folder):
    joblib.numpy_pickle.pickle.load = lambda file, **_: Lister(file).load()
    for entry in sorted(os.listdir(folder)):
        method = entry.split('.')[1]
        if method[:2] in ('zl', 'gz', 'bz', 'lz', 'xz'):
            continue
        with open(f'{folder}/{entry}', 'rb') as file:
            try:
                Lister(io.BytesIO(file.read())).load()
            except Exception as error:
                print(f'not read: {entry}: {error!r}', file=sys.stderr)
    return Lister.seen, Lister.called


def grouped(pairs):
    modules = {}
    for module, name in sorted(pairs):
        modules.setdefault(module, []).append(name)
    return '\n'.join(f'  {module} {" ".join(names)}' for module, names in modules.items())


def versions():
    """What the samples were made with: one line."""
    found = [f'python {sys.version_info[0]}.{sys.version_info[1]}']
    for library in LIBRARIES:
        try:
            found.append(f'{library} {metadata.version(library)}')
        except metadata.PackageNotFoundError:
            pass
    return ', '.join(found)


LIBRARIES = ('joblib', 'numpy', 'scipy', 'scikit-learn', 'pandas', 'xgboost', 'lightgbm', 'catboost',
             'imbalanced-learn')

if __name__ == '__main__':
    # Some libraries talk while they train: not in the list.
    out = os.fdopen(os.dup(1), 'w')
    os.dup2(2, 1)
    os.makedirs(sys.argv[1], exist_ok=True)
    write_all(sys.argv[1], samples())
    if '--more' in sys.argv:
        import more_samples
        write_all(sys.argv[1], more_samples.samples())
    if '--list' in sys.argv:
        seen, called = list_names(sys.argv[1])
        print(f'# {versions()}\ncalled\n{grouped(called)}\nreferred\n{grouped(seen - called)}', file=out)
