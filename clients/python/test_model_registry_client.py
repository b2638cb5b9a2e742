"""The client with the built command and the example's real models.

    python3 -m unittest test_model_registry_client

MODEL_REGISTRY_COMMAND names another command than the one of this checkout. What loads models needs
scikit-learn; where that is missing it is skipped.
"""
from __future__ import annotations

import gc
import importlib.util
import json
import logging
import math
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import unittest
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_type_hints
from unittest import mock

from model_registry_client import (
    ModelRegistryError,
    get_model_info,
    get_model_paths,
    list_available_models,
    record_result,
    select_best_model,
    watch,
)

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
BOT = REPOSITORY / "examples" / "trading-bot"
MODELS = BOT / "models"
BUILT = ["node", str(REPOSITORY / "apps" / "cli" / "dist" / "model-registry.cjs")]
COMMAND = shlex.split(os.environ.get("MODEL_REGISTRY_COMMAND", "")) or BUILT
NOW = "2026-11-22T12:00:00Z"
MULTI = {"model": {"training_mode": "multi_symbol"}}
GATES = {
    "model": {
        "training_mode": "multi_symbol",
        "selection": {"min_symbol_coverage": 0.8, "max_age_days": 90},
    },
    "trading": {"symbols": ["BTCUSDT", "ETHUSDT", "SOLUSDT"]},
}

MODEL_KEYS = ("version", "model_path", "scaler_path", "config_path", "exists", "metadata", "problems")

HAS_SCIKIT = all(importlib.util.find_spec(name) for name in ("sklearn", "joblib"))


def setUpModule() -> None:
    environment = {"MODEL_REGISTRY_COMMAND": shlex.join(COMMAND), "MODEL_REGISTRY_MODELS_DIR": ""}
    set_environment = mock.patch.dict(os.environ, environment)
    set_environment.start()
    unittest.addModuleCleanup(set_environment.stop)
    logging.getLogger("model_registry_client").addHandler(logging.NullHandler())


def registry(*words: object) -> subprocess.CompletedProcess[str]:
    """A run of the command itself."""
    return subprocess.run([*COMMAND, *map(str, words)], text=True, capture_output=True,
                          stdin=subprocess.DEVNULL)


def script(body: str, *words: object) -> list[str]:
    """A command that is not the registry and fails in a way of its own: without what a site has installed."""
    return [sys.executable, "-S", "-c", textwrap.dedent(body), *map(str, words)]


def shell(body: str, *words: object) -> list[str]:
    """The same in the shell, which starts at once: for what has to speak within a short time."""
    return ["sh", "-c", body, "sh", *map(str, words)]


class TestCase(unittest.TestCase):
    def folder(self) -> Path:
        """A folder for this test alone."""
        folder = tempfile.mkdtemp(prefix="model-registry-")
        self.addCleanup(shutil.rmtree, folder)
        return Path(folder)

    def models(self, *versions: str) -> Path:
        """A models directory with these versions of the example's."""
        models = self.folder()
        for version in versions:
            for path in MODELS.glob(f"*_v{version}.j*"):
                shutil.copy(path, models)
        return models

    def failure(self, call: Any, *arguments: Any, **options: Any) -> ModelRegistryError:
        with self.assertRaises(ModelRegistryError) as raised:
            call(*arguments, **options)
        return raised.exception

    def assertEnded(self, pid: int) -> None:
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)


class LayoutTest(TestCase):
    CONFIG = {
        "model": {
            "training_mode": "single_symbol",
            "layout": {
                "version": "integer",
                "model": "{version}/model.pkl",
                "scaler": None,
                "config": "{version}/meta.json",
                "companions": ["{version}/encoding.json"],
            },
        }
    }

    def folders(self, *versions: str) -> Path:
        models = self.folder()
        for version in versions:
            (models / version).mkdir()
            (models / version / "model.pkl").write_text("N.")
            (models / version / "meta.json").write_text("{}")
            (models / version / "encoding.json").write_text("{}")
        return models

    def test_companions_are_there_by_their_names(self) -> None:
        models = self.folders("6", "7")
        paths = get_model_paths(self.CONFIG, models_dir=models)
        self.assertEqual(paths, {
            "model": models / "7/model.pkl",
            "scaler": None,
            "config": models / "7/meta.json",
            "companions": {"encoding.json": models / "7/encoding.json"},
        })

    def test_a_companion_that_is_missing_is_none(self) -> None:
        models = self.folders("6", "7")
        (models / "7/encoding.json").unlink()
        six, seven = list_available_models(self.CONFIG, models)
        self.assertEqual(six["companion_paths"], {"encoding.json": models / "6/encoding.json"})
        self.assertEqual(seven["companion_paths"], {"encoding.json": None})
        self.assertEqual(get_model_paths(self.CONFIG, models_dir=models)["config"], models / "6/meta.json")

    def test_where_no_layout_names_any_there_is_no_such_key(self) -> None:
        self.assertNotIn("companion_paths", list_available_models(MODELS)[0])
        self.assertEqual(sorted(get_model_paths(MULTI, models_dir=MODELS) or {}), ["config", "model", "scaler"])


