#!/usr/bin/env python3
"""Random cases for discovery and selection, valid and broken.

    generate.py OUT --count N --seed S [--first K]

Makes OUT/case-00001/ and so on, each with models/ (the models directory),
config.yaml (a valid config, written as JSON, which is YAML as well) and
case.json ({"now": the time to score at}). The same seed and number always make
the same case, whatever --count and --first are. oracle.py has the answers.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from random import Random
from typing import List

from case_config import Version, Wanted, random_config
from case_files import KINDS, artifact, fake_artifact, put_noise, random_states
from case_metadata import Plan, good_text, make_plan, metadata_bytes
from case_times import random_now, write_time

SERIES: List[Version] = [(1, minor) for minor in range(13)]
MIXED: List[Version] = [(major, minor) for major in range(4) for minor in (0, 1, 2, 9, 10, 11)]
# Different pairs with equal MAJOR * 100 + MINOR.
EQUAL: List[Version] = [
    (0, 200), (1, 100), (2, 0), (0, 210), (1, 110), (2, 10), (1, 200), (2, 100), (3, 0), (0, 300),
]
LARGE: List[Version] = [
    (0, 0), (1, 0), (1, 999999999), (999999999, 0), (999999999, 999999999), (10000000, 0),
    (9999999, 100), (123456789, 987654321), (20251204, 1), (1, 20251204), (2147483648 // 10, 1),
]


def random_versions(rng: Random) -> List[Version]:
    count = rng.choice([0] + [1] * 2 + [2, 3, 4, 5, 6] * 4 + list(range(7, 15)))
    pool = rng.choice([SERIES, SERIES, MIXED, MIXED, EQUAL, EQUAL, LARGE])
    chosen = rng.sample(pool, min(count, len(pool)))
    if pool is not LARGE and chosen and rng.random() < 0.1:
        chosen.append(rng.choice(LARGE[2:]))
    return chosen


def put_versions(
    rng: Random, models: str, wanted: Wanted, versions: List[Version], now: int
) -> None:
    flaws = rng.choice([0.02, 0.08, 0.08, 0.15, 0.3])  # how likely each part is wrong
    huge = rng.random() < 0.05  # metrics so large that the other parts are rounded away
    plans: List[Plan] = []
    for version in versions:
        plan = make_plan(rng, wanted, version, plans, flaws)
        plans.append(plan)
        metadata = metadata_bytes(rng, wanted, plan, now, huge, flaws)
        data = fake_artifact(rng, wanted.verify == "off")
        states = list(random_states(rng, flaws).items())
        rng.shuffle(states)
        for kind, put in states:
            name = artifact(kind, f"{version[0]}.{version[1]}")
            put(models, name, metadata if kind == "config" else data)


def make_models(rng: Random, case: str) -> str:
    """The empty models directory, seldom behind a symlink."""
    models = os.path.join(case, "models")
    if rng.random() < 0.02:
        real = os.path.join(case, "models-real")
        os.mkdir(real)
        os.symlink("models-real", models)
        return real
    os.mkdir(models)
    return models


def make_case(case: str, rng: Random) -> None:
    os.makedirs(case)
    now = random_now(rng)
    versions = random_versions(rng)
    wanted = random_config(rng, versions)
    if versions or rng.random() < 0.7:  # else the directory itself is missing
        models = make_models(rng, case)
        put_versions(rng, models, wanted, versions, now)
        tempting = make_plan(rng, wanted, (9, 9), [], 0)
        metadata = good_text(rng, wanted, tempting, now, False, 0).encode()
        put_noise(rng, models, fake_artifact(rng, False), metadata)
    write_json(os.path.join(case, "config.yaml"), wanted.tree, rng.choice([None, 2]))
    write_json(os.path.join(case, "case.json"), {"now": write_time(rng, now)}, None)


def write_json(path: str, value: object, indent: object) -> None:
    with open(path, "w", encoding="ascii") as file:
        json.dump(value, file, indent=indent)  # type: ignore[arg-type]
        file.write("\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Random cases for discovery and selection.")
    parser.add_argument("out", metavar="OUT", help="a directory for the cases")
    parser.add_argument("--count", type=int, required=True, metavar="N")
    parser.add_argument("--seed", type=int, required=True, metavar="S")
    parser.add_argument("--first", type=int, default=1, metavar="K", help="the first number")
    args = parser.parse_args()
    for number in range(args.first, args.first + args.count):
        case = os.path.join(args.out, f"case-{number:05}")
        if os.path.lexists(case):
            sys.exit(f"{case} exists already: name another directory or --first")
        make_case(case, Random(f"{args.seed}:{number}"))


if __name__ == "__main__":
    main()
