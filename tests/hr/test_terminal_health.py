"""Thirty days of one terminal, cut at its own midnights."""

from datetime import UTC, date, datetime, timedelta

from hr import terminal_health
from orm.models import TerminalOutage
from tests.hr.kit import refusal
from tests.support.town import NOW, Town


async def silent(town: Town, number: str, began: datetime, ended: datetime | None) -> None:
    await TerminalOutage.create(
        id=number, terminal_id=town.terminals["T1"], began_at=began, ended_at=ended, reason="silent"
    )


async def test_a_silence_over_midnight_is_two_parts(town: Town) -> None:
    began = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)  # 23:00 in Shanghai
    await silent(town, "01", began, began + timedelta(hours=3))
    found = await terminal_health.health(town.of("hana"), town.terminals["T1"])
    broken = {one.day: [(s.low, s.high) for s in one.spells] for one in found.days if one.spells}
    assert broken == {date(2026, 11, 17): [(1380, 1440)], date(2026, 11, 18): [(0, 120)]}
    assert found.seconds == 3 * 3600


async def test_thirty_days_end_today_and_an_open_silence_ends_now(town: Town) -> None:
    await silent(town, "01", NOW - timedelta(minutes=30), None)
    found = await terminal_health.health(town.of("otto"), town.terminals["T1"])
    assert (len(found.days), found.days[-1].day) == (30, date(2026, 11, 20))
    (spell,) = found.days[-1].spells
    assert (spell.low, spell.high, spell.reason) == (690, 720, "silent")


async def test_what_began_before_counts_from_the_first_day_shown(town: Town) -> None:
    began = NOW - timedelta(days=60)
    await silent(town, "01", began, NOW - timedelta(days=50))
    await silent(town, "02", NOW - timedelta(days=40), NOW - timedelta(days=29))
    found = await terminal_health.health(town.of("hana"), town.terminals["T1"])
    assert len(found.outages) == 1
    assert found.seconds == 12 * 3600


async def test_another_companys_terminal_is_not_there(town: Town) -> None:
    asked = terminal_health.health(town.of("hana"), "01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert await refusal(asked) == "not_found"