class ListTest(TestCase):
    def test_every_version_is_listed_and_1_10_comes_after_1_9(self) -> None:
        versions = [model["version"] for model in list_available_models(MULTI, MODELS)]
        self.assertEqual(versions, ["0.9", "1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7",
                                    "1.8", "1.9", "1.10", "2.0", "2.1", "2.2"])

    def test_a_list_does_not_look_into_the_files_of_models(self) -> None:
        with self.assertLogs("model_registry_client", "WARNING") as logged:
            list_available_models(GATES, MODELS)
        self.assertIn("files are ignored", "\n".join(logged.output))
        self.assertNotIn("refused by verification", "\n".join(logged.output))

    def test_a_model_is_what_the_command_says_with_paths_as_paths(self) -> None:
        said = json.loads(registry("list", "--json", "--models-dir", MODELS).stdout)["models"]
        models = list_available_models(MODELS)
        paths = ["model_path", "scaler_path", "config_path"]
        for model, expected in zip(models, said):
            found = {**model, **{key: model[key] and str(model[key]) for key in paths}}
            self.assertEqual(found, expected)
            for key in paths:
                self.assertIsInstance(model[key], (Path, type(None)))
        self.assertEqual(len(models), len(said))

    def test_a_file_that_is_missing_is_none(self) -> None:
        model = get_model_info(MULTI, "1.3", MODELS)
        self.assertEqual(model["scaler_path"], None)
        self.assertEqual(model["model_path"], MODELS / "meta_model_v1.3.joblib")
        self.assertEqual(model["exists"], False)
        self.assertEqual(model["problems"], [{"kind": "missing-file", "artifact": "scaler"}])

    def test_metadata_that_cannot_be_read_is_none(self) -> None:
        self.assertIsNone(get_model_info(MULTI, "1.4", MODELS)["metadata"])

    def test_a_version_that_is_not_there_is_none(self) -> None:
        self.assertIsNone(get_model_info(MULTI, "7.0", MODELS))

    def test_a_directory_that_is_not_there_holds_no_models_and_that_is_logged(self) -> None:
        nowhere = self.folder() / "nowhere"
        with self.assertLogs("model_registry_client", "WARNING") as logged:
            self.assertEqual(list_available_models({}, nowhere), [])
        self.assertIn(f"no models directory at {nowhere}", logged.output[0])


class SelectTest(TestCase):
    def test_the_best_compatible_model_that_is_safe_is_selected(self) -> None:
        with self.assertLogs("model_registry_client", "WARNING") as logged:
            model = select_best_model(GATES, MODELS, as_of=NOW)
        self.assertEqual(model["version"], "2.0")
        self.assertEqual(model["model_path"], MODELS / "meta_model_v2.0.joblib")
        self.assertIn("version 2.1 is refused by verification", "\n".join(logged.output))

    def test_a_config_file_selects_what_its_dictionary_selects(self) -> None:
        file = self.folder() / "config.yaml"
        file.write_text("model: {training_mode: single_symbol}\n")
        for config in (file, str(file), {"model": {"training_mode": "single_symbol"}}):
            self.assertEqual(select_best_model(config, MODELS, as_of=NOW)["version"], "1.0")

    def test_no_model_may_be_loaded_is_none(self) -> None:
        for find in (select_best_model, get_model_paths):
            self.assertIsNone(find(GATES, MODELS, as_of="2027-11-22"))

    def test_a_time_with_an_offset_is_that_moment(self) -> None:
        trained = datetime(2026, 11, 15, 4, 0, 1, tzinfo=timezone.utc)
        models = self.models("2.0")
        last = trained + timedelta(days=90)
        east = timezone(timedelta(hours=14))
        for age, expected in ((0, None), (-1, "2.0")):
            as_of = (last + timedelta(seconds=age)).astimezone(east)
            model = select_best_model(GATES, models, as_of=as_of)
            self.assertEqual(model and model["version"], expected)

    def test_the_directory_of_the_config_is_used_unless_another_is_named(self) -> None:
        config = {"model": {**MULTI["model"], "models_dir": self.models("1.1")}}
        self.assertEqual(select_best_model(config)["version"], "1.1")
        self.assertEqual(select_best_model(config, self.models("1.10"))["version"], "1.10")

    def test_paths_are_those_of_the_selected_model(self) -> None:
        self.assertEqual(get_model_paths(GATES, str(MODELS), as_of=NOW), {
            "model": MODELS / "meta_model_v2.0.joblib",
            "scaler": MODELS / "feature_scaler_v2.0.joblib",
            "config": MODELS / "model_config_v2.0.json",
        })

    def test_a_layout_of_the_config_names_the_files(self) -> None:
        models = self.models()
        shutil.copy(MODELS / "meta_model_v2.0.joblib", models / "model_v10.pkl")
        shutil.copy(MODELS / "model_config_v2.0.json", models / "meta_v10.json")
        layout = {"version": "integer", "model": "model_v{version}.pkl", "scaler": None,
                  "config": "meta_v{version}.json"}
        config = {"model": {**MULTI["model"], "layout": layout}}
        self.assertEqual(get_model_paths(config, models), {
            "model": models / "model_v10.pkl",
            "scaler": None,
            "config": models / "meta_v10.json",
        })

    @unittest.skipUnless(HAS_SCIKIT, "scikit-learn is not installed")
    def test_the_lines_of_the_readme_run_as_they_are_and_scikit_learn_predicts(self) -> None:
        folder = self.folder()
        shutil.copytree(self.models("2.0"), folder / "models")
        (folder / "config").mkdir()
        (folder / "config" / "config.yaml").write_text(json.dumps(MULTI))
        lines = (HERE / "README.md").read_text().split("```python\n")[1].split("```")[0]
        program = lines + textwrap.dedent("""
            import json
            features = json.loads(paths["config"].read_text())["features"]
            probability = model.predict_proba(scaler.transform([[0.0] * len(features)]))
            print(probability.shape, probability.sum().round(7))
        """)
        run = subprocess.run([sys.executable, "-c", program], cwd=folder, text=True,
                             capture_output=True, env={**os.environ, "PYTHONPATH": str(HERE)})
        said = r"^meta_model_v2\.0\.joblib \[[01]\]\n\(1, 2\) 1\.0\n$"
        self.assertRegex(run.stdout, said, run.stderr)

    def test_names_with_spaces_dashes_and_other_letters_work(self) -> None:
        folder = self.folder() / "-модели 模型 😀"
        shutil.copytree(self.models("1.1"), folder / "-m")
        (folder / "-").write_text(json.dumps(MULTI))
        here = os.getcwd()
        self.addCleanup(os.chdir, here)
        os.chdir(folder)
        for config in ("-", MULTI):
            self.assertEqual(get_model_paths(config, "-m")["config"],
                             folder / "-m" / "model_config_v1.1.json")


    def test_paths_open_whatever_the_locale(self) -> None:
        models = self.folder() / "модели"
        shutil.copytree(self.models("1.1"), models)
        program = textwrap.dedent("""
            import os, sys
            from model_registry_client import get_model_paths
            paths = get_model_paths({"model": {"training_mode": "multi_symbol"}}, sys.argv[1])
            print(sys.getfilesystemencoding(), os.path.getsize(paths["config"]))
        """)
        ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        run = subprocess.run([sys.executable, "-c", program, models], cwd=HERE, text=True,
                             capture_output=True, env={**os.environ, **ascii_only})
        size = (models / "model_config_v1.1.json").stat().st_size
        self.assertEqual(run.stdout, f"ascii {size}\n", run.stderr)


