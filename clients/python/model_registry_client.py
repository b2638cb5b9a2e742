"""Ask the command `model-registry` which trained model a Python program may load now.

    from model_registry_client import get_model_paths

    paths = get_model_paths(config)  # the bot's own config: its dictionary, or the file's path
    if paths is None:
        raise SystemExit("no model may be loaded")
    model = joblib.load(paths["model"])
    scaler = joblib.load(paths["scaler"])

The command decides, so that a bot, its installer and its training agree. Which command that is: the
argument `command`, else the environment variable MODEL_REGISTRY_COMMAND, else `model-registry`
beside this Python, else where pip put it together with this module, else in the PATH.

Of a dictionary, only what the registry reads leaves the process: `model`, `trading.symbols`,
`operations.model_rotation` and, for `record_result`, `operations.alerts`. Versions and symbols have to be text in it: a number is refused, as
PyYAML reads `pin: 1.10` as 1.1. Without a config the command reads `config/config.yaml`.

Every failure is a ModelRegistryError. What the command says beside its answer (files that it
ignores, a version that it refuses) is logged as warnings, by the logger `model_registry_client`.

This file needs nothing but Python 3.9 or later on a POSIX system: install it or copy it.
"""
from __future__ import annotations

import atexit
import json
import logging
import numbers
import os
import re
import selectors
import shlex
import subprocess
import sys
import threading
import time
import unicodedata
from collections import deque
from collections.abc import Generator, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Callable, Optional, TypedDict, TypeVar, Union, overload

__all__ = [
    "Change",
    "Model",
    "ModelRegistryError",
    "Paths",
    "get_model_info",
    "get_model_paths",
    "list_available_models",
    "record_result",
    "select_best_model",
    "watch",
]

__version__ = "0.1.0"  # that of the command it belongs to

AnyPath = Union[str, "os.PathLike[str]"]
Config = Union[Mapping[Any, Any], AnyPath]
Command = Union[AnyPath, Sequence[AnyPath]]
Result = TypeVar("Result")

TIMEOUT = 60.0  # seconds
PATIENCE = 5.0  # seconds that a command gets to end after it was asked to
LAST_REMARKS = 20  # lines of a watch that are kept to explain its end
LONGEST_VALUE = 60  # characters of a value in a description
UNPRINTABLE = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control, format, surrogate, line separators
METRICS = (("Precision", "precision"), ("Recall", "recall"), ("F1", "f1"), ("AUC", "auc"))
MOST_REMARKS = 1000  # lines of another command that are kept, the last ones
ALERTS = ("command", "webhook_url", "discord_webhook_url", "format", "on")  # keys of ours
PIECE = 2**16  # bytes that are read at once
LARGEST_ANSWER = 2**28  # bytes; 10,000 versions with 20 KiB of metadata each
TEXTS = (  # where the registry reads text that a YAML reader may take for a number or a time
    "model.version",
    "model.pin",
    "model.models_dir",
    "model.python",
    "model.layout.values.*",
    "model.selection.required_symbols.*",
    "trading.symbols.*",
    "operations.model_rotation.command.*",
)

_logger = logging.getLogger("model_registry_client")


class ModelRegistryError(Exception):
    """The registry could not answer. The message says why, in the command's own words where it gave
    any.

    `status` is the command's exit status: 2 for a config or usage error, 3 for an input or output
    error, negative for a signal. It is None where the config was refused before the command ran,
    and where the command did not start, did not end in time, or answered something else.

        try:
            model = select_best_model(config)
        except ModelRegistryError as error:
            log.error("keeping the model that is loaded: %s", error)
    """

    def __init__(self, message: str, status: Optional[int] = None) -> None:
        super().__init__(message)
        self.status = status


class _CompanionPaths(TypedDict, total=False):
    companion_paths: dict[str, Optional[Path]]


