"""Record numbers that a terminal counted and we never got: what is known of them in storage."""

from hr import clock
from hr.gateway import Enrolled, storage
from orm.models import Punch, TerminalGap


async def latest(to: Enrolled, most: int) -> list[tuple[int, str]]:
    """Record number and local time of a terminal's last numbered punches, the oldest first."""
    with storage():
        rows = (
            await Punch.filter(terminal_id=to.id, record_no__not_isnull=True)
            .order_by("-identity")
            .limit(most)
            .values_list("record_no", "local_text")
        )
    found = sorted((local, int(no)) for no, local in rows if no.isdecimal())
    return [(no, local) for local, no in found]


async def stored(to: Enrolled, low: str, high: str) -> dict[int, str]:
    """Record number to local time of what we have of a span of local times, its ends included."""
    with storage():
        rows = await Punch.filter(
            terminal_id=to.id,
            local_text__gte=low,
            local_text__lte=high,
            record_no__not_isnull=True,
        ).values_list("record_no", "local_text")
    return {int(no): local for no, local in rows if no.isdecimal()}


async def unsettled(to: Enrolled) -> list[tuple[str, str]]:
    """The spans of skipped numbers that are still reported."""
    with storage():
        rows = await TerminalGap.filter(
            terminal_id=to.id, kind="skipped", settled_at=None
        ).values_list("low", "high")
    return list(rows)


async def filled(to: Enrolled, low: str) -> None:
    """Close a reported span: every number that was missing has come."""
    with storage():
        await TerminalGap.filter(
            terminal_id=to.id, kind="skipped", low=low[:32], settled_at=None
        ).update(settled_at=clock.now(), settled_as="read_again")
