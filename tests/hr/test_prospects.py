"""A day says how it stands: held by a silent terminal, accepted, closed."""

from datetime import UTC, date, datetime

from hr import dirty, ids, month
from orm.models import AttendanceMonth, Day, TerminalOutage
from tests.hr.kit import judged, refusal
from tests.support.town import NOW, Town

DAY = date(2026, 11, 12)


async def month_judged(town: Town) -> None:
    await dirty.mark(town.company, [(town.people["ada"], DAY)])
    await judged(town.people["ada"], DAY)


async def view(town: Town) -> month.DayView:
    return await month.day(town.of("hana"), town.people["ada"], DAY)


async def test_a_held_day_names_the_terminal_that_was_silent_then(town: Town) -> None:
    for began, ended in ((10, 11), (12, 13)):
        await TerminalOutage.create(
            id=ids.new_id(),
            terminal_id=town.terminals["T1"],
            began_at=datetime(2026, 11, began, 1, tzinfo=UTC),
            ended_at=datetime(2026, 11, ended, 1, tzinfo=UTC),
        )
    await month_judged(town)
    await Day.filter(date=DAY).update(held=True, needs_hr=True)
    found = await view(town)
    assert [one.terminal for one in found.silences] == ["T1"]
    assert found.silences[0].began_at.day == 12
    assert "终端失联" in found.outlook[0].zh


async def test_accepting_needs_a_reason_and_is_remembered_until_the_month_is_closed(
    town: Town,
) -> None:
    await month_judged(town)
    ada, hana = town.people["ada"], town.of("hana")
    assert (await view(town)).standing.absent
    assert await refusal(month.accept(hana, ada, DAY, " ")) == "reason"
    await month.accept(hana, ada, DAY, "agreed on the phone")
    assert (await view(town)).standing.accepted
    await AttendanceMonth.create(
        id="m", company_id=town.company, month="2026-11", closed_at=NOW, closed_by="", digest=""
    )
    assert "已关账" in (await view(town)).outlook[0].zh