class DropInTest(TestCase):
    """The four functions, called as a bot calls its own."""

    def bot(self) -> Path:
        """A bot's folder with a config file and models, and the present one until the test ends."""
        folder = self.folder()
        shutil.copytree(self.models("1.1", "2.0"), folder / "models")
        (folder / "config").mkdir()
        (folder / "config" / "config.yaml").write_text(json.dumps(MULTI))
        here = os.getcwd()
        self.addCleanup(os.chdir, here)
        os.chdir(folder)
        return folder

    def test_without_arguments_the_default_config_file_and_directory_serve(self) -> None:
        folder = self.bot()
        self.assertEqual([model["version"] for model in list_available_models()], ["1.1", "2.0"])
        self.assertEqual(select_best_model()["version"], "2.0")
        self.assertEqual(get_model_paths()["model"], folder / "models" / "meta_model_v2.0.joblib")
        changes = watch()
        self.assertEqual(next(changes)["selected"]["version"], "2.0")
        changes.close()

    def test_the_directory_is_the_first_argument_of_a_list_and_the_second_of_the_others(self) -> None:
        self.bot()
        shutil.move("models", "other")
        self.assertEqual(len(list_available_models(Path("other"))), 2)
        for config in (MULTI, "config/config.yaml", None):
            self.assertEqual(select_best_model(config, "other")["version"], "2.0")
        self.assertEqual(list_available_models(), [])

    def test_a_list_takes_a_config_second_or_a_dictionary_first(self) -> None:
        self.bot()
        elsewhere = {"model": {"models_dir": str(self.models("1.10"))}}
        for models in (list_available_models(config=elsewhere), list_available_models(elsewhere)):
            self.assertEqual([model["version"] for model in models], ["1.10"])
        self.assertEqual(len(list_available_models("models", elsewhere)), 2)
        self.assertEqual(len(list_available_models(elsewhere, "models")), 2)

    def test_without_config_the_command_decides_what_serves(self) -> None:
        says = script("import sys; sys.exit(' '.join(sys.argv[1:]))")
        for call, words in (
            (list_available_models, "list --json --verify=off"),
            (select_best_model, "select --json"),
            (get_model_paths, "select --json"),
            (lambda **options: next(watch(**options)), "watch"),
        ):
            self.assertEqual(str(self.failure(call, command=says)), words)

    def test_a_model_is_described_in_the_words_of_the_command(self) -> None:
        models = self.models("0.9", "2.0")
        for number, metadata in enumerate((
            {},
            {"trained_symbols": [], "training_days": 1.5, "training_end_timestamp": "2026-11-22"},
            {"symbol_encoding_type": ["a", {"b": None}], "performance": {}},
            {"trained_symbols": 5, "training_days": "730", "training_end_timestamp": "yesterday"},
            {"performance": 5, "trained_symbols": ["\x1b[2J\n\u202eX", "😀" * 3, "a" * 99]},
            {"performance": {"auc": 0.61251, "f1": "high", "recall": True, "precision": None}},
            {"performance": {"sharpe": 2}, "symbol_encoding_type": "\U000e0001\ud800"},
        )):
            for name in ("meta_model", "feature_scaler"):
                shutil.copy(MODELS / f"{name}_v2.0.joblib", models / f"{name}_v3.{number}.joblib")
            (models / f"model_config_v3.{number}.json").write_text(json.dumps(metadata))
        described = list_available_models(models)
        self.assertEqual(len(described), 9)
        for model in described:
            mode = model["metadata"].get("training_mode", "single_symbol")
            pinned = {"model": {"pin": model["version"], "training_mode": mode}}
            select = subprocess.run(
                [*COMMAND, "select", "--config=-", "--verify=off", "--models-dir", str(models)],
                input=json.dumps(pinned), text=True, capture_output=True)
            self.assertEqual(get_model_info(model) + "\n", select.stdout, select.stderr)

    def test_an_incomplete_model_and_one_without_metadata_are_described(self) -> None:
        models = {model["version"]: model for model in list_available_models(MODELS)}
        self.assertIn("Files Exist: False", get_model_info(models["1.3"]))
        self.assertIn("Training Mode: unknown", get_model_info(models["1.4"]))

    def test_what_is_no_model_is_not_described(self) -> None:
        for value in (None, {}, {"exchange": {"api_secret": "secret"}}, "2.0", 5):
            error = str(self.failure(get_model_info, value))
            self.assertIn(f"this {type(value).__name__} alone is neither", error)
            self.assertNotIn("secret", error)


