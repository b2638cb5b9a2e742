"""More samples for the allow-list: options, functions and libraries that make_samples.py leaves out.

The names of all of them come from the libraries themselves, so that a new release needs no change here.
"""
import importlib
import inspect
import pkgutil
from datetime import time
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import numpy as np
import sklearn.ensemble
from sklearn.base import clone
from sklearn.compose import make_column_selector
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.utils import all_estimators

from make_samples import X, Y, fitted_alone


def samples():
    """Pairs of a file's name and a function that makes its content."""
    for name, cls in all_estimators():
        yield from with_options(name, cls)
        yield from composed(name, cls)
    yield from of_scikit_learn()
    yield from of_numpy()
    yield from of_scipy()
    yield from of_pandas()
    for library in ('xgboost', 'lightgbm', 'catboost', 'imblearn'):
        yield from of_library(library)
    yield 'python', lambda: [
        time(1, 2), Decimal('1.5'), Fraction(1, 3), UUID(int=1), zone(), frozenset([frozenset([1])])]


def zone():
    from zoneinfo import ZoneInfo
    return ZoneInfo('America/New_York')


def with_options(name, cls):
    """The estimator once for each text that one of its parameters takes."""
    for parameter, constraints in getattr(cls, '_parameter_constraints', {}).items():
        if not isinstance(constraints, list):
            continue
        for option in sorted({text for one in constraints for text in texts(one)}):
            yield f'option_{name}_{parameter}_{option}', lambda: with_option(name, cls, parameter, option)


def composed(name, cls):
    """A classifier or regressor in what several estimators are put together with."""
    kind = {'classifier': ('Classifier', Y), 'regressor': ('Regressor', X[:, 0])}.get(getattr(cls, '_estimator_type', None))
    if kind is None:
        kind = ('Classifier', Y) if is_of(cls, 'ClassifierMixin') else ('Regressor', X[:, 0]) if is_of(cls, 'RegressorMixin') else None
    if kind is None:
        return
    ending, y = kind
    def fresh():
        return clone(fitted_alone(name, cls))
    yield f'pipeline_{name}', lambda: make_pipeline(StandardScaler(), fresh()).fit(X, y)
    yield f'search_{name}', lambda: GridSearchCV(fresh(), {}, cv=2).fit(X, y)
    for way in ('Stacking', 'Voting'):
        ensemble = getattr(sklearn.ensemble, way + ending)
        yield f'{way.lower()}_{name}', lambda: ensemble([('a', fresh()), ('b', fresh())]).fit(X, y)


def is_of(cls, mixin):
    return any(base.__name__ == mixin for base in cls.__mro__)


def texts(constraint):
    options = getattr(constraint, 'options', ())
    return [option for option in options if isinstance(option, str)]


def with_option(name, cls, parameter, option):
    class Chosen(cls):
        def __new__(kind, *args, **kwargs):
            return cls(*args, **{**kwargs, parameter: option})

    Chosen.__init__.__signature__ = inspect.signature(cls.__init__)
    return fitted_alone(name, Chosen)


def public(module):
    """The public functions and classes of a package and its modules, by name."""
    for _, name, _ in pkgutil.iter_modules(module.__path__):
        if 'test' in name or name.startswith('__'):
            continue
        try:
            inner = importlib.import_module(f'{module.__name__}.{name}')
        except Exception:
            continue
        for key, value in vars(inner).items():
            if getattr(value, '__module__', None) == inner.__name__:
                yield key, value