class Model(_CompanionPaths):
    """A model version. A path is None where the file is missing, `exists` is True where all files
    of the layout are there, and `metadata` is the content of the config file, None where it cannot be
    read. `problems` are those of the files and the metadata, each with its `kind`. `companion_paths`,
    by name without the version (`category_encoding.json`), is there where `model.layout.companions` of
    the config names any."""

    version: str
    model_path: Optional[Path]
    scaler_path: Optional[Path]
    config_path: Optional[Path]
    exists: bool
    metadata: Optional[dict[str, Any]]
    problems: list[dict[str, Any]]


class _Companions(TypedDict, total=False):
    companions: dict[str, Path]


class Paths(_Companions):
    """The files of a model; the scaler is None where `model.layout` of the config has none.
    `companions`, by name without the version (`category_encoding.json`), is there where
    `model.layout.companions` names any."""

    model: Path
    scaler: Optional[Path]
    config: Path


class Change(TypedDict):
    """What is selected from now on, None where no model may be loaded, and the reason for this
    change: `started` for the first one."""

    schema: str
    selected: Optional[Model]
    reason: str


@overload
def list_available_models(
    models_dir: Optional[AnyPath] = None,
    config: Optional[Config] = None,
    *,
    command: Optional[Command] = None,
    timeout: Optional[float] = TIMEOUT,
) -> list[Model]: ...


@overload
def list_available_models(
    config: Mapping[Any, Any],
    models_dir: Optional[AnyPath] = None,
    /,
    *,
    command: Optional[Command] = None,
    timeout: Optional[float] = TIMEOUT,
) -> list[Model]: ...


def list_available_models(
    models_dir: Any = None,
    config: Any = None,
    *,
    command: Optional[Command] = None,
    timeout: Optional[float] = TIMEOUT,
) -> list[Model]:
    """Every version in the models directory, ascending, incomplete ones too.

    A directory that does not exist holds no models. A config dictionary may also come first, and
    the directory second. `timeout` is in seconds; None waits for ever.

        >>> [model["version"] for model in list_available_models("models")]
        ['1.9', '1.10', '2.0']
    """
    if isinstance(models_dir, Mapping):
        models_dir, config = config, models_dir
    # The files are verified to select a model; here, only the list is wanted.
    argv, stdin = _call("list", config, models_dir, command, "--json", "--verify=off")
    return _ask("list", argv, stdin, timeout, lambda found: list(map(_model, found["models"])))


def select_best_model(
    config: Optional[Config] = None,
    models_dir: Optional[AnyPath] = None,
    *,
    as_of: Union[datetime, str, None] = None,
    command: Optional[Command] = None,
    timeout: Optional[float] = TIMEOUT,
) -> Optional[Model]:
    """The model to load: the best of those that suit the config and pass verification. None where
    no model may be loaded.

    With `as_of` the command decides as if it were that time (ISO 8601; UTC without an offset).

        >>> select_best_model({"model": {"training_mode": "multi_symbol"}})["version"]
        '2.0'
    """
    argv, stdin = _call("select", config, models_dir, command, "--json", *_time(as_of))
    return _ask("select", argv, stdin, timeout, lambda found: _model_or_none(found["selected"]))


@overload
def get_model_info(model: Model) -> str: ...


@overload
def get_model_info(
    model: Optional[Config],
    version: str,
    models_dir: Optional[AnyPath] = None,
    *,
    command: Optional[Command] = None,
    timeout: Optional[float] = TIMEOUT,
) -> Optional[Model]: ...


def get_model_info(
    model: Union[Model, Config, None],
    version: Optional[str] = None,
    models_dir: Optional[AnyPath] = None,
    *,
    command: Optional[Command] = None,
    timeout: Optional[float] = TIMEOUT,
) -> Union[str, Optional[Model]]:
    """A model in words, as `model-registry select` prints it. No command is run.

        >>> print(get_model_info(select_best_model()))
        Version: 2.0
        Training Mode: multi_symbol
        ...

    With a config and a version: the dictionary of that version as it is in the models directory,
    None where it is not there. Whether it may be loaded is not judged.

        >>> get_model_info("config/config.yaml", "1.1")["metadata"]["trained_symbols"]
        ['BTCUSDT', 'ETHUSDT']
    """
    if version is None:
        return "\n".join(_description(model))
    models = list_available_models(models_dir, model, command=command, timeout=timeout)
    return next((found for found in models if found["version"] == version), None)