class RecordTest(TestCase):
    LIVE = {"model": {"training_mode": "multi_symbol", "selection": {
        "live": {"min": {"win_rate": 0.4}, "min_samples": 2}}}}

    def test_what_a_version_did_while_it_was_live_is_recorded_and_may_turn_it_down(self) -> None:
        models = self.models("1.1", "2.0")
        at = datetime(2026, 1, 31, 12, tzinfo=timezone.utc)
        first = record_result("2.0", {"win_rate": 0.1, "trades": 12}, self.LIVE, models, at=at)
        self.assertIs(first, False)
        self.assertEqual(select_best_model(self.LIVE, models, as_of=NOW)["version"], "2.0")
        self.assertIs(record_result("2.0", {"win_rate": Decimal("0.2")}, self.LIVE, models), True)
        self.assertEqual(select_best_model(self.LIVE, models, as_of=NOW)["version"], "1.1")
        lines = (models / ".registry" / "results.jsonl").read_text().splitlines()
        self.assertEqual(json.loads(lines[0]), {
            "event": "result", "version": "2.0", "at": "2026-01-31T12:00:00.000Z",
            "metrics": {"win_rate": 0.1, "trades": 12}})

    def test_what_is_no_result_is_an_error(self) -> None:
        models = self.models("2.0")
        for version, metrics, said in (
            ("2.0", {}, "NAME=NUMBER is missing"),
            ("2.0", {"win_rate": math.nan}, "win_rate=nan: expected NAME=NUMBER"),
            ("2.0", {"win_rate": "high"}, "metrics have to be numbers"),
            ("2.0", [0.1], "metrics has to be a dictionary of numbers"),
            ("7.0", {"win_rate": 0.1}, "there is no version 7.0"),
            ("--help", {"win_rate": 0.1}, "version --help: expected"),
        ):
            with self.subTest(said):
                error = self.failure(record_result, version, metrics, self.LIVE, models)
                self.assertIn(said, str(error))

    def test_only_a_result_takes_along_who_is_to_be_told(self) -> None:
        alerts = {"webhook_url": "", "on": ["failed"]}
        config = {**MULTI, "operations": {"alerts": {**alerts, "token": "secret"}, "other": 1}}
        file = self.folder() / "sent"
        copy = ["sh", "-c", 'tee "$0" | "$@"', str(file), *COMMAND]
        list_available_models(config, MODELS, command=copy)
        self.assertEqual(json.loads(file.read_text())["operations"], {})
        record_result("2.0", {"win_rate": 0.1}, config, self.models("2.0"), command=copy)
        self.assertEqual(json.loads(file.read_text())["operations"], {"alerts": alerts})


class SignatureTest(TestCase):
    def test_type_hints_can_be_asked_for_in_every_python(self) -> None:
        for call in (list_available_models, select_best_model, get_model_info, get_model_paths,
                     record_result, watch, ModelRegistryError.__init__):
            self.assertIn("return", get_type_hints(call))