def of_scikit_learn():
    from sklearn import feature_selection, gaussian_process, metrics, model_selection, neighbors
    from sklearn import _loss as losses
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import pairwise

    # scikit-learn 1.0 has a dictionary.
    for name in sorted(getattr(metrics, 'SCORERS', None) or metrics.get_scorer_names()):
        yield f'scorer_{name}', lambda: metrics.get_scorer(name)
    for name, value in vars(metrics).items():
        if inspect.isfunction(value) and name.endswith(('_score', '_error', '_loss', '_deviance')):
            yield f'metric_{name}', lambda: metrics.make_scorer(value)
    for name, value in {**pairwise.PAIRWISE_KERNEL_FUNCTIONS, **pairwise.PAIRWISE_DISTANCE_FUNCTIONS}.items():
        yield f'pairwise_{name}', lambda: value
    for name, value in public(feature_selection):
        if name.startswith(('f_', 'chi2', 'mutual_info_', 'r_regression')):
            yield f'scored_by_{name}', lambda: value
    for name, value in vars(model_selection).items():
        if inspect.isclass(value) and hasattr(value, 'split'):
            yield f'split_{name}', lambda: value.__new__(value)
    for name, value in public(losses):
        if inspect.isclass(value):
            yield f'loss_{name}', lambda: value()
    for name, value in vars(gaussian_process.kernels).items():
        if inspect.isclass(value) and value.__module__.startswith('sklearn.'):
            yield f'kernel_{name}', lambda: value.__new__(value)
    for metric in ('euclidean', 'manhattan', 'chebyshev', 'minkowski', 'seuclidean', 'mahalanobis', 'hamming',
                   'canberra', 'braycurtis', 'jaccard', 'dice', 'rogerstanimoto', 'russellrao', 'sokalmichener',
                   'sokalsneath', 'yule', 'matching', 'kulsinski', 'haversine', 'cityblock', 'infinity', 'l1', 'l2'):
        parameters = {'seuclidean': {'V': X.var(0)}, 'mahalanobis': {'V': np.cov(X.T)}}.get(metric)
        rows = X[:, :2] if metric == 'haversine' else X
        for algorithm in ('ball_tree', 'kd_tree', 'brute'):
            yield f'metric_{metric}_{algorithm}', lambda: neighbors.KNeighborsClassifier(
                algorithm=algorithm, metric=metric, metric_params=parameters).fit(rows, Y)
            yield f'metric_{metric}_{algorithm}_32', lambda: neighbors.KNeighborsClassifier(
                algorithm=algorithm, metric=metric, metric_params=parameters).fit(rows.astype('f4'), Y)
    yield 'column_selector', lambda: make_column_selector(pattern='^a')
    yield 'calibrated', lambda: sklearn.calibration.CalibratedClassifierCV(LogisticRegression(), method='isotonic').fit(X, Y)


def of_numpy():
    for name, value in vars(np).items():
        if isinstance(value, np.ufunc) or (inspect.isclass(value) and issubclass(value, (np.generic, np.matrix))):
            yield f'numpy_{name}', lambda: value
    # Functions that somebody transforms columns with: they compute, and call nothing that they are given.
    for name in COMPUTING:
        if hasattr(np, name):
            yield f'computing_{name}', lambda: FunctionTransformer(getattr(np, name))
    for code in [*'?bBhHiIlLqQefdFDgGOMm', 'S3', 'U3', 'V3']:
        yield f'scalar_{code}', lambda: np.zeros(1, f'{code}8[ns]' if code in ('M', 'm') else code)[0]
        yield f'array_{code}', lambda: np.zeros(2, f'{code}8[ns]' if code in ('M', 'm') else code)
    for name in ('PCG64', 'PCG64DXSM', 'MT19937', 'Philox', 'SFC64'):
        yield f'random_{name}', lambda: np.random.Generator(getattr(np.random, name)(1))
        yield f'random_state_{name}', lambda: np.random.RandomState(getattr(np.random, name)(1))
    yield 'seeds', lambda: np.random.SeedSequence(1).spawn(2)
    yield 'masked', lambda: np.ma.masked_array([1.0, 2.0], mask=[0, 1])
    yield 'masked_rows', lambda: np.ma.zeros(2, dtype=[('a', 'f8')])
    yield 'subarray', lambda: np.zeros(2, dtype=[('a', 'f8', (2,)), ('b', 'i4')])
    yield 'aligned', lambda: np.zeros(2, dtype=np.dtype([('a', 'i1'), ('b', 'f8')], align=True))
    yield 'records', lambda: [np.recarray(2, dtype=[('a', 'i4')]), np.rec.record(np.dtype([('a', 'i4')]))]
    yield 'titles', lambda: np.zeros(2, dtype=[(('title', 'a'), 'f8')])


COMPUTING = (
    'allclose amax amin angle argmax argmin argsort around array asarray atleast_1d atleast_2d average bincount '
    'column_stack concatenate corrcoef cov cumprod cumsum diff digitize dot expand_dims flip full_like gradient '
    'histogram hstack imag interp isclose max median min moveaxis nanmax nanmean nanmedian nanmin nanpercentile '
    'nanquantile nanstd nansum nanvar ones_like outer percentile prod ptp quantile ravel real repeat reshape roll '
    'round round_ searchsorted sinc sort squeeze stack std sum swapaxes take tile transpose tril triu unique var '
    'vstack where zeros_like').split()


def of_scipy():
    from scipy import interpolate, sparse
    for name in ('bsr', 'coo', 'csc', 'csr', 'dia', 'lil'):
        for kind in ('matrix', 'array'):
            yield f'sparse_{name}_{kind}', lambda: getattr(sparse, f'{name}_{kind}')(X)
    for name in ('CubicSpline', 'PchipInterpolator', 'Akima1DInterpolator'):
        yield f'spline_{name}', lambda: getattr(interpolate, name)(np.arange(5.0), np.arange(5.0))


