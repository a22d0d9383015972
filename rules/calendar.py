"""What a date is: work day, make-up work day, rest day or statutory holiday, with its source.

A year whose notice the State Council has not published is provisional: its statutory days are
known (Order 795), its adjusted rest days are not, and nobody guesses them.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from rules.period import dates
from rules.problem import Problem, Refused
from rules.text import Text


class DayKind(StrEnum):
    """The four kinds of date of Chinese working-time law."""

    WORKDAY = "workday"
    MAKEUP_WORKDAY = "makeup_workday"
    REST_DAY = "rest_day"
    STATUTORY_HOLIDAY = "statutory_holiday"

    @property
    def is_working(self) -> bool:
        """Say whether work is owed on such a date."""
        return self in (DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Weekly rest (ISO weekdays 1-7) and the exceptions to it; holidays win over the others."""

    weekly_rest: frozenset[int] = frozenset({6, 7})
    holidays: frozenset[date] = frozenset()
    rest: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()

    def kind(self, day: date) -> DayKind:
        """Return the kind of a date."""
        if day in self.holidays:
            return DayKind.STATUTORY_HOLIDAY
        if day in self.makeup:
            return DayKind.MAKEUP_WORKDAY
        if day in self.rest or day.isoweekday() in self.weekly_rest:
            return DayKind.REST_DAY
        return DayKind.WORKDAY

    def is_working(self, day: date) -> bool:
        """Say whether work is owed on the date."""
        return self.kind(day).is_working


class DayCounts(NamedTuple):
    """Work days, statutory holidays, and their sum: the days a monthly salary pays for."""

    work_days: int
    statutory_days: int

    @property
    def paid_days(self) -> int:
        """Work days and statutory holidays together."""
        return self.work_days + self.statutory_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One published (or still provisional) year with the notice it comes from."""

    year: int
    official: bool
    source: str
    holidays: frozenset[date]
    rest: frozenset[date]
    makeup: frozenset[date]


class NationalCalendar:
    """The published years of one country.

    Whatever decides money asks here, and is refused for a year without an official notice;
    rosters may use `roster_calendar` together with the warning of `provisional`.
    """

    __slots__ = ("_years", "roster_calendar")

    def __init__(self, years: Iterable[Year]) -> None:
        self._years = {year.year: year for year in years}
        known = self._years.values()
        self.roster_calendar = Calendar(
            holidays=frozenset().union(*(year.holidays for year in known)),
            rest=frozenset().union(*(year.rest for year in known)),
            makeup=frozenset().union(*(year.makeup for year in known)),
        )

    def with_year(self, year: Year) -> "NationalCalendar":
        """Return a calendar in which `year` replaces what was known of it (HR's import)."""
        return NationalCalendar([*self._years.values(), year])

    def provisional(self, day: date) -> Problem | None:
        """Return the Problem of a year without an official notice, else None."""
        year = self._years.get(day.year)
        if year is not None and year.official:
            return None
        return Problem(
            code="calendar.provisional",
            text=_PROVISIONAL.format(year=day.year),
            where=str(day.year),
            hint=_IMPORT,
            facts={"year": day.year, "task": "import_calendar", "role": "hr"},
        )

    def kind(self, day: date) -> DayKind:
        """Return the kind of a date, or raise Refused when its year is provisional."""
        if problem := self.provisional(day):
            raise Refused(problem)
        return self.roster_calendar.kind(day)

    def source(self, day: date) -> str:
        """Return the notice the date's kind rests on, or raise Refused."""
        self.kind(day)
        return self._years[day.year].source

    def counts(self, first: date, last: date) -> DayCounts:
        """Count work days and statutory holidays from first to last, both inclusive."""
        kinds = [self.kind(day) for day in dates(first, last)]
        return DayCounts(
            work_days=sum(kind.is_working for kind in kinds),
            statutory_days=kinds.count(DayKind.STATUTORY_HOLIDAY),
        )

    def on_or_before(self, day: date) -> date:
        """Return the nearest working date not after `day` (pay day: Wage Payment Rules art. 7)."""
        while not self.kind(day).is_working:
            day -= timedelta(days=1)
        return day


@cache
def load(country: str = "cn") -> NationalCalendar:
    """Read the years that travel with the product: rules/params/<country>/holidays.toml."""
    text = files("rules.params").joinpath(country, "holidays.toml").read_text("utf-8")
    return parse(text)


def parse(text: str) -> NationalCalendar:
    """Read the TOML of `holidays.toml`: one [[year]] with year, status, source and three lists."""
    return NationalCalendar(
        Year(
            year=entry["year"],
            official=entry["status"] == "official",
            source=entry["source"],
            holidays=frozenset(entry["statutory"]),
            rest=frozenset(entry["rest"]),
            makeup=frozenset(entry["makeup"]),
        )
        for entry in tomllib.loads(text)["year"]
    )


_PROVISIONAL = Text(
    "{year} 年的放假通知还没有录入，调休和补班不能猜",
    "the {year} holiday notice is not on record, and adjusted days are never guessed",
)
_IMPORT = Text(
    "国务院办公厅的通知公布后，请人事导入当年日历",
    "HR: import the year's calendar once the State Council notice is out",
)
