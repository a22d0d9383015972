"""What the demo company's people did: seeded, so that the same day gives the same company."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rules import calendar
from rules.period import Month, dates

_SHIFTS = {"OFFICE": (time(9), time(18)), "WORKS": (time(8), time(17))}


@dataclass(frozen=True, slots=True)
class Worker:
    """A person as the history needs him."""

    code: str
    name: str
    shift: str
    terminals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One punch to be: which terminal (index), whose code, when (local)."""

    terminal: int
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Plot:
    """The days on which something is meant to happen, by name."""

    late: dict[tuple[str, date], int]
    away: set[tuple[str, date]]
    no_out: set[tuple[str, date]]


def workdays(first: date, last: date) -> list[date]:
    """The working days between two dates, both inclusive."""
    works = calendar.load().roster_calendar.is_working
    return [day for day in dates(first, last) if works(day)]


def plot(today: date, golden: str, vanished: str) -> Plot:
    """Two lates last month and one before for the golden slip; three missed shifts and today."""
    last = Month.of(today).previous
    then = workdays(last.first, last.last)
    before = workdays(last.previous.first, last.previous.last)
    recent = workdays(today - timedelta(days=20), today)
    gone = [*[day for day in recent if day < today][-3:], today]
    return Plot(
        late={(golden, then[7]): 12, (golden, then[15]): 21, (golden, before[10]): 9},
        away={(vanished, day) for day in gone},
        no_out=set(),
    )


def punches(workers: list[Worker], first: date, last: date, story: Plot) -> Iterator[Mark]:
    """Everybody's punches from first to last, in no particular order."""
    for day in workdays(first, last):
        for worker in workers:
            yield from _day(worker, day, story)


def _day(worker: Worker, day: date, story: Plot) -> Iterator[Mark]:
    dice = random.Random(f"{worker.code}:{day}")  # noqa: S311 - a story, not a secret
    if (worker.name, day) in story.away:
        return
    start, end = _SHIFTS[worker.shift]
    arrives = datetime.combine(day, start) - timedelta(seconds=dice.randint(90, 2400))
    leaves = datetime.combine(day, end) + timedelta(seconds=dice.randint(30, 3600))
    planned = story.late.get((worker.name, day))
    spared = any(name == worker.name for name, _ in story.late)
    if planned is not None:
        arrives = datetime.combine(day, start) + timedelta(minutes=planned, seconds=7)
    elif not spared and dice.random() < 0.012:
        arrives = datetime.combine(day, start) + timedelta(seconds=dice.randint(420, 2400))
    yield Mark(dice.choice(worker.terminals), worker.code, arrives)
    if (worker.name, day) not in story.no_out:
        yield Mark(dice.choice(worker.terminals), worker.code, leaves)
