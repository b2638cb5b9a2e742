"""Writes the files of other formats than pickle that libraries write. Prints what is missing.

    python3 scripts/make_formats.py FOLDER
"""
import importlib
import io
import os
import pickle
import sys

import numpy

FOLDER = sys.argv[1]
os.makedirs(FOLDER, exist_ok=True)
X = numpy.random.default_rng(0).normal(size=(60, 4))
Y = (X[:, 0] > 0).astype(int)
NAMES = ['f1', 'f2', 'f3', 'f4']


def path(name):
    return os.path.join(FOLDER, name)


def of_xgboost():
    import xgboost
    booster = xgboost.train({'max_depth': 3, 'objective': 'binary:logistic'},
                            xgboost.DMatrix(X, Y, feature_names=NAMES), 20)
    booster.save_model(path('xgboost.json'))
    booster.save_model(path('xgboost.ubj'))
    xgboost.XGBRegressor(n_estimators=5, booster='gblinear').fit(X, Y).save_model(path('xgboost_linear.json'))
    xgboost.XGBClassifier(n_estimators=5, booster='dart').fit(X, Y).save_model(path('xgboost_dart.ubj'))


def of_lightgbm():
    import lightgbm
    data = lightgbm.Dataset(X, Y, feature_name=NAMES)
    booster = lightgbm.train({'objective': 'binary', 'verbosity': -1, 'min_data_in_leaf': 2}, data, 10)
    booster.save_model(path('lightgbm.txt'))


def of_catboost():
    import catboost
    model = catboost.CatBoostClassifier(iterations=10, verbose=False, allow_writing_files=False).fit(X, Y)
    model.save_model(path('catboost.cbm'))
    model.save_model(path('catboost.json'), format='json')
    model.save_model(path('catboost.onnx'), format='onnx')


def of_onnx():
    import onnx
    from onnx import TensorProto, helper
    node = helper.make_node('Identity', ['x'], ['y'])
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ('x', 'y')]
    model = helper.make_model(helper.make_graph([node], 'g', ends[:1], ends[1:]), producer_name='here')
    helper.set_model_props(model, {'note': 'x' * 300})
    onnx.save(model, path('plain.onnx'))


def of_safetensors():
    from safetensors.numpy import save_file
    save_file({'mean': X.mean(0), 'scale': X.std(0).astype('float32'), 'count': numpy.array(60)},
              path('scaler.safetensors'), {'format': 'np'})
    save_file({}, path('nothing.safetensors'))


def of_scipy():
    import scipy.sparse
    scipy.sparse.save_npz(path('sparse.npz'), scipy.sparse.csr_matrix(X))


def of_numpy():
    numpy.save(path('plain.npy'), X)
    numpy.save(path('fortran.npy'), numpy.asfortranarray(X))
    numpy.save(path('scalar.npy'), numpy.float32(3))
    numpy.save(path('empty.npy'), numpy.empty((0, 3)))
    numpy.save(path('text.npy'), numpy.array(['up', 'down']))
    numpy.save(path('dates.npy'), numpy.array(['2025-01-01', '2025-01-02'], 'M8[ns]'))
    fields = numpy.dtype([('a', 'f8'), ('b', 'i4', (2, 2)), ('c', [('d', 'U3')])])
    numpy.save(path('fields.npy'), numpy.zeros(5, fields))
    numpy.save(path('objects.npy'), numpy.array(['up', None, 3], object))
    numpy.savez(path('several.npz'), mean=X.mean(0), names=numpy.array(NAMES))
    numpy.savez_compressed(path('packed.npz'), X=X, zeros=numpy.zeros(100_000),
                           words=numpy.array(['up', None], object))
    stream = Unseekable()
    numpy.savez(stream, X=X, Y=Y)
    with open(path('streamed.npz'), 'wb') as file:
        file.write(stream.getvalue())
    numpy.savetxt(path('plain.csv'), X, delimiter=',', header='close,open,high,low', comments='')


class Unseekable(io.BytesIO):
    """Archives that are written into a pipe have their sizes behind the data."""

    def seek(self, *_):
        raise OSError('no seeking')

    def seekable(self):
        return False


if __name__ == '__main__':
    for make in (of_numpy, of_scipy, of_xgboost, of_lightgbm, of_catboost, of_onnx, of_safetensors):
        library = make.__name__[3:]
        try:
            importlib.import_module(library)
        except ImportError:
            print(library)
            continue
        make()