class ConfigTest(TestCase):
    def sent(self, config: Any) -> Any:
        """What leaves the process for a config; the command itself reads it after that."""
        file = self.folder() / "sent"
        copy = ["sh", "-c", 'tee "$0" | "$@"', str(file), *COMMAND]
        list_available_models(config, MODELS, command=copy)
        return json.loads(file.read_text())

    def test_only_what_the_registry_reads_leaves_the_process(self) -> None:
        rotation = {"enabled": False, "retrain_frequency_days": 30}
        config = {
            **MULTI,
            "exchange": {"api_secret": "secret"},
            "trading": {"symbols": ["BTCUSDT"], "password": "secret"},
            "operations": {"model_rotation": rotation, "token": "secret"},
            "secret": "secret",
        }
        self.assertEqual(self.sent(config), {
            **MULTI,
            "trading": {"symbols": ["BTCUSDT"]},
            "operations": {"model_rotation": rotation},
        })

    def test_an_empty_config_is_one_with_the_defaults(self) -> None:
        self.assertEqual(select_best_model({}, MODELS, as_of=NOW)["version"], "1.0")

    def test_what_only_python_knows_becomes_text_lists_and_numbers(self) -> None:
        told = self.sent({"model": MappingProxyType({
            "training_mode": "multi_symbol",
            "models_dir": Path("models"),
            "since": date(2026, 11, 22),
            "at": datetime(2026, 11, 22, 12, tzinfo=timezone.utc),
            "pair": ("a", 1),
            "set": {"b", "a"},
            "raw": b"a",
            "other": timezone.utc,
            1: "number",
            None: "nothing",
            True: "boolean",
            ("a", "b"): "tuple",
            date(2026, 11, 22): "date",
        })})["model"]
        self.assertEqual(told, {
            "training_mode": "multi_symbol",
            "models_dir": "models",
            "since": "2026-11-22",
            "at": "2026-11-22T12:00:00+00:00",
            "pair": ["a", 1],
            "set": ["a", "b"],
            "raw": [97],
            "other": "UTC",
            "1": "boolean",  # in Python, 1 and True are one key
            "None": "nothing",
            "('a', 'b')": "tuple",
            "2026-11-22": "date",
        })

    def test_what_python_reads_where_the_registry_does_not_look_is_no_concern(self) -> None:
        endless: list[Any] = []
        endless.append(endless)
        odd = [math.nan, math.inf, endless, object(), date.today(), "\ud800", {1: {2}}, b"\xff"]
        config = {**MULTI, "bot": odd, **{value.__class__: value for value in odd}}
        self.assertEqual(self.sent(config)["model"], MULTI["model"])

    def test_symbols_may_be_a_tuple_or_a_set(self) -> None:
        for symbols in (("BTCUSDT",), {"BTCUSDT"}, frozenset(["BTCUSDT"])):
            config = {**GATES, "trading": {"symbols": symbols}}
            self.assertEqual(select_best_model(config, MODELS, as_of=NOW)["version"], "2.0")

    def test_a_number_that_is_none_is_refused_and_the_gate_not_dropped(self) -> None:
        for value in (math.nan, -math.inf):
            config = {"model": {"selection": {"max_age_days": value}}}
            error = self.failure(select_best_model, config, MODELS)
            self.assertEqual(error.status, 2)
            self.assertIn("model.selection.max_age_days: expected a number", str(error))

    def test_text_that_became_a_number_or_a_time_is_refused_before_the_command_runs(self) -> None:
        noon = datetime(2026, 11, 22, 12)
        layout = {"values": {"symbol": 1000, "timeframe": "1h"}}
        for config, key, quotes in (
            ({"model": {"pin": 1.1}}, "model.pin", 'write pin: "1.10" in quotes, or pin: "1.1"'),
            ({"model": {"version": 1.1}}, "model.version", 'write version: "1.10" in quotes'),
            ({"model": {"version": 2.0}}, "model.version", 'write version: "2.0" in quotes'),
            ({"model": {"pin": 2}}, "model.pin", 'write pin: "2" in quotes'),
            ({"model": {"pin": Decimal("1.1")}}, "model.pin", 'write pin: "1.10" in quotes'),
            ({"model": {"pin": math.nan}}, "model.pin", 'write pin: "nan" in quotes'),
            ({"model": {"pin": 20261122153000}}, "model.pin", 'pin: "20261122153000" in quotes'),
            ({"model": {"pin": noon}}, "model.pin is the time", '"2026-11-22 12:00:00" in quotes'),
            ({"model": {"models_dir": 1.1}}, "model.models_dir", 'models_dir: "1.10" in quotes'),
            ({"model": {"python": 3.1}}, "model.python", 'python: "3.10" in quotes'),
            ({"model": {"layout": layout}}, "model.layout.values.symbol", 'symbol: "1000" in'),
            ({"model": {"selection": {"required_symbols": ["BTCUSDT", 10]}}},
             "model.selection.required_symbols[1]", 'write "10" in quotes'),
            ({"trading": {"symbols": [1.5]}}, "trading.symbols[0]", 'write "1.50" in quotes'),
            ({"trading": {"symbols": (noon.date(),)}}, "trading.symbols[0]", 'write "2026-11-22"'),
            ({"trading": {"symbols": {7}}}, "trading.symbols[0]", 'write "7" in quotes'),
            ({"operations": {"model_rotation": {"command": ["train", 0.1]}}},
             "operations.model_rotation.command[1]", 'write "0.10" in quotes'),
        ):
            for call in (select_best_model, get_model_paths, list_available_models, watch):
                error = self.failure(call, config, command="/nowhere/registry")
                self.assertIn(f"the config's {key}", str(error))
                self.assertIn(quotes, str(error))
                self.assertIn("give the file's path in place of the dictionary", str(error))
                self.assertIsNone(error.status)

    def test_a_version_in_quotes_is_that_version(self) -> None:
        config = {"model": {**MULTI["model"], "pin": "1.10"}}
        self.assertEqual(select_best_model(config, self.models("1.1", "1.10"))["version"], "1.10")

    def test_a_pin_that_a_yaml_reader_shortened_never_selects_another_model(self) -> None:
        models = self.models("1.1", "1.10")
        file = self.folder() / "config.yaml"
        file.write_text("model: {training_mode: multi_symbol, pin: 1.10}\n")
        self.assertEqual(select_best_model(file, models)["version"], "1.10")
        read = {"model": {"training_mode": "multi_symbol", "pin": 1.10}}  # as PyYAML reads it
        self.assertIn("model.pin is the number 1.1, ",
                      str(self.failure(select_best_model, read, models)))

    def test_a_boolean_where_text_belongs_is_refused_by_the_command(self) -> None:
        for config, key in (
            ({"model": {"pin": False}}, "model.pin"),
            ({"trading": {"symbols": [False]}}, "trading.symbols[0]"),
            ({"model": {"selection": {"verify": False}}}, "model.selection.verify"),
        ):
            self.assertIn(f"{key}: expected", str(self.failure(select_best_model, config, MODELS)))

    def test_a_wrong_value_is_named(self) -> None:
        for config, key in (
            ({"model": {"training_mode": "both"}}, "model.training_mode"),
            ({"model": []}, "model"),
            ({"trading": ["BTCUSDT"]}, "trading"),
            ({"operations": "none"}, "operations"),
            ({"operations": {"model_rotation": {"often": True}}}, "operations.model_rotation"),
        ):
            error = self.failure(list_available_models, config, MODELS)
            self.assertEqual(error.status, 2)
            self.assertIn(f"standard input: {key}", str(error))

    def test_a_number_that_no_float_holds_is_refused(self) -> None:
        config = {"model": {"notes": Fraction(10**400)}}
        self.assertIn("cannot be written", str(self.failure(select_best_model, config)))

    def test_a_config_that_contains_itself_is_refused(self) -> None:
        config: dict[str, Any] = {"model": {}}
        config["model"]["model"] = config["model"]
        self.assertIn("cannot be written", str(self.failure(select_best_model, config)))

    def test_a_config_that_is_neither_dictionary_nor_path_is_refused(self) -> None:
        for config in (5, ["model"], b"config.yaml"):
            for call in (select_best_model, get_model_paths, watch):
                self.assertIn("config has to be a dictionary, a path or None, not "
                              f"{type(config).__name__}", str(self.failure(call, config)))

    def test_a_models_directory_that_is_no_path_is_refused(self) -> None:
        models = list_available_models(MODELS)
        for call in (select_best_model, get_model_paths, watch):
            error = self.failure(call, MULTI, models)
            self.assertEqual(str(error), "models_dir has to be a path, not list")
        self.assertIn("models_dir has to be a path", str(self.failure(list_available_models, 5)))

    def test_a_config_file_that_is_missing_or_a_folder_is_an_error(self) -> None:
        folder = self.folder()
        self.assertEqual(self.failure(select_best_model, folder / "none.yaml").status, 2)
        self.assertEqual(self.failure(select_best_model, folder).status, 3)