def get_model_paths(
    config: Optional[Config] = None,
    models_dir: Optional[AnyPath] = None,
    *,
    as_of: Union[datetime, str, None] = None,
    command: Optional[Command] = None,
    timeout: Optional[float] = TIMEOUT,
) -> Optional[Paths]:
    """The files of the model to load, None where no model may be loaded. The arguments are
    those of `select_best_model`.

        >>> get_model_paths("config/config.yaml")["scaler"].name
        'feature_scaler_v2.0.joblib'
    """
    argv, stdin = _call("select", config, models_dir, command, "--json", *_time(as_of))
    return _ask("select", argv, stdin, timeout, lambda found: _paths_or_none(found["selected"]))


def record_result(
    version: str,
    metrics: Mapping[str, float],
    config: Optional[Config] = None,
    models_dir: Optional[AnyPath] = None,
    *,
    at: Union[datetime, str, None] = None,
    command: Optional[Command] = None,
    timeout: Optional[float] = TIMEOUT,
) -> bool:
    """Records what a version did while it was live, as `model-registry record` does. True where its
    live results turn it down now: with `model.selection.live` in the config, another is selected then.

    `at` is when it did that (ISO 8601; UTC without an offset), now where it is left out. The figures
    are finite numbers.

        >>> record_result("1.4", {"win_rate": 0.31, "trades": 12}, config="config/config.yaml")
        False
    """
    if not isinstance(metrics, Mapping):
        raise _no_argument("metrics", "a dictionary of numbers", metrics)
    try:
        pairs = [f"{name}={float(value)!r}" for name, value in metrics.items()]
    except (TypeError, ValueError, OverflowError) as error:
        raise ModelRegistryError(f"metrics have to be numbers: {error}") from error
    when = [] if at is None else [f"--at={_text(at)}"]
    argv, stdin = _call("record", config, models_dir, command, "--json", *when, alerts=True)
    argv += ["--", str(version), *pairs]
    return _ask("record", argv, stdin, timeout, lambda found: bool(found["turned_down"]))


def watch(
    config: Optional[Config] = None,
    models_dir: Optional[AnyPath] = None,
    *,
    command: Optional[Command] = None,
    timeout: Optional[float] = TIMEOUT,
) -> Generator[Change, None, None]:
    """What is selected: once at the start, and again after each change. It blocks between changes
    and never ends by itself: when the command ends, for whatever reason, ModelRegistryError is
    raised.

    `timeout` limits the wait for the whole first answer and, once a later answer has begun, for the
    rest of it. The command runs from the first item until the generator is closed or dropped, or
    the program exits. Where a thread watches, make it a daemon, or the program cannot exit.

        for change in watch(config):
            model = change["selected"]
            print(change["reason"], model["version"] if model else "no model may be loaded")
    """
    argv, stdin = _call("watch", config, models_dir, command)
    return _changes(argv, stdin, timeout)


# --- a model in words -------------------------------------------------------


def _description(model: Any) -> list[str]:
    """The lines of `model-registry select`."""
    try:
        version, exists = model["version"], model["exists"]
        metadata, problems = model["metadata"] or {}, model["problems"]
    except (KeyError, TypeError):
        raise ModelRegistryError(
            "get_model_info takes a model, as select_best_model and list_available_models return "
            f"it, or a config and a version; this {type(model).__name__} alone is neither"
        ) from None
    invalid = {problem.get("key") for problem in problems}  # these count as missing
    said = {key: value for key, value in metadata.items() if key not in invalid}
    symbols = said.get("trained_symbols")
    count = "unknown" if symbols is None else len(symbols)
    some = ", ".join(_shown(symbol) for symbol in symbols[:5]) if symbols else ""
    more = "..." if symbols and len(symbols) > 5 else ""
    return [
        f"Version: {version}",
        f"Training Mode: {_shown(said.get('training_mode', 'unknown'))}",
        f"Symbol Encoding: {_shown(said.get('symbol_encoding_type', 'unknown'))}",
        f"Trained Symbols: {count}{f' ({some}{more})' if some else ''}",
        f"Training Days: {_shown(said.get('training_days', 'unknown'))}",
        f"Training End: {_shown(said.get('training_end_timestamp', 'unknown'))}",
        f"Files Exist: {exists}",
        *_performance(said.get("performance", {})),
    ]


