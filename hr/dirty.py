"""Days whose inputs changed: marked in the transaction that changed them, judged by a job."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from hr import clock, ids
from orm import marks
from orm.models import DirtyDay

_NOON = "12"


async def mark(company_id: str, days: Iterable[tuple[str, date]]) -> None:
    """Mark (person, date) pairs; a day marked again gets a new mark.

    So a judgement of what was known before does not take it away.
    """
    found = sorted(set(days))
    fresh = zip(ids.new_ids(len(found)), found, strict=True)
    await marks.write(company_id, clock.now(), [(id_, *day) for id_, day in fresh])


async def take(waiting: Sequence[DirtyDay]) -> list[DirtyDay]:
    """Take these marks away; returns those that were still there. Call inside a transaction."""
    same = DirtyDay.filter(id__in=[one.id for one in waiting])
    there = await same.order_by("person_id", "date").select_for_update()
    await DirtyDay.filter(id__in=[one.id for one in there]).delete()
    return there


async def clear(company_id: str) -> None:
    """Forget every mark: the caller has judged all of those days itself."""
    await DirtyDay.filter(company_id=company_id).delete()


def days_of(person_id: str, local_text: str) -> list[tuple[str, date]]:
    """The days a punch can belong to: its own date and, in the morning, the night before.

    The local hour is enough: `YYYY-MM-DD HH`.
    """
    on = date.fromisoformat(local_text[:10])
    days = [(person_id, on)]
    if local_text[11:] < _NOON:
        days.append((person_id, on - timedelta(days=1)))
    return days