class CommandTest(TestCase):
    def program(self, name: str) -> Path:
        """A program that runs the command, in a folder of its own."""
        program = self.folder() / name
        program.write_text(f'#!/bin/sh\nexec {shlex.join(COMMAND)} "$@"\n')
        program.chmod(0o755)
        return program

    def test_the_argument_comes_before_the_environment(self) -> None:
        program = self.program("my registry")
        with mock.patch.dict(os.environ, MODEL_REGISTRY_COMMAND="/nowhere/registry"):
            for command in (program, [program], [str(program)], shlex.quote(str(program))):
                self.assertIsNotNone(get_model_info({}, "2.0", MODELS, command=command))
            self.failure(get_model_info, {}, "2.0", MODELS)

    def test_without_argument_and_environment_it_is_taken_from_the_path(self) -> None:
        program = self.program("model-registry")
        path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
        with mock.patch.dict(os.environ, MODEL_REGISTRY_COMMAND="", PATH=path):
            with mock.patch.object(sys, "executable", str(self.folder() / "python3")):
                self.assertIsNotNone(get_model_info({}, "2.0", MODELS))

    def test_the_one_beside_this_python_comes_before_the_path(self) -> None:
        program = self.program("model-registry")
        environment = {"MODEL_REGISTRY_COMMAND": "", "PATH": str(self.folder())}
        with mock.patch.object(sys, "executable", str(program.with_name("python3"))):
            with mock.patch.dict(os.environ, {**os.environ, **environment}):
                program.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{shlex.join(COMMAND)} \"$@\"\n")
                self.assertIsNotNone(get_model_info({}, "2.0", MODELS))

    def test_a_command_that_cannot_be_started_is_named_with_what_to_do(self) -> None:
        for command in ("/nowhere/registry", [str(HERE)], "a\0b"):
            for call in (list_available_models, lambda *a, **o: next(watch(*a, **o))):
                error = self.failure(call, {}, command=command)
                self.assertIsNone(error.status)
                self.assertIn(f"the command {command if isinstance(command, str) else command[0]}"
                              " cannot be started", str(error))
                self.assertIn("MODEL_REGISTRY_COMMAND", str(error))

    def test_a_command_that_is_empty_or_no_shell_words_is_refused(self) -> None:
        for command in ([], " ", "'model-registry"):
            error = self.failure(list_available_models, {}, command=command)
            self.assertIn("the command", str(error))


class FailureTest(TestCase):
    def test_a_command_that_hangs_is_ended_and_named(self) -> None:
        file = self.folder() / "pid"
        hangs = script("""
            import os, sys, time
            open(sys.argv[1], "w").write(str(os.getpid()))
            time.sleep(600)
        """, file)
        error = self.failure(select_best_model, {}, command=hangs, timeout=3)
        self.assertEqual((str(error), error.status), ("select did not end within 3 seconds", None))
        self.assertEnded(int(file.read_text()))

    def test_a_command_that_has_answered_has_to_end_too(self) -> None:
        answer = json.dumps({"schema": "model-registry/select@1", "selected": None})
        for closes in ("", ">&- 2>&-"):
            file = self.folder() / "pid"
            goes_on = shell(f'echo $$ > "$1"; echo "$2"; exec sleep 600 {closes}', file, answer)
            error = self.failure(select_best_model, {}, command=goes_on, timeout=1.5)
            self.assertEqual(str(error), "select did not end within 1.5 seconds")
            self.assertEnded(int(file.read_text()))

    def test_a_command_that_prints_without_end_is_ended_by_size(self) -> None:
        endless = script("while True: print('x' * 60_000, end='')")
        with mock.patch("model_registry_client.LARGEST_ANSWER", 2**20):
            for call in (select_best_model, list_available_models,
                         lambda *a, **o: next(watch(*a, **o))):
                error = self.failure(call, {}, command=endless, timeout=None)
                self.assertRegex(str(error), r"^\w+ printed more than 1 MiB")

    def test_of_remarks_without_end_the_last_are_kept(self) -> None:
        talks = script("""
            import sys
            for number in range(5000): print(number, file=sys.stderr)
            print("y" * 200_000, file=sys.stderr)
            sys.exit(3)
        """)
        lines = str(self.failure(select_best_model, {}, command=talks)).splitlines()
        self.assertEqual(len(lines), 1000)
        self.assertEqual("".join(lines[-4:]), "y" * 200_000)

    def test_a_failure_has_the_words_and_the_status_of_the_command(self) -> None:
        for status in (1, 2, 3, 127):
            fails = script("""
                import sys
                print("because", file=sys.stderr)
                sys.exit(int(sys.argv[1]))
            """, status)
            for call in (select_best_model, list_available_models):
                error = self.failure(call, {}, command=fails)
                self.assertEqual((str(error), error.status), ("because", status))

    def test_a_command_that_is_killed_is_a_failure(self) -> None:
        killed = script("import os; os.kill(os.getpid(), 9)")
        error = self.failure(select_best_model, {}, command=killed)
        self.assertEqual((str(error), error.status),
                         ("select ended with status -9, and said nothing", -9))

    def test_an_answer_that_is_no_such_document_is_a_failure(self) -> None:
        select = {"schema": "model-registry/select@1"}
        for answer in (
            "no json", "null", "[]", "{}", '{"schema": 1}', "{",
            json.dumps({"schema": "model-registry/select@2", "selected": None}),
            json.dumps({"schema": "model-registry/list@1", "selected": None}),
            json.dumps(select),
            json.dumps({**select, "selected": {"version": "1.0"}}),
            json.dumps({**select, "selected": 5}),
            json.dumps({**select, "selected": {**dict.fromkeys(MODEL_KEYS), "model_path": 5}}),
            "[" * 100_000,
        ):
            answers = script("import sys; print(sys.argv[1])", answer)
            for call in (select_best_model, get_model_paths):
                error = self.failure(call, {}, command=answers)
                self.assertIn("this is not a model-registry/select@1 document", str(error))
                self.assertIn(answer[:100], str(error))

    def test_a_long_config_that_the_command_does_not_read_is_no_failure_of_its_own(self) -> None:
        config = {"model": {"notes": "x" * 1_000_000}}
        self.assertIn("larger than 256 KiB", str(self.failure(list_available_models, config)))
        refuses = script("import sys; sys.exit('not today')")
        for call in (list_available_models, lambda *a, **o: next(watch(*a, **o))):
            self.assertIn("not today", str(self.failure(call, config, command=refuses)))