def _performance(metrics: Mapping[str, Any]) -> list[str]:
    known = {
        key: metrics[key]
        for _, key in METRICS
        if isinstance(metrics.get(key), (int, float)) and not isinstance(metrics[key], bool)
    }
    shown = (f"{name}={known[key]:.3f}" if key in known else f"{name}=N/A" for name, key in METRICS)
    return [f"Performance: {', '.join(shown)}"] if known else []


def _shown(value: object) -> str:
    """A value of a file in a short line: what would steer a terminal is escaped."""
    text = value if isinstance(value, str) else json.dumps(
        value, default=str, ensure_ascii=False, separators=(",", ":")
    )
    cut = text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
    return "".join(
        _escape(letter) if unicodedata.category(letter) in UNPRINTABLE else letter for letter in cut
    )


def _escape(letter: str) -> str:
    units = letter.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at:at + 4]}" for at in range(0, len(units), 4))


# --- the call ---------------------------------------------------------------


def _call(
    verb: str,
    config: Optional[Config],
    models_dir: Optional[AnyPath],
    command: Optional[Command],
    *options: str,
    alerts: bool = False,
) -> tuple[list[str], bytes]:
    """The command line, and what the command reads on stdin."""
    words = [*_program(command), verb, *options]
    if isinstance(models_dir, (str, os.PathLike)):
        words.append(f"--models-dir={os.fsdecode(models_dir)}")
    elif models_dir is not None:
        raise _no_argument("models_dir", "a path", models_dir)
    if config is None:
        return words, b""  # config/config.yaml
    if isinstance(config, Mapping):
        return [*words, "--config=-"], _document(config, alerts)
    if isinstance(config, (str, os.PathLike)):
        # Joined to a folder, so that a file called `-` is a file.
        return [*words, f"--config={os.path.join('.', os.fsdecode(config))}"], b""
    raise _no_argument("config", "a dictionary, a path or None", config)


def _no_argument(name: str, expected: str, found: object) -> ModelRegistryError:
    return ModelRegistryError(f"{name} has to be {expected}, not {type(found).__name__}")


def _time(as_of: Union[datetime, str, None]) -> list[str]:
    return [] if as_of is None else [f"--as-of={_text(as_of)}"]


def _program(command: Optional[Command]) -> list[str]:
    """The words that the command line begins with; a string is split as a shell splits it."""
    if command is None:
        command = os.environ.get("MODEL_REGISTRY_COMMAND") or _installed()
    try:
        words = shlex.split(command) if isinstance(command, str) else [
            os.fsdecode(word)
            for word in ([command] if isinstance(command, os.PathLike) else command)
        ]
    except ValueError as error:
        raise ModelRegistryError(f"the command {command!r} cannot be read: {error}") from error
    if not words:
        raise ModelRegistryError("the command is empty")
    return words


def _installed() -> Command:
    """The command of this Python's environment, which the PATH need not name; else that of the PATH."""
    folders = [Path(sys.executable).parent] if sys.executable else []
    here = Path(__file__)
    if here.name == "__init__.py":  # prefix/lib/python3.x/site-packages/model_registry_client
        folders += [prefix / "bin" for prefix in list(here.parents)[4:5]]
    programs = (folder / "model-registry" for folder in folders)
    return next((program for program in programs if os.access(program, os.X_OK)), "model-registry")