def of_pandas():
    try:
        import pandas as pd
    except ImportError:
        return
    days = pd.date_range('2026-01-01', periods=3)
    values = {
        'frame': lambda: pd.DataFrame({'a': [1.0, 2.0], 'b': ['x', 'y'], 'c': [1, 2], 'd': [True, False]}),
        'series': lambda: pd.Series([1, 2, 3], name='a'), 'texts': lambda: pd.Series(['a', 'b']),
        'objects': lambda: pd.Series([1, 'b', None], dtype=object), 'range': lambda: pd.RangeIndex(3),
        'index': lambda: pd.Index([1, 2]), 'index_of_texts': lambda: pd.Index(['a', 'b']),
        'index_of_floats': lambda: pd.Index([1.0, 2.0]), 'several': lambda: pd.MultiIndex.from_tuples([(1, 'a'), (2, 'b')]),
        'days': lambda: days, 'days_of_zone': lambda: days.tz_localize('UTC'), 'days_of_city': lambda: days.tz_localize('America/New_York'),
        'time': lambda: pd.Timestamp('2026-01-01'), 'time_utc': lambda: pd.Timestamp('2026-01-01', tz='UTC'),
        'time_city': lambda: pd.Timestamp('2026-01-01', tz='America/New_York'),
        'delta': lambda: pd.Timedelta('1h'), 'deltas': lambda: pd.to_timedelta(['1h', '2h']),
        'period': lambda: pd.Period('2026-01'), 'periods': lambda: pd.period_range('2026-01', periods=3, freq='M'),
        'interval': lambda: pd.Interval(0, 1), 'intervals': lambda: pd.interval_range(0, 3),
        'categories': lambda: pd.Series(['a', 'b'], dtype='category'), 'category_type': lambda: pd.CategoricalDtype(['a', 'b']),
        'nothing': lambda: [pd.NaT, pd.NA], 'nullable': lambda: pd.Series([1, None], dtype='Int64'),
        'nullable_bool': lambda: pd.Series([True, None], dtype='boolean'), 'nullable_float': lambda: pd.Series([1, None], dtype='Float64'),
        'string': lambda: pd.Series(['a', None], dtype='string'), 'sparse': lambda: pd.Series([0, 1], dtype='Sparse[int]'),
        'frame_of_days': lambda: pd.DataFrame({'t': days, 'v': [1, 2, 3]}).set_index('t'),
        'offset': lambda: [pd.offsets.Day(2), pd.offsets.BusinessDay(), pd.offsets.Hour(4), pd.offsets.MonthEnd()],
        **{f'nullable_{name}': lambda name=name: pd.array([1, None], dtype=name) for name in (
            'Int8', 'Int16', 'Int32', 'UInt8', 'UInt16', 'UInt32', 'UInt64', 'Float32')},
        'categories_of_cut': lambda: pd.cut([1.0, 2.0, 3.0], 2),
        'time_offset': lambda: pd.Timestamp('2026-01-01T00:00+02:00'),
        'types': lambda: pd.DataFrame({'a': [1], 'b': ['x'], 'c': [1.5]}).dtypes,
    }
    for name, make in values.items():
        yield f'pandas_{name}', make
    yield 'fitted_on_frame', lambda: sklearn.preprocessing.StandardScaler().fit(pd.DataFrame(X, columns=list('abcd')))
    yield 'transforms_to_frame', lambda: sklearn.preprocessing.StandardScaler().set_output(transform='pandas').fit(X)
    yield 'encodes_frame', lambda: sklearn.preprocessing.OneHotEncoder().fit(pd.DataFrame({'a': list('xy')}))


def of_library(name):
    """All estimators of a library that can be fitted without options, and some options of boosting."""
    try:
        library = importlib.import_module(name)
        for part in ('sklearn', 'core', 'over_sampling', 'under_sampling', 'combine', 'ensemble', 'pipeline'):
            try:
                importlib.import_module(f'{name}.{part}')
            except ImportError:
                pass
    except ImportError:
        return
    found = {}
    for module in [library, *(value for value in vars(library).values() if inspect.ismodule(value))]:
        for key, value in vars(module).items():
            own = inspect.isclass(value) and value.__module__.split('.')[0] == name
            if own and hasattr(value, 'fit') and not value.__module__.endswith('.dask'):
                found[key] = value
    for key, cls in found.items():
        yield f'{name}_{key}', lambda: fitted_alone(key, cls)
        for option in (dict(booster='dart'), dict(booster='gblinear'), dict(boosting_type='dart'),
                       dict(boosting_type='rf', subsample=0.5, subsample_freq=1), dict(eval_metric='logloss'),
                       dict(importance_type='gain'), dict(early_stopping_rounds=2), dict(sampling_strategy='auto')):
            text = '_'.join(f'{a}_{b}' for a, b in option.items())
            yield f'{name}_{key}_{text}', lambda: cls(**option).fit(X, Y)
