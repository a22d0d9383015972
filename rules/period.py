"""A calendar month as a value: the period of attendance closing and of pay."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month, printed and read as `2026-11`."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read `2026-11`; ValueError when it is no month."""
        first = date.fromisoformat(f"{text}-01")
        return cls(first.year, first.month)

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month of a date."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """The first date."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last date."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def next(self) -> "Month":
        """The month after."""
        return Month.of(self.last + timedelta(days=1))

    @property
    def previous(self) -> "Month":
        """The month before."""
        return Month.of(self.first - timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def days(self) -> Iterator[date]:
        """Yield every date in order."""
        return dates(self.first, self.last)


def dates(first: date, last: date) -> Iterator[date]:
    """Yield every date from first to last, both inclusive; nothing when last is earlier."""
    for number in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(number)
