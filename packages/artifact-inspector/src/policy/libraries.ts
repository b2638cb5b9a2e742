import { isStandardLibrary } from './standard-library.js';

/**
 * Top-level modules of known libraries. What is not listed of them is refused: they have functions and
 * classes that run code, and a bot has no module of its own in there. `_loss` is scikit-learn's.
 */
const NAMES = `
  _loss Cython IPython PIL aiohttp altair anyio arrow attr autograd backtrader bokeh boto3 botocore bs4 catboost category_encoders
  ccxt celery cffi click cloudpickle cupy cuml cvxpy dash dask datasets dateutil diffusers dill distributed django docker
  eli5 fastai fastapi featuretools flask flax fsspec gensim geopandas gevent google gradio gunicorn gym gymnasium h5py
  holidays httpx huggingface_hub hyperopt imageio imblearn ipykernel ipywidgets jax jaxlib jinja2 joblib jupyter
  kedro keras langchain lightgbm lightning lime llvmlite loguru lxml mako markdown matplotlib mlflow mlxtend modin
  mpmath msgpack multiprocess narwhals nbformat networkx ngboost nltk numba numexpr numpy onnx onnxruntime openai optuna orjson
  pandas pandas_ta paramiko pathos patsy pip pkg_resources platformdirs plotly pluggy pmdarima polars prefect
  prophet psutil psycopg2 py pyarrow pyasn1 pycparser pydantic pygments pymc pymongo pyspark pytest pytorch_lightning
  pytz ray redis requests rich ruamel s3fs sanic scipy seaborn selenium sentry_sdk setuptools shap simplejson skimage sklearn sklearn_compat
  skopt sktime spacy sqlalchemy starlette statsmodels streamlit sympy ta tables talib tensorboard tensorflow
  tf_keras theano threadpoolctl tiktoken timm tokenizers toolz torch torchaudio torchvision tornado tqdm
  transformers tree triton tsfresh twisted typer tzlocal ujson urllib3 uvicorn vectorbt websocket websockets werkzeug wheel
  wandb xarray xgboost yaml yfinance zmq
`;

let libraries: Set<string> | undefined;

/**
 * Whether a module belongs to a known library.
 *
 * @example isLibrary('sklearn.pipeline') // true
 */
export function isLibrary(module: string): boolean {
  libraries ??= new Set(NAMES.trim().split(/\s+/));
  return libraries.has(module.split('.', 1)[0] as string);
}

/** Whether a module is neither Python's nor of a known library: a bot's own. */
export function isOwn(module: string): boolean {
  return !isLibrary(module) && !isStandardLibrary(module);
}