# What the scripts below begin with: `say` prints what a watch prints, with its process as reason.
WATCHING = """
import json, os, signal, sys, time
def say():
    line = {"schema": "model-registry/watch@1", "selected": None, "reason": str(os.getpid())}
    print(json.dumps(line), flush=True)
"""


def watching(body: str, *words: object) -> list[str]:
    """A stand-in for `model-registry watch` that goes wrong, or on, as a real one seldom does."""
    return script(WATCHING + textwrap.dedent(body), *words)


GOES_ON = watching("say(); time.sleep(600)")


class WatchFailureTest(TestCase):
    def test_the_command_ends_when_the_generator_is_closed(self) -> None:
        changes = watch({}, command=GOES_ON)
        pid = int(next(changes)["reason"])
        changes.close()
        self.assertEnded(pid)
        self.assertEqual(list(changes), [])

    def test_the_command_ends_when_the_generator_is_dropped(self) -> None:
        changes = watch({}, command=GOES_ON)
        pid = int(next(changes)["reason"])
        del changes
        gc.collect()
        self.assertEnded(pid)

    def test_the_command_ends_when_the_loop_over_it_fails(self) -> None:
        with self.assertRaises(ZeroDivisionError):
            for change in watch({}, command=GOES_ON):
                pid = int(change["reason"])
                1 / 0
        self.assertEnded(pid)

    def test_the_command_ends_with_a_program_whose_thread_still_waits_for_a_change(self) -> None:
        program = textwrap.dedent("""
            import atexit, queue, sys, threading
            from model_registry_client import watch
            seen = queue.Queue()
            def follow():
                for change in watch({}, command=sys.argv[1:]):
                    seen.put(change)
            thread = threading.Thread(target=follow, daemon=True)
            atexit.register(thread.join, 20)  # after the exit of the watch, which comes later
            thread.start()
            print(seen.get(timeout=60)["reason"])
        """)
        run = subprocess.run([sys.executable, "-c", program, *GOES_ON], cwd=HERE, text=True,
                             capture_output=True, timeout=60)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertEnded(int(run.stdout))

    def test_a_command_that_does_not_want_to_end_is_killed(self) -> None:
        stubborn = watching("signal.signal(signal.SIGTERM, signal.SIG_IGN); say(); time.sleep(600)")
        changes = watch({}, command=stubborn)
        pid = int(next(changes)["reason"])
        with mock.patch("model_registry_client.PATIENCE", 0.1):
            changes.close()
        self.assertEnded(pid)

    def test_nothing_is_started_before_the_first_item(self) -> None:
        started = self.folder() / "started"
        changes = watch({}, command=watching("open(sys.argv[1], 'w'); say()", started))
        self.assertFalse(started.exists())
        next(changes)
        self.assertTrue(started.exists())
        changes.close()

    def test_remarks_never_fill_a_pipe_and_are_logged(self) -> None:
        talks = watching("""
            for _ in range(3):
                print("remark " * 20_000, file=sys.stderr)
                say()
            time.sleep(600)
        """)
        with self.assertLogs("model_registry_client", "WARNING") as logged:
            changes = watch({}, command=talks)
            for _ in range(3):
                next(changes)
            changes.close()
        self.assertIn("remark remark", logged.output[0])

    def test_what_the_command_says_about_being_ended_is_not_logged(self) -> None:
        complains = watching("""
            signal.signal(signal.SIGTERM, lambda *_: sys.exit("interrupted"))
            print("a remark", file=sys.stderr, flush=True)
            say()
            time.sleep(600)
        """)
        with self.assertLogs("model_registry_client", "WARNING") as logged:
            changes = watch({}, command=complains)
            next(changes)
            while not logged.output:
                time.sleep(0.01)
            changes.close()
            for thread in set(threading.enumerate()) - {threading.main_thread()}:
                thread.join(20)
        self.assertEqual(logged.output, ["WARNING:model_registry_client:a remark"])

    def test_the_end_of_the_command_is_a_failure_with_its_words(self) -> None:
        for end, message, status in (
            ("sys.exit('because')", "because", 1),
            ("sys.exit(0)", "watch ended with status 0, and said nothing", 0),
            ("os.kill(os.getpid(), 15)", "watch ended with status -15, and said nothing", -15),
            ("print('{\"schema', end='', flush=True); os._exit(3)",
             "watch ended with status 3, and said nothing", 3),
        ):
            changes = watch({}, command=watching(f"say()\n{end}"))
            next(changes)
            error = self.failure(next, changes)
            self.assertEqual((str(error), error.status), (message, status))

    def test_a_line_that_is_no_such_document_is_a_failure_and_ends_the_command(self) -> None:
        babbles = watching("say(); print('no json', flush=True); time.sleep(600)")
        changes = watch({}, command=babbles)
        pid = int(next(changes)["reason"])
        error = self.failure(next, changes)
        self.assertIn("not a model-registry/watch@1 document: b'no json", str(error))
        self.assertEnded(pid)

    def test_a_command_that_says_nothing_at_first_is_ended_in_time(self) -> None:
        changes = watch({}, command=watching("time.sleep(600)"), timeout=1)
        self.assertEqual(str(self.failure(next, changes)), "watch said nothing within 1 seconds")

    def test_the_time_is_for_a_whole_line(self) -> None:
        half = shell("printf '{'; exec sleep 600")
        error = self.failure(next, watch({}, command=half, timeout=2))
        self.assertEqual(str(error), "watch said only the beginning of a line within 2 seconds")

    def test_a_line_that_comes_in_pieces_is_one_line(self) -> None:
        pieces = watching("""
            line = json.dumps({"schema": "model-registry/watch@1", "selected": None, "reason": "x"})
            for number in range(2):
                for letter in line + "\\n":
                    print(letter, end="", flush=True)
            print(line + "\\n" + line, flush=True)
            time.sleep(600)
        """)
        changes = watch({}, command=pieces)
        self.assertEqual([next(changes)["reason"] for _ in range(4)], ["x"] * 4)
        changes.close()

    def test_a_later_line_that_has_begun_has_to_end_too(self) -> None:
        line = {"schema": "model-registry/watch@1", "selected": None, "reason": "x"}
        stops = shell("""echo "$1"; printf '{'; exec sleep 600""", json.dumps(line))
        changes = watch({}, command=stops, timeout=2)
        self.assertEqual(next(changes), line)
        self.assertEqual(str(self.failure(next, changes)),
                         "watch began a line and did not end it within 2 seconds")

    def test_a_command_that_closes_its_output_and_lives_on_is_ended(self) -> None:
        changes = watch({}, command=watching("say(); os.close(1); time.sleep(600)"))
        pid = int(next(changes)["reason"])
        with mock.patch("model_registry_client.PATIENCE", 0.5):
            error = self.failure(next, changes)
        self.assertEqual(str(error), "watch closed its output, but goes on running")
        self.assertEnded(pid)

    def test_the_time_holds_for_a_command_that_does_not_read_its_config(self) -> None:
        config = {"model": {"notes": "x" * 1_000_000}}
        changes = watch(config, command=watching("time.sleep(600)"), timeout=1)
        self.assertEqual(str(self.failure(next, changes)), "watch said nothing within 1 seconds")

    def test_a_command_that_waits_for_a_reader_ends_when_there_is_none(self) -> None:
        fills = watching("""
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            while True:
                say()
        """)
        changes = watch({}, command=fills)
        pid = int(next(changes)["reason"])
        with mock.patch("model_registry_client.PATIENCE", 600):
            changes.close()
        self.assertEnded(pid)

    def test_the_time_is_for_the_first_answer_alone(self) -> None:
        slow = watching("say(); time.sleep(3.5); say(); time.sleep(600)")
        changes = watch({}, command=slow, timeout=3)
        self.assertEqual(next(changes), next(changes))
        changes.close()


