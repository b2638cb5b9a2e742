"""Random metadata files: mostly what the config asks for, in many spellings."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Callable, List, Optional, Tuple

from case_config import METRICS, SYMBOLS, Version, Wanted
from case_times import BAD_TIMES, DAY, ODD_TIMES, spoil_time, write_time

Entries = List[Tuple[str, str]]  # keys and JSON texts: equal keys may repeat

MIB = 1_048_576
WRONG_TYPES = ["null", "true", "false", "0", "1.5", '""', '"x"', "[]", "{}", "NaN", "-Infinity"]


@dataclass
class Plan:
    """What a model is to be; `total` of planned models is used to make ties."""

    version: Version
    symbols: List[str] = field(default_factory=list)
    age: int = 0  # nanoseconds

    @property
    def total(self) -> int:
        recency = 0 if self.age < -2 * DAY else min(365, 365 - self.age // DAY)
        recency = max(0, recency)
        return 10 * len(self.symbols) + recency + self.version[0] * 100 + self.version[1]


# --- planning --------------------------------------------------------------


def make_plan(
    rng: Random, wanted: Wanted, version: Version, earlier: List[Plan], flaws: float
) -> Plan:
    plan = Plan(version, choose_symbols(rng, wanted, flaws), choose_age(rng, wanted, flaws))
    if earlier and rng.random() < 0.6:
        best = max(other.total for other in earlier)
        total = best if rng.random() < 0.7 else rng.choice(earlier).total
        aim_for_tie(rng, wanted, plan, total + rng.choice([0, 0, 0, 0, 1, -1]))
    return plan


def needed_symbols(rng: Random, wanted: Wanted, too_few: bool) -> List[str]:
    """The required symbols, and as many of trading.symbols as the gate asks (or one less)."""
    if wanted.min_coverage is None:
        return list(wanted.required)
    size = len(wanted.trading)
    least = next(k for k in range(size + 1) if k / size >= wanted.min_coverage)
    least = max(0, least - 1) if too_few else least
    first = [s for s in wanted.trading if s in wanted.required]
    rest = [s for s in wanted.trading if s not in wanted.required]
    rng.shuffle(rest)
    return wanted.required + (first + rest)[len(first):max(least, len(first))]


def choose_symbols(rng: Random, wanted: Wanted, flaws: float) -> List[str]:
    too_few = rng.random() < 1.5 * flaws
    chosen = needed_symbols(rng, wanted, too_few)
    others = [s for s in SYMBOLS if s not in chosen]
    if too_few:
        others = [s for s in others if s not in wanted.trading]
    if wanted.required and rng.random() < 2.5 * flaws:
        chosen.remove(wanted.required[0])
    chosen += rng.sample(others, min(len(others), rng.choice([0, 0, 1, 2, 3, 5])))
    return chosen


def choose_age(rng: Random, wanted: Wanted, flaws: float) -> int:
    within = rng.choice([0, 0, 1, DAY - 1, rng.randrange(DAY), rng.randrange(86_400) * 10**9])
    if wanted.max_age_days is None:
        days = rng.choice([0, 1, 364, 365, 366, -1, -2, -3, -30] + [rng.randint(0, 400)] * 12)
        return days * DAY + within
    limit = int(Fraction(str(wanted.max_age_days)) * DAY)
    if rng.random() < 2 * flaws:
        return limit + rng.choice([1, 1, DAY, rng.randrange(1, 300 * DAY)])
    if rng.random() < 0.5 * flaws:
        return -2 * DAY - rng.choice([0, 1, 1, DAY])
    if rng.random() < 0.35:
        return limit - rng.choice([0, 0, 1])
    return min(limit, rng.randint(-1, max(0, int(wanted.max_age_days) - 1)) * DAY + within)


def aim_for_tie(rng: Random, wanted: Wanted, plan: Plan, total: int) -> None:
    """Change the age, and if need be the symbols, so that the total is the one given."""
    counts = list(range(len(plan.symbols), len(SYMBOLS) + 1))
    if rng.random() < 0.5:
        rng.shuffle(counts)
    limit = 365 if wanted.max_age_days is None else min(365, math.floor(wanted.max_age_days))
    for count in counts:
        days = 365 + 10 * count + plan.version[0] * 100 + plan.version[1] - total
        if 0 <= days < limit:
            others = [s for s in SYMBOLS if s not in plan.symbols]
            plan.symbols += others[:count - len(plan.symbols)]
            plan.age = days * DAY + rng.choice([0, DAY - 1, rng.randrange(DAY)])
            return


# --- single keys -----------------------------------------------------------


def text(value: object) -> str:
    return json.dumps(value)


def choice_entries(
    rng: Random, key: str, right: str, other: str, default: str, flaws: float
) -> Entries:
    """training_mode or symbol_encoding_type, right with probability 1 - flaws."""
    odd = [text(other), text("embedding"), text(right.upper()), text(right + " "), text([right])]
    wrong = rng.choice([odd[0]] * 4 + odd[1:] + WRONG_TYPES)
    if rng.random() < flaws:
        if right != default and rng.random() < 0.4:
            return []
        return [(key, text(right)), (key, wrong)] if rng.random() < 0.1 else [(key, wrong)]
    if right == default and rng.random() < 0.3:
        return []
    if rng.random() < 0.04:
        return [(key, wrong), (key, text(right))]
    return [(key, text(right))]


def symbols_entries(rng: Random, plan: Plan, flaws: float) -> Entries:
    symbols = list(plan.symbols)
    if rng.random() < 0.5 * flaws:
        mixed = [text([*symbols, 7]), text([None]), "[NaN]", text([symbols]), '"BTCUSDT,ETHUSDT"']
        wrong = rng.choice(mixed + WRONG_TYPES)
        return [] if rng.random() < 0.3 else [("trained_symbols", wrong)]
    if not symbols and rng.random() < 0.5:
        return []
    rng.shuffle(symbols)
    if symbols and rng.random() < 0.2:
        symbols += rng.choices(symbols, k=rng.randint(1, 3))
    raw = text(symbols)
    if rng.random() < 0.1:
        raw = raw.replace("T", "\\u0054")
    return [("trained_symbols", raw)]


def timestamp_entries(rng: Random, plan: Plan, now: int, flaws: float) -> Entries:
    key = "training_end_timestamp"
    if rng.random() < 1.5 * flaws:
        wrong = rng.choice([rng.choice(BAD_TIMES), text(spoil_time(rng, now - plan.age))])
        return [] if rng.random() < 0.3 else [(key, wrong)]
    if rng.random() < 0.04:
        return [(key, rng.choice(ODD_TIMES))]
    return [(key, text(write_time(rng, now - plan.age)))]


def metric_text(rng: Random, value: float) -> str:
    """A spelling that reads as the same double."""
    plain = repr(value)
    spellings = [plain, plain, plain, f"{value:.20e}"]
    if "e" not in plain:
        spellings.append(plain + "E0")
    if isinstance(value, float) and value == int(value):
        spellings.append(str(int(value)))
    if "." in plain and "e" not in plain:
        spellings.append(plain + "0" * 12)
    return rng.choice(spellings)


def gated_metric(rng: Random, least: float, flaws: float) -> Optional[str]:
    """A metric the config sets a minimum for; None to leave it out."""
    if rng.random() < 2 * flaws:
        below = repr(math.nextafter(least, -math.inf))
        return rng.choice([None, below, repr(least - 0.125), text(repr(least)), "true", "null",
                           "NaN", "Infinity", "-Infinity", "1e400", "9" * 400, "[1]"])
    better = least + rng.choice([0, 0, 0.05, 0.1, 0.25])
    return metric_text(rng, better)


def performance_entries(rng: Random, wanted: Wanted, huge: bool, flaws: float) -> Entries:
    key = "performance"
    if rng.random() < 0.3 * flaws:
        return [] if rng.random() < 0.3 else [(key, rng.choice(['[0.9]', '"0.9"'] + WRONG_TYPES))]
    metrics: Entries = []
    for name, least in wanted.min_performance.items():
        raw = gated_metric(rng, least, flaws)
        metrics += [] if raw is None else [(name, raw)]
    for name in METRICS:
        if name not in wanted.min_performance and rng.random() < 0.5:
            metrics.append((name, free_metric(rng, flaws)))
    if huge and wanted.metric is not None:
        metrics.append((wanted.metric, rng.choice(["1e17", "1e17", "9007199254740993"])))
    if rng.random() < 0.05:
        metrics.insert(0, ("__proto__", '{"auc": 0.99, "f1": 0.99, "recall": 0.99}'))
    if not metrics and rng.random() < 0.5:
        return []
    return [(key, render(rng, metrics))]


def free_metric(rng: Random, flaws: float) -> str:
    if rng.random() < flaws:
        return rng.choice(WRONG_TYPES + ["Infinity", "1e999", '"0.7"'])
    value = rng.choice([0.5, 0.55, 0.6, 0.65, 0.7, 0.1, 1, 0, 1.0, -0.5, 2, round(rng.random(), 4)])
    return metric_text(rng, value)


def other_entries(rng: Random, version: Version) -> Entries:
    """Keys that play no part in the selection, whatever is in them."""
    days = rng.choice(["90", "365.5", "1e3", "9007199254740993", "9" * 5000] + WRONG_TYPES)
    pool: Entries = [
        ("version", text(f"{version[0]}.{version[1]}")),
        ("version", "1.0"),
        ("training_days", "90"),
        ("training_days", days),
        ("training_date", text("2025-01-01")),
        ("features", text(["rsi", "macd"])),
        ("symbol_history_days", '{"BTCUSDT": 365, "ETHUSDT": NaN}'),
        ("symbol_encoding_map", '{"BTCUSDT": 0}'),
        ("min_history_days_per_symbol", "30"),
        ("note", '"NaN, Infinity: -Infinity } ] \\" \\\\ \\u00e4 \\ud800"'),
        ("note", '"\u00e4\u2028 \U0001f600"'),
        ("loss", "NaN"),
        ("best", "[Infinity, -Infinity, -0, -0.0, 1E-400]"),
        ("big", "123456789012345678901234567890"),
        ("deep", "[" * 24 + '{"a":' * 25 + "1" + "}" * 25 + "]" * 24),
        ("__proto__", '{"training_mode": "multi_symbol", "trained_symbols": ["A", "B"],'
                      ' "performance": {"auc": 1}, "training_end_timestamp": "2099-01-01"}'),
        ("constructor", '{"prototype": {"training_mode": "multi_symbol"}}'),
        ("Training_Mode", text("embedding")),
        ("", "0"),
    ]
    return rng.sample(pool, rng.choice([0, 1, 2, 4, 7]))


# --- whole files -----------------------------------------------------------


def render(rng: Random, entries: Entries) -> str:
    """An object; entries keep their order, for the last of equal keys wins."""
    comma, colon = rng.choice([(", ", ": "), (",", ":"), (",\n  ", ": "), (" ,\r\n\t", " : ")])
    return "{" + comma.join(write_key(rng, k) + colon + v for k, v in entries) + "}"


def write_key(rng: Random, key: str) -> str:
    return text(key).replace("_", "\\u005f") if rng.random() < 0.01 else text(key)


def shuffle_entries(rng: Random, groups: List[Entries]) -> Entries:
    """All groups in random order, but each key's own entries in theirs."""
    keys = [index for index, group in enumerate(groups) for _ in group]
    rng.shuffle(keys)
    rest = [iter(group) for group in groups]
    return [next(rest[index]) for index in keys]


