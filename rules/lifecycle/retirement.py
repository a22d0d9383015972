"""Retirement ages that rise step by step (NPC Standing Committee decision, from 2025-01-01)."""

from dataclasses import dataclass
from typing import Literal

from rules.period import Month

Track = Literal["male", "female_cadre", "female_worker"]


@dataclass(frozen=True, slots=True)
class _Path:
    """Start age in years, first birth month that is delayed, birth months per step, most months."""

    age: int
    first: Month
    pace: int
    most: int


_PATHS: dict[Track, _Path] = {
    "male": _Path(60, Month(1965, 1), 4, 36),
    "female_cadre": _Path(55, Month(1970, 1), 4, 36),
    "female_worker": _Path(50, Month(1975, 1), 2, 60),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    """Delay in months, the age reached, and the month in which it is reached."""

    delay: int
    years: int
    months: int
    reached: Month


def retirement(track: Track, born: Month) -> Retirement:
    """Return the retirement age of a person born in a month."""
    path = _PATHS[track]
    since = _number(born) - _number(path.first)
    delay = min(since // path.pace + 1, path.most) if since >= 0 else 0
    age = path.age * 12 + delay
    year, month = divmod(_number(born) + age, 12)
    return Retirement(delay=delay, years=age // 12, months=age % 12, reached=Month(year, month + 1))


def _number(month: Month) -> int:
    return month.year * 12 + month.month - 1
