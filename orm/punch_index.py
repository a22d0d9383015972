"""Asking for punches the way their indexes stand: by receipt, or by day and then by person.

An index by person alone has a leaf for each of them, and a batch of many people's punches rewrites
all of those; one that begins with the day is written where it grows.
"""

from datetime import date, datetime

from tortoise.expressions import RawSQL
from tortoise.queryset import QuerySet

from orm.fields import to_ms
from orm.models import Punch

_DAY_MS = 86_400_000


def newest(company_id: str) -> QuerySet[Punch]:
    """A company's punches, the latest received first: filter and limit it.

    The expression hides the column from SQLite, which would sort everything of the company.
    """
    own = RawSQL('"punch"."company_id" || \'\'')
    return Punch.annotate(own=own).filter(own=company_id).order_by("-id")


def within(company_id: str, low: datetime, high: datetime) -> QuerySet[Punch]:
    """A company's punches from `low` up to but not including `high`; filter it by person."""
    days = range(to_ms(low) // _DAY_MS, to_ms(high) // _DAY_MS + 1)
    on = RawSQL(f'"punch"."at" / {_DAY_MS}')
    return Punch.annotate(on=on).filter(
        company_id=company_id, on__in=list(days), at__gte=low, at__lt=high
    )


def of_terminal(terminal_id: str, since: date) -> QuerySet[Punch]:
    """A terminal's punches from a local day on: identities begin with the local time."""
    return Punch.filter(terminal_id=terminal_id, identity__gte=since.isoformat())