def good_text(rng: Random, wanted: Wanted, plan: Plan, now: int, huge: bool, flaws: float) -> str:
    if rng.random() < 0.02:
        return "{}"
    other_mode = "multi_symbol" if wanted.mode == "single_symbol" else "single_symbol"
    encoding = wanted.encoding
    other_encoding = "index" if encoding == "one_hot" else "one_hot"
    free = 0.5 if wanted.mode == "single_symbol" else flaws  # then nobody asks
    groups = [
        choice_entries(rng, "training_mode", wanted.mode, other_mode, "single_symbol", flaws),
        choice_entries(rng, "symbol_encoding_type", encoding, other_encoding, "one_hot", free),
        symbols_entries(rng, plan, flaws),
        timestamp_entries(rng, plan, now, flaws),
        performance_entries(rng, wanted, huge, flaws),
        other_entries(rng, plan.version),
    ]
    return render(rng, shuffle_entries(rng, groups))


def broken(rng: Random, good: str) -> bytes:
    """The same, spoilt: no readable JSON object any more."""
    inner = good[1:-1].strip()
    comma = ", " if inner else ""
    as_bytes: List[Callable[[], bytes]] = [
        lambda: b"",
        lambda: b" \n",
        lambda: b"\x00",
        lambda: good.encode("utf-16"),
        lambda: good.encode() + b"\x00",
        lambda: b"\xef\xbb\xbf\xef\xbb\xbf" + good.encode(),
        lambda: good[:-1].encode() + (comma + '"x": "').encode() + b"\xff\"}",
        lambda: good[:-1].encode() + (comma + '"x": "').encode() + b"\xed\xa0\x80\"}",
        lambda: good[:-1].encode() + (comma + '"x": "').encode() + b"\xc0\xaf\"}",
        lambda: good.encode() + b" " * (MIB + 1 - len(good.encode())),
    ]
    as_text = [
        good[:-1], good[:rng.randrange(1, len(good))], good + "}", good + good, good + "x",
        "[" + good + "]", text(good), "null", "true", "42", "NaN", "[]", "\u00a0" + good,
        "{" + inner + ",}", "{,}", "{" + inner + comma + "x: 1}", "{" + inner + comma + "'x': 1}",
        "// model\n" + good, "{" + inner + comma + '"x"}', "{" + inner + comma + '"x": }',
        '{"d": ' + "[" * 150 + "]" * 150 + comma + inner + "}",
        '{"d": ' + '{"a":' * 5000 + "1" + "}" * 5000 + comma + inner + "}",
        "[" * 200_000,
    ]
    values = ["01", "+1", ".5", "1.", "0x10", "1e", "-", "nan", "-NaN", "Inf", "+Infinity", "None",
              "True", "undefined", "1_000", '"\t"', '"\n"', '"\\x41"', '"\\u12"', "'a'"]
    as_text += ["{" + inner + comma + '"x": ' + value + "}" for value in values[::2]]
    as_text += ['{"x": ' + value + comma + inner + "}" for value in values[1::2]]
    if rng.random() < 0.25:
        return rng.choice(as_bytes)()
    return rng.choice(as_text).encode()


def metadata_bytes(
    rng: Random, wanted: Wanted, plan: Plan, now: int, huge: bool, flaws: float
) -> bytes:
    good = good_text(rng, wanted, plan, now, huge, flaws)
    if rng.random() < 0.8 * flaws:
        return broken(rng, good)
    data = rng.choice(["", "", "", " ", "\r\n\t"]).encode() + good.encode()
    data += rng.choice([b"", b"\n", b"\n"])
    if rng.random() < 0.06:
        data = b"\xef\xbb\xbf" + data
    if rng.random() < 0.004:
        data += b" " * (MIB - len(data))  # exactly as large as allowed
    return data
