"""Days are derived: the same inputs give the same bytes, and what is closed stays closed."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from hr import clock, days, dirty, month
from hr.days import digest
from orm.models import AttendanceMonth, Day, Event
from tests.hr.kit import judged, punch, refusal
from tests.support.town import NOW, Town

DAY, OCTOBER = date(2026, 11, 19), date(2026, 10, 20)


async def mark(town: Town, on: date) -> None:
    await dirty.mark(town.company, [(town.people["ada"], on)])


async def test_judging_again_gives_the_same_bytes(town: Town) -> None:
    await punch("0002", "2026-11-19 09:12:00", "2026-11-19 18:05:00")
    first = await judged(town.people["ada"], DAY)
    await mark(town, DAY)
    with clock.standing_at(NOW + timedelta(days=1)):
        again = await judged(town.people["ada"], DAY)
    assert (again.digest, again.steps, again.id) == (first.digest, first.steps, first.id)
    assert again.computed_at == first.computed_at
    assert digest(again) == again.digest


async def test_a_day_says_why_it_is_late(town: Town) -> None:
    await punch("0002", "2026-11-19 09:12:00", "2026-11-19 18:05:00")
    found = await judged(town.people["ada"], DAY)
    assert (found.verdict, found.late_minutes) == ("present", 12)
    view = await month.my_day(town.of("ada"), DAY)
    assert any("09:12" in step.zh and "09:12" in step.en for step in view.steps)
    assert [one.local_text[11:16] for one in view.punches] == ["09:12", "18:05"]


async def test_a_punch_that_arrives_late_judges_an_open_day_again(town: Town) -> None:
    await punch("0002", "2026-11-18 09:00:00")
    assert (await judged(town.people["ada"], date(2026, 11, 18))).missing == ["out"]
    await punch("0002", "2026-11-18 18:00:00")
    found = await judged(town.people["ada"], date(2026, 11, 18))
    assert (found.verdict, found.missing) == ("present", [])


async def test_a_punch_of_a_closed_month_becomes_a_proposal(town: Town) -> None:
    await punch("0002", "2026-10-20 09:30:00", "2026-10-20 18:00:00")
    before = await judged(town.people["ada"], OCTOBER)
    await Day.filter(company_id=town.company).update(needs_hr=False)
    await month.close(town.of("hana"), "2026-10")
    await punch("0002", "2026-10-20 08:55:00")
    after = await judged(town.people["ada"], OCTOBER)
    assert after.digest == before.digest
    told = [one.data or "" for one in await Event.filter(type="day.proposed")]
    assert any('"date":"2026-10-20"' in one for one in told)


async def test_a_month_closes_once_over_and_without_open_days(town: Town) -> None:
    hana = town.of("hana")
    assert await refusal(month.close(hana, "2026-11")) == "month_running"
    await punch("0002", "2026-10-20 09:00:00")
    assert await refusal(month.close(hana, "2026-10")) == "month_dirty"
    await judged(town.people["ada"], OCTOBER)
    assert await refusal(month.close(hana, "2026-10")) == "month_open"
    for one in await Day.filter(needs_hr=True):
        await month.accept(hana, one.person_id, one.date, "asked her, she was here")
    await month.close(hana, "2026-10")
    assert await refusal(month.close(hana, "2026-10")) == "month_closed"
    assert await AttendanceMonth.filter(company_id=town.company).count() == 1


async def test_accepting_a_day_needs_a_reason_and_keeps_it(town: Town) -> None:
    await punch("0002", "2026-11-18 09:00:00")
    await judged(town.people["ada"], date(2026, 11, 18))
    hana, ada, on = town.of("hana"), town.people["ada"], date(2026, 11, 18)
    assert await refusal(month.accept(hana, ada, on, "  ")) == "reason"
    await month.accept(hana, ada, on, "forgot to punch out")
    assert "forgot to punch out" in ((await Event.get(type="day.accepted")).data or "")
    assert await refusal(month.accept(hana, ada, on, "again")) == "not_found"


async def test_a_clock_ahead_of_time_proves_nothing(town: Town) -> None:
    await punch("0002", "2026-11-25 09:00:00")
    await mark(town, date(2026, 11, 25))
    while await days.recompute(town.company):
        pass
    found = await Day.get_or_none(person_id=town.people["ada"], date=date(2026, 11, 25))
    assert found is None or found.first_in is None


async def test_a_punch_that_comes_while_its_day_is_judged_has_it_judged_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await punch("0002", "2026-11-18 09:00:00")
    judge = days.judge_days

    async def interrupted(company_id: str, wanted: Mapping[str, Collection[date]]) -> list[Day]:
        found = await judge(company_id, wanted)
        monkeypatch.undo()
        await punch("0002", "2026-11-18 18:30:00")
        return found

    monkeypatch.setattr(days, "judge_days", interrupted)
    assert await days.recompute(town.company)
    assert not await Day.exists(person_id=town.people["ada"], date=date(2026, 11, 18))
    await days.recompute(town.company)
    found = await Day.get(person_id=town.people["ada"], date=date(2026, 11, 18))
    assert found.last_out == datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