class WatchTest(TestCase):
    def test_each_change_of_the_selection_is_told_until_the_generator_is_closed(self) -> None:
        models = self.models("1.1", "2.0")
        config = self.folder() / "config.yaml"
        config.write_text(json.dumps(MULTI))
        changes = watch(MULTI, models)
        self.addCleanup(changes.close)
        first = next(changes)
        self.assertEqual((first["schema"], first["reason"]), ("model-registry/watch@1", "started"))
        self.assertEqual(first["selected"], get_model_info(MULTI, "2.0", models))
        pinned = registry("pin", "1.1", "--config", config, "--models-dir", models)
        self.assertEqual(pinned.returncode, 0, pinned.stderr)
        self.assertEqual(next(changes)["selected"]["version"], "1.1")
        for path in models.glob("*_v1.1.*"):
            path.unlink()
        self.assertIsNone(next(changes)["selected"])

    def test_a_config_file_is_watched_too(self) -> None:
        config = self.folder() / "config.yaml"
        config.write_text("model: {training_mode: multi_symbol}")
        changes = watch(config, self.models("1.1", "2.0"))
        self.addCleanup(changes.close)
        self.assertEqual(next(changes)["selected"]["version"], "2.0")
        # In one step: half way, an empty file would be a config with the defaults.
        edited = self.folder() / "edited.yaml"
        edited.write_text('model: {training_mode: multi_symbol, pin: "1.1"}')
        edited.replace(config)
        self.assertEqual(next(changes)["selected"]["version"], "1.1")

    def test_a_command_that_is_killed_is_a_failure(self) -> None:
        started: list[subprocess.Popen[bytes]] = []

        def start(*words: Any, popen: Any = subprocess.Popen, **options: Any) -> Any:
            started.append(popen(*words, **options))
            return started[-1]

        with mock.patch("subprocess.Popen", start):
            changes = watch(MULTI, MODELS)
            next(changes)
        started[0].kill()
        # Nothing that the command started may keep its output open.
        self.assertEqual(self.failure(next, changes).status, -signal.SIGKILL)

    def test_a_wrong_config_is_a_failure(self) -> None:
        error = self.failure(next, watch({"model": {"training_mode": "both"}}, MODELS))
        self.assertEqual(error.status, 2)
        self.assertIn("model.training_mode: expected", str(error))


if __name__ == "__main__":
    unittest.main()
