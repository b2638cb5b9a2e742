"""Points in time for the generated cases, and the many ways to write them."""

from __future__ import annotations

import json
from datetime import date
from random import Random
from typing import List, Optional, Tuple

NANOS = 10**9
MINUTE = 60 * NANOS
DAY = 1440 * MINUTE
EPOCH = date(1970, 1, 1).toordinal()

# How an offset from UTC is written, and its minutes.
ZONES: List[Tuple[str, int]] = [
    ("Z", 0),
    ("", 0),
    ("+00:00", 0),
    ("-00:00", 0),
    ("+05:30", 330),
    ("+0530", 330),
    ("-08", -480),
    ("-03:30", -210),
    ("+14:00", 840),
    ("+23:59", 1439),
    ("-2359", -1439),
]

# Valid, and far from now or otherwise unusual. JSON texts.
ODD_TIMES: List[str] = [
    '"0001-01-01"',
    '"0001-01-01T00:00:00+23:59"',
    '"0099-12-31T10:00"',
    '"1900-02-28T00:00:00Z"',
    '"1969-12-31T23:59:59.999999999Z"',
    '"1970-01-01T00:00:00Z"',
    '"2000-02-29T00:00:00"',
    '"2024-02-29 12:00"',
    '"9999-12-31T23:59:59.999999999Z"',
    '"9999-12-31T23:59:59-23:59"',
    '"2025\\u002d01-01T00:00:00Z"',
]

# No time at all: whatever reads them counts them as missing. JSON texts.
BAD_TIMES: List[str] = [json.dumps(text) for text in [
    "2025-02-30", "2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2025-04-31 10:00:00",
    "2025-13-01", "2025-13-01T00:00:00Z", "2025-00-10", "2025-01-00", "0000-01-01",
    "2025-06-01T24:00:00", "2025-06-01T24:00:00Z", "2025-06-01T25:00",
    "2025-06-01T23:59:60Z", "2025-06-30T23:59:60+00:00", "2025-06-01T10:60:00Z",
    "2025-06-01T", "2025-06-01T10", "2025-06-01T10Z", "2025-06-01T10:00.5Z",
    "2025-06-01T10:00:00.", "2025-06-01T10:00:00.Z", "2025-06-01T10:00:00,5Z",
    "2025-06-01T10:00:00+24:00", "2025-06-01T10:00:00+05:60", "2025-06-01T10:00:00+5",
    "2025-06-01T10:00:00+05:3", "2025-06-01T10:00:00-05:30:00", "2025-06-01T10:00:00Z+00:00",
    "2025-06-01T10:00:00 +05:30", "2025-06-01T10:00:00 Z", "2025-06-01T10:00:00 UTC",
    "2025-06-01T10:00:00\u221205:00", "2025-06-01T10:00Z[UTC]",
    "2025-06-01t10:00:00Z", "2025-06-01T10:00:00z", "2025-06-01Z", "2025-06-01+05:30",
    "2025-06-01  10:00", "2025-06-01_10:00:00", "2025-06-01\t10:00:00", "2025-06-01T-1:00:00",
    " 2025-06-01", "2025-06-01 ", "2025-06-01\n", "2025-06-01T10:00:00Z\n",
    "2025-6-1", "2025-06", "2025", "20250601", "20250601T100000Z", "2025-W23-1", "2025-152",
    "01/06/2025", "2025/06/01", "June 1, 2025", "Sun, 01 Jun 2025 10:00:00 GMT",
    "1748772000", "+002025-06-01T10:00:00Z", "12025-06-01", "-2025-06-01",
    "\uff12\uff10\uff12\uff15-06-01", "2025-06-0\u0661", "", " ", "unknown", "now", "NaT",
]] + ["1748772000", "1748772000000", "1748772000.5", "null", "true", "[]", "{}", "NaN",
      '["2025-06-01T10:00:00Z"]', "Infinity"]


def random_now(rng: Random) -> int:
    """Nanoseconds since 1970: a time the case is scored at."""
    first = date(2024, 1, 1).toordinal() - EPOCH
    day = rng.choice([
        rng.randrange(first, first + 1200),
        rng.randrange(first, first + 1200),
        date(2024, 2, 29).toordinal() - EPOCH,
        date(2025, 12, 31).toordinal() - EPOCH,
        date(2026, 3, 1).toordinal() - EPOCH,
    ])
    within = rng.choice([
        0,
        12 * 60 * MINUTE,
        rng.randrange(86_400) * NANOS,
        rng.randrange(86_400) * NANOS,
        rng.randrange(86_400_000) * 10**6,
        rng.randrange(86_400_000_000) * 1000,
        rng.randrange(DAY),
        DAY - 1,
    ])
    return day * DAY + within


def write_time(rng: Random, time: int) -> str:
    """The time in one of the accepted spellings, always exactly."""
    zone, minutes = rng.choice(ZONES[:3] if rng.random() < 0.6 else ZONES)
    days, within = divmod(time + minutes * MINUTE, DAY)
    day = date.fromordinal(days + EPOCH).isoformat()
    if within == 0 and zone == "" and rng.random() < 0.5:
        return day
    clock = write_clock(rng, within)
    return day + rng.choice("TTT ") + clock + zone


def spoil_time(rng: Random, time: int) -> str:
    """Nearly the time given, but not a spelling that is accepted."""
    day = date.fromordinal(time // DAY + EPOCH).isoformat()
    rests = ["t10:20:30Z", "T10:20:30z", "T24:00:00Z", "T23:59:60Z", "T10:20:30 +00:00",
             "T10:20:30+24:00", " ", "Z", "T10", "T10:20:30,5Z", "T10:20:30Z\n", "T10:20:30 Z"]
    return day + rng.choice(rests)


def write_clock(rng: Random, within: int) -> str:
    seconds, nanos = divmod(within, NANOS)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if seconds % 60 == 0 and nanos == 0 and rng.random() < 0.15:
        return text
    text += f":{seconds % 60:02}"
    fraction = write_fraction(rng, nanos)
    return text if fraction is None else f"{text}.{fraction}"


def write_fraction(rng: Random, nanos: int) -> Optional[str]:
    full = f"{nanos:09}"
    needed = len(full.rstrip("0"))
    digits = max(needed, rng.choice([0, 0, 0, 1, 3, 6, 6, 9]))
    if digits == 0:
        return None
    if rng.random() < 0.06:  # dropped by a reader that keeps nanoseconds
        return full + "".join(rng.choice("0123456789") for _ in range(rng.choice([1, 3, 40])))
    return full[:digits]
