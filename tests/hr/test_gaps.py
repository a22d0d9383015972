"""Gaps and days against the terminal: seen, looked into, settled with what was found."""

from datetime import date, timedelta

from hr import gaps, gateway, reconcile, terminal_days
from hr.reconcile import DayDigest
from orm.models import Event
from tests.hr.kit import punch, refusal
from tests.support.town import Town


async def report(kind: str = "overwritten") -> None:
    (to,) = [one for one in await gateway.enrolled() if one.serial == "TOWN0001"]
    await reconcile.gap(to, kind, "2026-11-18 09:00:00", "2026-11-18 17:30:00", 12)  # type: ignore[arg-type] # one of its kinds


async def test_an_open_gap_is_settled_with_its_reason(town: Town) -> None:
    await report()
    rosa = town.of("rosa")
    (found,) = await gaps.list_gaps(rosa)
    assert (found.terminal, found.kind, found.missing) == ("T1", "overwritten", 12)
    await gaps.settle(rosa, found.id, "corrections", "asked three people")
    assert await gaps.list_gaps(rosa) == []
    (settled,) = await gaps.list_gaps(rosa, settled=True)
    assert (settled.settled_as, settled.settled_by) == ("corrections", "rosa")
    assert settled.note == "asked three people"
    assert await Event.filter(type="gap.settled").count() == 1


async def test_a_gap_is_settled_once_and_only_with_a_known_reason(town: Town) -> None:
    await report()
    rosa = town.of("rosa")
    (found,) = await gaps.list_gaps(rosa, terminal_id=town.terminals["T1"])
    assert await refusal(gaps.settle(rosa, found.id, "whatever")) == "reason"
    assert await refusal(gaps.settle(rosa, found.id, "lost", "x" * 401)) == "too_long"
    await gaps.settle(rosa, found.id, "lost")
    assert await refusal(gaps.settle(rosa, found.id, "lost")) == "not_found"


async def test_a_settled_gap_is_not_opened_by_the_same_news(town: Town) -> None:
    await report()
    (found,) = await gaps.list_gaps(town.of("rosa"))
    await gaps.settle(town.of("rosa"), found.id, "lost")
    await report()
    assert await gaps.list_gaps(town.of("rosa")) == []


async def test_a_day_that_differs_is_marked(town: Town) -> None:
    await punch("0002", "2026-11-19 08:55:00")
    (to,) = [one for one in await gateway.enrolled() if one.serial == "TOWN0001"]
    held = reconcile.digests_of(await reconcile.held(to, date(2026, 11, 19), date(2026, 11, 19)))
    same, more = held[date(2026, 11, 19)], DayDigest(count=3, digest="0" * 64)
    await reconcile.compare(to, {date(2026, 11, 19): same, date(2026, 11, 20): more})
    await reconcile.compare(to, {date(2026, 10, 1): more})
    rows = await terminal_days.counts(town.of("otto"), town.terminals["T1"])
    assert [(one.day, one.device_count, one.same) for one in rows] == [
        (date(2026, 11, 20), 3, False),
        (date(2026, 11, 19), 1, True),
    ]
    assert rows[0].day - rows[1].day == timedelta(days=1)