def _document(config: Mapping[Any, Any], alerts: bool) -> bytes:
    """The part of a bot's config that the registry reads, as JSON, which is also YAML. The rest
    stays here, as it may hold secrets."""
    read = {
        "model": config.get("model"),
        "trading": _only("symbols", config.get("trading")),
        "operations": _operations(config.get("operations"), alerts),
    }
    for place in TEXTS:
        _refuse_lost_text(read, place.split("."))
    try:
        return json.dumps(_plain(read)).encode("ascii")
    except (RecursionError, OverflowError, ValueError) as error:
        raise ModelRegistryError(f"the config cannot be written as JSON: {error}") from error


def _operations(section: object, alerts: bool) -> object:
    """What is asked for only; whoever only reads sends no alerts, and needs no URL of a webhook."""
    read = _only("model_rotation", section)
    if not alerts or not isinstance(section, Mapping) or not isinstance(read, dict):
        return read
    settings = section.get("alerts")
    if isinstance(settings, Mapping):
        settings = {key: settings[key] for key in ALERTS if key in settings}
    return read if settings is None else {**read, "alerts": settings}


def _only(key: str, section: object) -> object:
    """The section with that key alone. What is not a section is sent as it is, so that the command
    names it as an error."""
    if not isinstance(section, Mapping):
        return section
    return {key: section[key]} if key in section else {}


def _refuse_lost_text(value: object, path: Sequence[str], name: str = "", leaf: str = "") -> None:
    """Raise where the value at this path was text in the file and has become a number or a time:
    PyYAML makes 1.1 of `pin: 1.10`, and another model would be loaded.

    `name` is the whole key so far (`trading.symbols[0]`), `leaf` what stands before the value in
    the file (`pin: `, nothing in a list).
    """
    if not path:
        kind = _lost(value)
        if kind is not None:
            raise ModelRegistryError(
                f"the config's {name} is the {kind} {value!s}, and what the file says is lost: "
                f"write {_quoted(value, leaf)}, or give the file's path in place of the dictionary"
            )
        return
    key, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        for found in list(value) if key == "*" else [key] if key in value else []:
            below = f"{name}.{_text(found)}" if name else _text(found)
            _refuse_lost_text(value[found], rest, below, f"{_text(found)}: ")
    elif key == "*" and isinstance(value, (Sequence, Set)) and not isinstance(value, (str, bytes)):
        for at, item in enumerate(value):
            _refuse_lost_text(item, rest, f"{name}[{at}]", "")


def _lost(value: object) -> Optional[str]:
    """What kind of value a YAML reader made of text; None where the text is still there, or the
    command refuses the value by itself."""
    if isinstance(value, numbers.Number) and not isinstance(value, bool):
        return "number"
    return "time" if isinstance(value, date) else None


def _quoted(value: object, leaf: str) -> str:
    """How to write it instead. Of a fraction there are two spellings, and 1.10 is the one that
    is lost."""
    text = str(value)
    if isinstance(value, numbers.Number) and re.fullmatch(r"\d+\.\d*[1-9]", text):
        return f'{leaf}"{text}0" in quotes, or {leaf}"{text}" if that is meant'
    return f'{leaf}"{text}" in quotes'


