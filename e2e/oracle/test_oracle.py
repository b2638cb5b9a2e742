"""Cases worked out by hand from the rules. Run: python3 -m unittest (in this folder)"""

from __future__ import annotations

import json
import os
import tempfile
import unittest
from random import Random
from typing import Any, Dict, List, Optional, Union

from case_files import BAD, FINE, put_link_device, put_nothing, put_regular, put_unreadable
from case_metadata import broken
from case_times import BAD_TIMES, DAY, MINUTE, NANOS, ODD_TIMES, write_time
from oracle import LOW_COVERAGE, judge, nesting, parse_artifact, parse_object, parse_time

Metadata = Union[str, bytes, Dict[str, Any], None]
NOW = "2026-01-01T00:00:00Z"


def names(number: str) -> List[str]:
    return [f"meta_model_v{number}.joblib", f"feature_scaler_v{number}.joblib",
            f"model_config_v{number}.json"]


class Case(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.models = os.path.join(self.folder.name, "models")
        os.mkdir(self.models)

    def put(self, name: str, data: Union[str, bytes] = b"") -> None:
        with open(os.path.join(self.models, name), "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)

    def trio(self, number: str, metadata: Metadata) -> None:
        model, scaler, config = names(number)
        self.put(model)
        self.put(scaler)
        if metadata is not None:
            self.put(config, json.dumps(metadata) if isinstance(metadata, dict) else metadata)

    def judge(
        self, model: Optional[Dict[str, Any]] = None, symbols: Optional[List[str]] = None,
        now: str = NOW,
    ) -> Dict[str, Any]:
        config = {"model": model or {}, "trading": {"symbols": symbols or ["A"]}}
        for name, value in (("config.yaml", config), ("case.json", {"now": now})):
            with open(os.path.join(self.folder.name, name), "w") as file:
                json.dump(value, file)
        return judge(self.folder.name)

    def kinds(self, number: str, gates: Dict[str, Any], **more: Any) -> Optional[List[str]]:
        """None when the version is eligible."""
        return self.judge({"selection": gates}, **more)["rejected"].get(number)


class Times(unittest.TestCase):
    def test_equal_spellings(self) -> None:
        first = parse_time("2025-06-01T00:00:00Z")
        assert first is not None
        self.assertEqual(first, 1748736000 * NANOS)
        for text in ("2025-06-01", "2025-06-01 00:00", "2025-06-01T00:00:00.0000000009",
                     "2025-06-01T05:30:00+05:30", "2025-06-01 05:30+0530",
                     "2025-05-31T16:00:00-08", "2025-05-31T00:01-23:59"):
            self.assertEqual(parse_time(text), first, text)
        self.assertEqual(parse_time("2025-06-01T00:00:00.000000001Z"), first + 1)
        self.assertEqual(parse_time("2025-06-01T00:00:00.1"), first + NANOS // 10)

    def test_extremes(self) -> None:
        self.assertEqual(parse_time("1969-12-31T23:59:59.999999999Z"), -1)
        self.assertEqual(parse_time("1969-12-31T00:00"), -DAY)
        self.assertEqual(parse_time("1970-01-01T00:00+23:59"), -1439 * MINUTE)
        self.assertEqual(parse_time("0001-01-01"), -719162 * DAY)

    def test_odd_and_bad(self) -> None:
        for raw in ODD_TIMES:
            self.assertIsNotNone(parse_time(json.loads(raw)), raw)
        for raw in BAD_TIMES:
            self.assertIsNone(parse_time(json.loads(raw)), raw)

    def test_written_times_are_exact(self) -> None:
        rng = Random(0)
        for _ in range(5000):
            time = rng.randrange(-10**18, 3 * 10**18) // rng.choice([1, NANOS, DAY]) * NANOS
            time = time % (4 * 10**18)
            self.assertEqual(parse_time(write_time(rng, time)), time)


class Names(unittest.TestCase):
    def test_canonical(self) -> None:
        self.assertEqual(parse_artifact("meta_model_v0.0.joblib"), ("model", (0, 0)))
        self.assertEqual(parse_artifact("model_config_v1.10.json"), ("config", (1, 10)))
        self.assertEqual(parse_artifact("feature_scaler_v999999999.123456789.joblib"),
                         ("scaler", (999999999, 123456789)))

    def test_not_canonical(self) -> None:
        for name in ("meta_model_v01.0.joblib", "meta_model_v1.00.joblib", "meta_model_v1.joblib",
                     "meta_model_v1234567890.0.joblib", "meta_model_v1.0.1.joblib",
                     "meta_model_v1.0.joblib\n", "meta_model_v1.0_backup.joblib",
                     "META_MODEL_v1.0.joblib", "meta_model_v\uff11.0.joblib",
                     "meta_model_v1.0.json", "xmeta_model_v1.0.joblib"):
            self.assertIsNone(parse_artifact(name), name)


class Discovery(Case):
    def test_nothing(self) -> None:
        empty = self.judge()
        self.assertEqual((empty["selected"], empty["ranked"], empty["rejected"]), (None, [], {}))
        os.rmdir(self.models)
        self.assertEqual(self.judge(), empty)

    def test_ignored(self) -> None:
        for name in ("meta_model_v1.joblib", "MODEL_CONFIG_v1.0.json", "meta_model",
                     ".meta_model_v1.0.joblib", "other", "meta_model_v1.0.joblib\n",
                     "feature_scaler_v\uff11.0.joblib"):
            self.put(name)
        answer = self.judge()
        self.assertEqual(answer["ignored"],
                         ["MODEL_CONFIG_v1.0.json", "meta_model", "meta_model_v1.joblib"])
        self.assertEqual(answer["rejected"], {})

    def test_subfolders_are_not_read(self) -> None:
        outer = self.models
        for folder in ("archive", ".registry"):
            self.models = os.path.join(outer, folder)
            os.mkdir(self.models)
            self.trio("9.9", {})
        self.models = outer
        self.assertEqual(self.judge()["rejected"], {})

    def test_order_of_missing_and_no_file(self) -> None:
        model, scaler, config = names("1.0")
        os.mkdir(os.path.join(self.models, scaler))
        self.assertEqual(self.kinds("1.0", {}), ["missing-file", "not-a-file", "missing-file"])
        self.put(config, "[]")
        self.assertEqual(self.kinds("1.0", {}),
                         ["missing-file", "not-a-file", "metadata-unreadable"])

    def test_every_state(self) -> None:
        for number, put in enumerate(FINE + BAD):
            model, scaler, config = names(f"1.{number}")
            put_regular(self.models, model, b"")
            put_regular(self.models, scaler, b"")
            put(self.models, config, b"{}")
            expected: Optional[List[str]] = ["not-a-file"]
            if put in FINE or (put is put_unreadable and os.geteuid() == 0):
                expected = None
            elif put is put_unreadable:
                expected = ["metadata-unreadable"]
            elif put is put_nothing:
                expected = ["missing-file"]
            self.assertEqual(self.kinds(f"1.{number}", {}), expected, put.__name__)

    def test_models_directory_behind_a_link(self) -> None:
        self.trio("1.0", {})
        os.rename(self.models, self.models + "-real")
        os.symlink("models-real", self.models)
        self.assertEqual(self.judge()["selected"], "1.0")

    def test_device(self) -> None:
        self.trio("1.0", None)
        put_link_device(self.models, names("1.0")[2], b"")
        self.assertEqual(self.kinds("1.0", {}), ["not-a-file"])


class Reading(Case):
    def test_broken(self) -> None:
        good = '{"training_mode": "single_symbol", "performance": {"auc": NaN}, "a": [1, "]"]}'
        self.assertIsNotNone(parse_object(good))
        rng = Random(1)
        for number in range(400):
            data = broken(rng, good if number % 4 else "{}")
            self.trio("1.0", data)
            self.assertEqual(self.kinds("1.0", {}), ["metadata-unreadable"], data[:300])

    def test_fine(self) -> None:
        for data in (b"{}", b"\xef\xbb\xbf{}", b" {}\r\n", b'{"x": [NaN, Infinity, -Infinity]}',
                     b'{"x": ' + b"9" * 10_000 + b"}", b"{}" + b" " * (1_048_576 - 2),
                     b'{"x": ' + b"[" * 99 + b"]" * 99 + b"}", b'{"x": "' + b"[" * 300 + b'"}'):
            self.trio("1.0", data)
            self.assertIsNone(self.kinds("1.0", {}), data[:40])

    def test_limits(self) -> None:
        for data in (b"{}" + b" " * (1_048_576 - 1), b'{"x": ' + b"[" * 100 + b"]" * 100 + b"}"):
            self.trio("1.0", data)
            self.assertEqual(self.kinds("1.0", {}), ["metadata-unreadable"])

    def test_nesting(self) -> None:
        self.assertEqual(nesting('{"[[[": "\\"[[", "a": [{}], "b": {}}'), 3)

    def test_last_of_equal_keys(self) -> None:
        self.trio("1.0", '{"training_mode": 1, "training_\\u006dode": "single_symbol"}')
        self.trio("1.1", '{"training_mode": "single_symbol", "training_mode": null}')
        self.assertEqual(self.judge()["rejected"], {"1.1": ["training-mode-mismatch"]})

    def test_proto_is_data(self) -> None:
        self.trio("1.0", '{"__proto__": {"training_mode": "multi_symbol",'
                         ' "performance": {"auc": 1}}, "performance": {"__proto__": {"auc": 1}}}')
        self.assertEqual(self.kinds("1.0", {"min_performance": {"auc": 0, "toString": 0}}),
                         ["low-performance", "low-performance"])


class Gates(Case):
    def test_modes(self) -> None:
        self.trio("1.0", {})
        self.trio("1.1", {"training_mode": "multi_symbol"})
        self.trio("1.2", {"training_mode": "multi_symbol", "symbol_encoding_type": "index"})
        self.trio("1.3", {"training_mode": None, "symbol_encoding_type": "embedding"})
        self.assertEqual(self.judge()["rejected"],
                         {v: ["training-mode-mismatch"] for v in ("1.1", "1.2", "1.3")})
        both = ["training-mode-mismatch", "symbol-encoding-mismatch"]
        self.assertEqual(
            self.judge({"training_mode": "multi_symbol", "symbol_encoding": "index"})["rejected"],
            {"1.0": both, "1.1": both[1:], "1.3": both})

    def test_pin(self) -> None:
        self.trio("1.1", {"training_mode": "multi_symbol"})
        self.trio("1.10", {})
        answer = self.judge({"pin": "1.10"})
        self.assertEqual(answer["selected"], "1.10")
        self.assertEqual(answer["rejected"], {"1.1": ["not-pinned", "training-mode-mismatch"]})
        self.assertIsNone(self.judge({"pin": "1.2"})["selected"])

    def test_symbols(self) -> None:
        seven = list("ABCDEFG")
        self.trio("1.0", {"trained_symbols": ["A", "B", "C", "D", "E", "E", "X"]})
        gate = {"min_symbol_coverage": 0.7142857142857143, "required_symbols": ["X"]}
        self.assertIsNone(self.kinds("1.0", gate, symbols=seven + ["A"]))
        gate = {"min_symbol_coverage": 0.7142857142857144, "required_symbols": ["F"]}
        kinds = ["missing-symbols", LOW_COVERAGE]
        self.assertEqual(self.kinds("1.0", gate, symbols=seven), kinds)
        self.trio("1.0", {"trained_symbols": ["A", 1]})
        self.assertEqual(self.kinds("1.0", {"required_symbols": ["A"]}), ["missing-symbols"])

    def test_age(self) -> None:
        for end, days, expected in (
            ("2025-12-31T16:48:00Z", 0.3, None),
            ("2025-12-31T16:47:59.999999999Z", 0.3, ["too-old"]),
            ("2025-12-02", 30, None),
            ("2025-12-01T23:59:59.9999999999", 30, ["too-old"]),
            ("2026-01-03", 1, None),
            ("2026-01-03T00:00:00.000000001Z", 1, ["unknown-age"]),
            ("2027-01-01", 9999, ["unknown-age"]),
            ("2025-12-32", 30, ["unknown-age"]),
            (1767225600, 30, ["unknown-age"]),
        ):
            self.trio("1.0", {"training_end_timestamp": end})
            self.assertEqual(self.kinds("1.0", {"max_age_days": days}), expected, end)

    def test_performance(self) -> None:
        gate = {"min_performance": {"auc": 0.55, "f1": 1}}
        for raw, expected in (
            ('{"auc": 55e-2, "f1": 1}', 0), ('{"auc": 0.5499999999999999, "f1": true}', 2),
            ('{"auc": "0.6", "f1": 2}', 1), ('{"auc": NaN, "f1": Infinity}', 2),
            ('{"auc": 1e400, "f1": 9}', 1), ('{"auc": null, "f1": 1.0}', 1), ("[]", 2), ('"x"', 2),
        ):
            self.trio("1.0", f'{{"performance": {raw}}}')
            kinds = self.kinds("1.0", gate) or []
            self.assertEqual(kinds, ["low-performance"] * expected, raw)


class Scores(Case):
    def totals(self, answer: Dict[str, Any]) -> Dict[str, float]:
        return {entry["version"]: entry["score"]["total"] for entry in answer["ranked"]}

    def test_worked_example(self) -> None:
        multi = {"training_mode": "multi_symbol", "symbol_encoding_type": "one_hot"}
        self.trio("1.0", {"training_mode": "single_symbol"})
        self.trio("1.1", {**multi, "trained_symbols": list("ABCDE")})
        self.trio("1.2", {**multi, "symbol_encoding_type": "index"})
        self.trio("2.0", {**multi, "trained_symbols": list("ABCDEFGHIJ")})
        answer = self.judge({"training_mode": "multi_symbol", "symbol_encoding": "one_hot"})
        self.assertEqual(self.totals(answer), {"2.0": 300.0, "1.1": 151.0})
        self.assertEqual(answer["selected"], "2.0")

    def test_recency(self) -> None:
        for end, expected in (
            (NOW, 365), ("2025-12-31T00:00:00.000000001Z", 365), ("2025-12-31", 364),
            ("2025-12-30T23:59:59.999999999", 364), ("2025-12-30", 363),
            ("2025-01-01", 0), ("1999-01-01", 0),
            ("2025-01-01T00:00:00.000000001Z", 1), ("2026-02-30", 0),
            ("2026-01-02", 365), ("2026-01-03", 365), ("2026-01-03T00:00:00.000000001Z", 0),
            ("2030-01-01", 0),
        ):
            self.trio("1.0", {"training_end_timestamp": end})
            part = self.judge()["ranked"][0]["score"]["recency"]
            self.assertEqual(part, expected, end)

    def test_ties(self) -> None:
        self.trio("1.100", {})
        self.trio("2.0", {})
        self.trio("1.90", {"trained_symbols": ["A", "A"]})
        answer = self.judge()
        self.assertEqual([e["version"] for e in answer["ranked"]], ["2.0", "1.100", "1.90"])
        self.assertEqual(set(self.totals(answer).values()), {200.0})

    def test_weight(self) -> None:
        self.trio("1.9", {"performance": {"auc": 0.7}})
        self.trio("1.10", {"performance": {"auc": "0.7"}})
        for weight, first, total in (
            ({}, "1.10", 110.0), ({"weight": 10}, "1.9", 116.0), ({"weight": -10}, "1.10", 110.0),
        ):
            performance = {"metric": "auc", **weight}
            answer = self.judge({"selection": {"performance": performance}})
            self.assertEqual(answer["selected"], first)
            self.assertEqual(answer["ranked"][0]["score"]["total"], total)

    def test_rounding_makes_ties(self) -> None:
        self.trio("1.0", {"performance": {"auc": 1e17}, "trained_symbols": list("ABC")})
        self.trio("1.1", {"performance": {"auc": 1e17}})
        performance = {"metric": "auc", "weight": 100}
        self.assertEqual(self.judge({"selection": {"performance": performance}})["selected"], "1.1")


if __name__ == "__main__":
    unittest.main()
