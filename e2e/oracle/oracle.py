#!/usr/bin/env python3
"""An independent answer to "which model is selected, and why not the others".

    oracle.py OUT [--stats]

Reads every case directory in OUT (made by generate.py: models/, config.yaml,
case.json) and prints one JSON line for each, in the order of the names:

    {"case": ..., "selected": "2.0" or null,
     "ranked": [{"version": ..., "score": {...}}, ...],       best first
     "rejected": {"1.0": [kind, ...], ...},
     "ignored": [file names, only those in printable ASCII]}

It is a plain reading of the rules in docs/ (discovery, metadata, config, selection)
and shares no code with the software under test. It stops before verification
of the artifacts' content.

Rulings, where the rules leave room:

* A version is present when at least one canonical artifact name of it is in the
  directory, whatever kind of file that is.
* An artifact is a regular file, or a symlink that, fully resolved, is a regular
  file within the (fully resolved) models directory.
* Kinds are listed in the order of `reasons()` below. Where the metadata cannot
  be read, or its file is absent or no file, nothing is said about its content.
* "Begins like an artifact": by any case of the three prefixes, and any kind of
  directory entry.
* Metadata: UTF-8 with at most one BOM, at most 1048576 bytes, at most 100
  levels deep, an object as Python's json reads it (NaN and the infinities are
  numbers, the last of equal keys wins).
* A list of trained symbols with anything but strings in it counts as missing.
* A training end more than 48 hours ahead of now counts as missing.
* Symbol coverage and metrics are compared as IEEE doubles (so that 5/7 reaches
  0.7142857142857143); ages are compared exactly, in nanoseconds, with
  max_age_days taken as the decimal it is written as.
* Absent from the config: training_mode is single_symbol, symbol_encoding
  one_hot.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import stat
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

Version = Tuple[int, int]
Json = Dict[str, Any]

NANOS = 10**9
DAY = 86_400 * NANOS
EPOCH = date(1970, 1, 1).toordinal()
MAX_METADATA_BYTES = 1_048_576
MAX_METADATA_DEPTH = 100

NUMBER = r"(0|[1-9][0-9]{0,8})"
ARTIFACTS: Dict[str, "re.Pattern[str]"] = {
    "model": re.compile(rf"meta_model_v{NUMBER}\.{NUMBER}\.joblib"),
    "scaler": re.compile(rf"feature_scaler_v{NUMBER}\.{NUMBER}\.joblib"),
    "config": re.compile(rf"model_config_v{NUMBER}\.{NUMBER}\.json"),
}
PREFIXES = ("meta_model", "feature_scaler", "model_config")


# --- time ------------------------------------------------------------------

TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?"
    r"(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)


def parse_time(text: Any) -> Optional[int]:
    """Nanoseconds since 1970 (UTC), or None for whatever is not a real time."""
    match = TIMESTAMP.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        days = date(int(year), int(month), int(day)).toordinal() - EPOCH
    except ValueError:
        return None
    h, m, s = int(hour or 0), int(minute or 0), int(second or 0)
    offset = parse_offset(zone)
    if h > 23 or m > 59 or s > 59 or offset is None:
        return None
    nanos = int((fraction or "")[:9].ljust(9, "0"))
    return days * DAY + ((h * 60 + m) * 60 + s) * NANOS + nanos - offset


def parse_offset(zone: Optional[str]) -> Optional[int]:
    """The offset from UTC in nanoseconds; None when it is impossible."""
    if zone is None or zone == "Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    if hours > 23 or minutes > 59:
        return None
    sign = -1 if zone[0] == "-" else 1
    return sign * (hours * 60 + minutes) * 60 * NANOS


# --- discovery -------------------------------------------------------------


@dataclass
class Listing:
    versions: Dict[Version, Set[str]]  # version -> artifacts whose name is there
    ignored: List[str]


def artifact_name(kind: str, version: Version) -> str:
    stem = {"model": "meta_model", "scaler": "feature_scaler", "config": "model_config"}[kind]
    suffix = "json" if kind == "config" else "joblib"
    return f"{stem}_v{version[0]}.{version[1]}.{suffix}"


def parse_artifact(name: str) -> Optional[Tuple[str, Version]]:
    for kind, pattern in ARTIFACTS.items():
        match = pattern.fullmatch(name)
        if match:
            return kind, (int(match[1]), int(match[2]))
    return None


def discover(models: str) -> Listing:
    listing = Listing({}, [])
    try:
        names = os.listdir(models)
    except FileNotFoundError:
        names = []
    for name in names:
        found = parse_artifact(name)
        if found:
            listing.versions.setdefault(found[1], set()).add(found[0])
        elif name.lower().startswith(PREFIXES) and is_printable_ascii(name):
            listing.ignored.append(name)
    listing.ignored.sort()
    return listing


def is_printable_ascii(name: str) -> bool:
    return all(" " <= c <= "~" for c in name)


def is_artifact_file(models: str, name: str) -> bool:
    path = os.path.join(models, name)
    try:
        mode = os.stat(path).st_mode
    except OSError:  # dangling, or a loop
        return False
    root = os.path.realpath(models)
    inside = os.path.realpath(path).startswith(root.rstrip(os.sep) + os.sep)
    return stat.S_ISREG(mode) and inside


def file_problems(models: str, version: Version, there: Set[str]) -> List[str]:
    problems = []
    for kind in ARTIFACTS:
        if kind not in there:
            problems.append("missing-file")
        elif not is_artifact_file(models, artifact_name(kind, version)):
            problems.append("not-a-file")
    return problems


# --- metadata --------------------------------------------------------------


def read_metadata(path: str) -> Optional[Json]:
    """The object in the file, or None when there is no readable one."""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_METADATA_BYTES + 1)
    except OSError:
        return None
    if len(data) > MAX_METADATA_BYTES:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    text = text[1:] if text.startswith("\ufeff") else text
    return parse_object(text)


def parse_object(text: str) -> Optional[Json]:
    if nesting(text) > MAX_METADATA_DEPTH:
        return None
    try:
        # All numbers as doubles: also spares Python's limit on long integers.
        value = json.loads(text, parse_int=float)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def nesting(text: str) -> int:
    """How deep brackets are nested, those within strings aside."""
    depth = deepest = 0
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text, re.DOTALL):
        if token[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in "]}":
            depth -= 1
    return deepest


def trained_symbols(metadata: Json) -> Set[str]:
    value = metadata.get("trained_symbols")
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return set(value)
    return set()


def metric(metadata: Json, name: str) -> Optional[float]:
    """A finite number, or None. (parse_object makes every number a float.)"""
    performance = metadata.get("performance")
    value = performance.get(name) if isinstance(performance, dict) else None
    return value if isinstance(value, float) and math.isfinite(value) else None


# --- config ----------------------------------------------------------------


@dataclass
class Config:
    mode: str
    encoding: str
    pin: Optional[str]
    symbols: Set[str]
    required: Set[str]
    min_coverage: Optional[float]
    max_age: Optional[Fraction]  # nanoseconds
    min_performance: Dict[str, float]
    metric: Optional[str]
    weight: float


def read_config(path: str) -> Config:
    with open(path, encoding="utf-8") as file:
        tree = json.load(file)
    model: Json = tree.get("model", {})
    selection: Json = model.get("selection", {})
    performance: Json = selection.get("performance", {})
    days = selection.get("max_age_days")
    return Config(
        mode=model.get("training_mode", "single_symbol"),
        encoding=model.get("symbol_encoding", "one_hot"),
        pin=model.get("pin"),
        symbols=set(tree.get("trading", {}).get("symbols", [])),
        required=set(selection.get("required_symbols", [])),
        min_coverage=selection.get("min_symbol_coverage"),
        max_age=None if days is None else Fraction(str(days)) * DAY,
        min_performance=selection.get("min_performance", {}),
        metric=performance.get("metric"),
        weight=float(performance.get("weight", 0)),
    )


# --- selection -------------------------------------------------------------


def reasons(
    models: str, version: Version, there: Set[str], config: Config, now: int
) -> Tuple[List[str], Optional[Json]]:
    """Every reason against a version, in the order of the rules; and its metadata."""
    kinds = []
    if config.pin is not None and config.pin != version_text(version):
        kinds.append("not-pinned")
    kinds += file_problems(models, version, there)
    name = artifact_name("config", version)
    if "config" not in there or not is_artifact_file(models, name):
        return kinds, None
    metadata = read_metadata(os.path.join(models, name))
    if metadata is None:
        return kinds + ["metadata-unreadable"], None
    kinds += mode_reasons(metadata, config)
    kinds += symbol_reasons(metadata, config)
    kinds += age_reasons(metadata, config, now)
    kinds += performance_reasons(metadata, config)
    return kinds, metadata


def mode_reasons(metadata: Json, config: Config) -> Iterator[str]:
    if metadata.get("training_mode", "single_symbol") != config.mode:
        yield "training-mode-mismatch"
    if config.mode == "multi_symbol":
        if metadata.get("symbol_encoding_type", "one_hot") != config.encoding:
            yield "symbol-encoding-mismatch"


LOW_COVERAGE = "low-coverage"


def symbol_reasons(metadata: Json, config: Config) -> Iterator[str]:
    trained = trained_symbols(metadata)
    if not config.required <= trained:
        yield "missing-symbols"
    if config.min_coverage is not None:
        if len(config.symbols & trained) / len(config.symbols) < config.min_coverage:
            yield LOW_COVERAGE


def training_end(metadata: Json, now: int) -> Optional[int]:
    end = parse_time(metadata.get("training_end_timestamp"))
    return None if end is None or end > now + 2 * DAY else end


def age_reasons(metadata: Json, config: Config, now: int) -> Iterator[str]:
    if config.max_age is None:
        return
    end = training_end(metadata, now)
    if end is None:
        yield "unknown-age"
    elif now - end > config.max_age:
        yield "too-old"


def performance_reasons(metadata: Json, config: Config) -> Iterator[str]:
    for name, least in config.min_performance.items():
        value = metric(metadata, name)
        if value is None or value < least:
            yield "low-performance"


def score(version: Version, metadata: Json, config: Config, now: int) -> Dict[str, float]:
    coverage = 10 * len(trained_symbols(metadata))
    end = training_end(metadata, now)
    recency = 0 if end is None else min(365, max(0, 365 - (now - end) // DAY))
    number = version[0] * 100 + version[1]
    value = None if config.metric is None else metric(metadata, config.metric)
    performance = 0.0 if value is None else config.weight * value + 0.0  # no -0.0
    return {
        "symbol_coverage": coverage,
        "recency": recency,
        "version": number,
        "performance": performance,
        "total": float(coverage) + recency + number + performance,
    }


def version_text(version: Version) -> str:
    return f"{version[0]}.{version[1]}"


def judge(case: str) -> Json:
    """The answer for one case directory."""
    config = read_config(os.path.join(case, "config.yaml"))
    with open(os.path.join(case, "case.json"), encoding="utf-8") as file:
        now = parse_time(json.load(file)["now"])
    if now is None:
        raise ValueError(f"{case}: case.json holds no usable time")
    models = os.path.join(case, "models")
    listing = discover(models)
    ranked: List[Tuple[float, Version, Dict[str, float]]] = []
    rejected: Dict[str, List[str]] = {}
    for version in sorted(listing.versions):
        kinds, metadata = reasons(models, version, listing.versions[version], config, now)
        if kinds or metadata is None:
            rejected[version_text(version)] = kinds
        else:
            parts = score(version, metadata, config, now)
            ranked.append((parts["total"], version, parts))
    ranked.sort(key=lambda entry: entry[:2], reverse=True)
    return {
        "case": os.path.basename(case),
        "selected": version_text(ranked[0][1]) if ranked else None,
        "ranked": [{"version": version_text(v), "score": parts} for _, v, parts in ranked],
        "rejected": rejected,
        "ignored": listing.ignored,
    }


# --- command ---------------------------------------------------------------


@dataclass
class Stats:
    """How well the cases exercise the rules."""

    counts: "Counter[str]"
    kinds: "Counter[str]"
    cases: int = 0

    def add(self, answer: Json) -> None:
        self.cases += 1
        totals = [entry["score"]["total"] for entry in answer["ranked"]]
        self.counts["selected"] += bool(totals)
        self.counts["two or more candidates"] += len(totals) > 1
        self.counts["tie at the top"] += len(totals) > 1 and totals[0] == totals[1]
        self.counts["within 1 at the top, no tie"] += (
            len(totals) > 1 and 0 < totals[0] - totals[1] <= 1
        )
        self.counts["tie anywhere"] += len(set(totals)) < len(totals)
        self.counts["ignored files"] += bool(answer["ignored"])
        self.kinds.update({k for kinds in answer["rejected"].values() for k in kinds})

    def print(self) -> None:
        print(f"{self.cases} cases", file=sys.stderr)
        for table in (self.counts, self.kinds):
            for name, count in table.most_common():
                share = 100 * count / max(1, self.cases)
                print(f"  {name:<28} {count:>6}  {share:5.1f} %", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description="Answers for generated selection cases.")
    parser.add_argument("out", metavar="OUT", help="the directory that holds the cases")
    parser.add_argument("--stats", action="store_true", help="a summary on stderr")
    args = parser.parse_args()
    stats = Stats(Counter(), Counter())
    for name in sorted(os.listdir(args.out)):
        case = os.path.join(args.out, name)
        if os.path.isfile(os.path.join(case, "case.json")):
            answer = judge(case)
            stats.add(answer)
            print(json.dumps(answer))
    if args.stats:
        stats.print()


if __name__ == "__main__":
    main()
