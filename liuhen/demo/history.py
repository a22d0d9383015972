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
class Away:
    """Approved leave of whole days: who, which kind, from, to, and what he wrote."""

    name: str
    kind: str
    first: date
    last: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """Approved overtime: on a work day after the shift, on a rest day from morning."""

    name: str
    day: date
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Plot:
    """What is meant to happen; everything else is left to the dice."""

    late: dict[tuple[str, date], int]
    missed: set[tuple[str, date]]
    leave: tuple[Away, ...]
    extra: tuple[Extra, ...]

    def away(self, name: str, day: date) -> bool:
        """Whether somebody does not come, with leave or without."""
        return (name, day) in self.missed or any(
            one.name == name and one.first <= day <= one.last for one in self.leave
        )


def workdays(first: date, last: date) -> list[date]:
    """The working days between two dates, both inclusive."""
    works = calendar.load().roster_calendar.is_working
    return [day for day in dates(first, last) if works(day)]


def plot(today: date, golden: str, vanished: str) -> Plot:
    """Two lates last month and one before for the golden slip; three missed shifts and today."""
    last = Month.of(today).previous
    then = workdays(last.first, last.last)
    before = workdays(last.previous.first, last.previous.last)
    recent = workdays(today - timedelta(days=40), today - timedelta(days=1))
    saturday = today - timedelta(days=(today.weekday() + 2) % 7 or 7)
    return Plot(
        late={(golden, then[7]): 12, (golden, then[15]): 21, (golden, before[10]): 9},
        missed={(vanished, day) for day in (*recent[-3:], today)},
        leave=(
            Away("黄丽娟", "personal", then[9], then[9], "办理房产过户"),
            Away("何佳怡", "annual", then[12], then[13]),
            Away("韩静", "sick", before[5], before[6]),
            Away("沈曼", "annual", recent[-2], today),
            Away("唐小雅", "annual", recent[-9], recent[-8]),
            Away("夏雪", "sick", recent[-5], recent[-5]),
        ),
        extra=(
            Extra("石磊", recent[-4], time(17), time(20)),
            Extra("谢婷", then[3], time(17), time(19, 30)),
            Extra("彭国栋", saturday, time(8), time(16)),
        ),
    )


def punches(workers: list[Worker], first: date, last: date, story: Plot) -> Iterator[Mark]:
    """Everybody's punches from first to last, in no particular order."""
    for day in workdays(first, last):
        for worker in workers:
            yield from _day(worker, day, story)
    works = set(workdays(first, last))
    for extra in story.extra:
        worker = next(one for one in workers if one.name == extra.name)
        if extra.day not in works and first <= extra.day <= last:
            for hour in (extra.start, extra.end):
                yield Mark(worker.terminals[0], worker.code, datetime.combine(extra.day, hour))


def _day(worker: Worker, day: date, story: Plot) -> Iterator[Mark]:
    if story.away(worker.name, day):
        return
    dice = random.Random(f"{worker.code}:{day}")  # noqa: S311 - a story, not a secret
    start, end = (datetime.combine(day, hour) for hour in _SHIFTS[worker.shift])
    yield Mark(
        dice.choice(worker.terminals), worker.code, start + _arrival(worker, day, story, dice)
    )
    leaves = end + _departure(worker, day, story, dice)
    if worker.name in _SPARED or dice.random() > 0.004:
        yield Mark(dice.choice(worker.terminals), worker.code, leaves)


_SPARED = {"陈思远", "方志恒"}
"""Those whose days are told by the plot alone."""


def _arrival(worker: Worker, day: date, story: Plot, dice: random.Random) -> timedelta:
    """How long after the start of the shift somebody comes; mostly before it."""
    planned = story.late.get((worker.name, day))
    if planned is not None:
        return timedelta(minutes=planned, seconds=7)
    if worker.name not in _SPARED and dice.random() < 0.012:
        return timedelta(seconds=dice.randint(420, 2400))
    return -timedelta(seconds=dice.randint(90, 2400))


def _departure(worker: Worker, day: date, story: Plot, dice: random.Random) -> timedelta:
    """How long after the end of the shift somebody goes."""
    for extra in story.extra:
        if (extra.name, extra.day) == (worker.name, day):
            stayed = datetime.combine(day, extra.end) - datetime.combine(day, extra.start)
            return stayed + timedelta(minutes=8)
    if worker.name not in _SPARED and dice.random() < 0.005:
        return -timedelta(minutes=dice.randint(12, 50))
    return timedelta(seconds=dice.randint(30, 3600))