def _plain(value: object) -> object:
    """The same value in JSON's types. NaN stays NaN, which the command refuses where it wants a
    number."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    if isinstance(value, Mapping):
        return {_text(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Set):
        return [_plain(item) for item in sorted(value, key=str)]
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    return _text(value)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


# --- a run ------------------------------------------------------------------


class _Run:
    """A running command. It gets its config on stdin; what it prints is read until a deadline and
    up to a size; its remarks on stderr are read as they come, so that it never waits for a reader.

    `said` is what it printed and was not taken yet; `ended` is true once it closed its output.
    """

    def __init__(
        self, verb: str, argv: Sequence[str], stdin: bytes, remark: Callable[[str], None]
    ) -> None:
        self.verb = verb
        self.said = bytearray()
        self.ended = False
        try:
            self.child = subprocess.Popen(
                argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        except (OSError, ValueError) as error:
            raise _not_started(argv, error) from error
        assert self.child.stdin and self.child.stdout and self.child.stderr
        self.stdout = self.child.stdout
        send = threading.Thread(target=_send, args=(self.child.stdin, stdin), daemon=True)
        self.drain = threading.Thread(
            target=_drain, args=(self.child.stderr, remark), daemon=True
        )
        try:
            send.start()
            self.drain.start()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, deadline: Optional[float]) -> bool:
        """Add what comes next to `said`, or note the end. False where nothing comes in time."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.stdout, selectors.EVENT_READ)
            if not selector.select(_left(deadline)):
                return False
        piece = os.read(self.stdout.fileno(), PIECE)
        self.ended = not piece
        self.said += piece
        if len(self.said) > LARGEST_ANSWER:
            size = f"{LARGEST_ANSWER // 2**20} MiB"
            raise ModelRegistryError(f"{self.verb} printed more than {size}; is it model-registry?")
        return True

    def line(self, deadline: Optional[float]) -> Optional[bytes]:
        """Take the next whole line: None where it does not end in time, empty at the end of the
        output. A line that is cut off there is dropped, as the exit status tells more."""
        seen = 0
        while True:
            end = self.said.find(b"\n", seen) + 1
            if end:
                line = bytes(self.said[:end])
                del self.said[:end]
                return line
            if self.ended:
                return b""
            seen = len(self.said)
            if not self.read(deadline):
                return None

    def close(self, patience: float = 0) -> None:
        """Stop reading and end the command."""
        self.stdout.close()  # first: a command that waits for a reader ends with it
        self.end(patience)

    def end(self, patience: float) -> None:
        """End the command: with SIGTERM and `patience` seconds to obey, if any, then SIGKILL."""
        if patience:
            self.child.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.child.wait(patience)
        self.child.kill()  # nothing where it has ended
        self.child.wait()


def _deadline(timeout: Optional[float]) -> Optional[float]:
    return None if timeout is None else time.monotonic() + timeout


def _left(deadline: Optional[float]) -> Optional[float]:
    """Seconds until then, at least 0; None where there is no such moment."""
    return None if deadline is None else max(0.0, deadline - time.monotonic())


def _send(stream: IO[bytes], content: bytes) -> None:
    """Write all and close. A command that does not read it says why by itself."""
    with suppress(BrokenPipeError):
        stream.write(content)
    with suppress(BrokenPipeError):
        stream.close()


def _drain(stderr: IO[bytes], remark: Callable[[str], None]) -> None:
    """Pass on each line, a very long one in pieces."""
    with stderr:
        for line in iter(lambda: stderr.readline(PIECE), b""):
            remark(line.decode("utf-8", "replace").rstrip())


# --- one answer -------------------------------------------------------------


def _ask(
    verb: str,
    argv: list[str],
    stdin: bytes,
    timeout: Optional[float],
    pick: Callable[[dict[str, Any]], Result],
) -> Result:
    """Run the command to its end, and pick from the document that it printed."""
    deadline = _deadline(timeout)
    remarks: deque[str] = deque(maxlen=MOST_REMARKS)
    with _Run(verb, argv, stdin, remarks.append) as run:
        while not run.ended:
            if not run.read(deadline):
                raise _late(f"{verb} did not end", timeout)
        try:
            status = run.child.wait(_left(deadline))
        except subprocess.TimeoutExpired:
            raise _late(f"{verb} did not end", timeout) from None
        run.drain.join(PATIENCE)
        answer, last = bytes(run.said), _sentences(remarks)
    # 1 is an answer too: no model may be loaded.
    if status not in (0, 1) or not answer:
        raise _failed(verb, status, last)
    found = _read(verb, answer, pick)
    for remark in last:
        _logger.warning("%s", remark)
    return found


def _sentences(lines: Iterable[str]) -> tuple[str, ...]:
    """Remarks as they were before they were wrapped: a line that goes on is indented."""
    whole: list[str] = []
    for line in lines:
        if line.startswith("  ") and whole:
            whole[-1] += f" {line.strip()}"
        else:
            whole.append(line)
    return tuple(whole)


def _read(verb: str, text: bytes, pick: Callable[[dict[str, Any]], Result]) -> Result:
    """Pick from a document of the expected schema; anything else is an error."""
    try:
        document = json.loads(text)
        if document["schema"] == f"model-registry/{verb}@1":
            return pick(document)
    except (RecursionError, ValueError, KeyError, TypeError):
        pass
    raise ModelRegistryError(f"this is not a model-registry/{verb}@1 document: {text[:200]!r}")


def _model(found: Mapping[str, Any]) -> Model:
    model: Model = {
        "version": found["version"],
        "model_path": _path_or_none(found["model_path"]),
        "scaler_path": _path_or_none(found["scaler_path"]),
        "config_path": _path_or_none(found["config_path"]),
        "exists": found["exists"],
        "metadata": found["metadata"],
        "problems": found["problems"],
    }
    companions = found.get("companion_paths")
    if companions:
        model["companion_paths"] = {name: _path_or_none(path) for name, path in companions.items()}
    return model


def _model_or_none(found: Optional[Mapping[str, Any]]) -> Optional[Model]:
    return None if found is None else _model(found)


def _paths_or_none(found: Optional[Mapping[str, Any]]) -> Optional[Paths]:
    """A selected model has all files of its layout."""
    if found is None:
        return None
    paths: Paths = {
        "model": _path(found["model_path"]),
        "scaler": _path_or_none(found["scaler_path"]),
        "config": _path(found["config_path"]),
    }
    companions = found.get("companion_paths")
    if companions:
        paths["companions"] = {name: _path(path) for name, path in companions.items()}
    return paths


def _path_or_none(found: Optional[str]) -> Optional[Path]:
    return None if found is None else _path(found)


def _path(found: str) -> Path:
    """The command prints names in UTF-8, whatever the locale of this program."""
    return Path(os.fsdecode(bytes(found, "utf-8")))


def _not_started(argv: Sequence[str], error: Exception) -> ModelRegistryError:
    return ModelRegistryError(
        f"the command {argv[0]} cannot be started: {error}. "
        "Name it with command= or MODEL_REGISTRY_COMMAND, or put model-registry into the PATH"
    )


def _late(what: str, timeout: Optional[float]) -> ModelRegistryError:
    return ModelRegistryError(f"{what} within {timeout:g} seconds")


def _failed(verb: str, status: Optional[int], remarks: Sequence[str]) -> ModelRegistryError:
    silent = f"{verb} ended with status {status}, and said nothing"
    return ModelRegistryError("\n".join(remarks) or silent, status)


# --- a watch ----------------------------------------------------------------


def _changes(
    argv: list[str], stdin: bytes, timeout: Optional[float]
) -> Generator[Change, None, None]:
    """Run the command until the generator is closed."""
    remarks: deque[str] = deque(maxlen=LAST_REMARKS)
    ending = threading.Event()

    def tell(remark: str) -> None:
        """Log it, but not what the command says about being ended."""
        remarks.append(remark)
        if not ending.is_set():
            _logger.warning("%s", remark)

    run = _Run("watch", argv, stdin, tell)

    def exit_too() -> None:
        """A thread that waits for a change does not notice that its program exits."""
        ending.set()
        run.end(PATIENCE)

    atexit.register(exit_too)
    try:
        line = run.line(_deadline(timeout))
        if line is None:
            said = "only the beginning of a line" if run.said else "nothing"
            raise _late(f"watch said {said}", timeout)
        while line:
            yield _read("watch", line, _change)
            # Between two changes any time may pass, but a line that has begun has to end.
            if not run.said:
                run.read(None)
            line = run.line(_deadline(timeout))
            if line is None:
                raise _late("watch began a line and did not end it", timeout)
        if ending.is_set():
            return
        try:
            status = run.child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise ModelRegistryError("watch closed its output, but goes on running") from None
        run.drain.join(PATIENCE)
        raise _failed("watch", status, tuple(remarks))
    finally:
        atexit.unregister(exit_too)
        ending.set()
        run.close(PATIENCE)


def _change(found: Mapping[str, Any]) -> Change:
    return {
        "schema": found["schema"],
        "selected": _model_or_none(found["selected"]),
        "reason": found["reason"],
    }
