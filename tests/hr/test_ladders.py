"""The absence ladder: the right people hear of it, a silent terminal holds it, presence ends it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from hr import clock, days, dirty, gateway, outages, requests
from orm.models import AbsenceLadder, Notice, Person, Unit
from tests.hr.kit import punch
from tests.support.town import Town

MON, TUE, WED, THU = (date(2026, 11, day) for day in (16, 17, 18, 19))
MORNING = 0  # o'clock in UTC, 8:30 in Shanghai: the shift of the day before is over


@contextmanager
def at(day: date, hour: int = MORNING) -> Iterator[None]:
    with clock.standing_at(datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)):
        yield


async def judge(town: Town, who: str = "cleo") -> AbsenceLadder | None:
    """A look at everything since Monday."""
    today = clock.today("Asia/Shanghai")
    marks = [(town.people[who], day) for day in (MON, TUE, WED, THU) if day <= today]
    await dirty.mark(town.company, marks)
    while await days.recompute(town.company):
        pass
    return await AbsenceLadder.get_or_none(person_id=town.people[who], closed_at=None)


async def told(town: Town) -> list[tuple[str, str]]:
    """Who was told what, in order."""
    names = {one.id: one.name for one in await Person.filter(company_id=town.company)}
    found = await Notice.filter(kind="absence").order_by("id")
    return [(names[one.person_id], one.title) for one in found]


async def present_until_friday(town: Town) -> None:
    """Cleo was here before: her absence begins on Monday. Otto heads her unit."""
    await Unit.filter(id=town.units["a1"]).update(head_id=town.people["otto"])
    with at(date(2026, 11, 13), hour=15):
        for day in (9, 10, 11, 12, 13):
            await punch("0004", f"2026-11-{day:02d} 08:55:00", f"2026-11-{day:02d} 18:05:00")
        while await days.recompute(town.company):
            pass


async def test_the_manager_then_the_head_then_hr_are_told(town: Town) -> None:
    await present_until_friday(town)
    with at(TUE):
        row = await judge(town)
        assert row is not None
        assert (row.step, row.began_on) == (1, MON)
        assert await told(town) == [("mara", "cleo D1")]
    with at(WED):
        await judge(town)
        assert sorted((await told(town))[1:]) == [("mara", "cleo D2"), ("otto", "cleo D2")]
    with at(THU):
        await judge(town)
        assert {name for name, _ in (await told(town))[3:]} == {"mara", "otto", "hana"}


async def test_judging_again_tells_nobody_twice(town: Town) -> None:
    await present_until_friday(town)
    with at(TUE):
        await judge(town)
        await judge(town)
    assert await told(town) == [("mara", "cleo D1")]


async def test_presence_closes_the_ladder(town: Town) -> None:
    await present_until_friday(town)
    with at(TUE):
        assert await judge(town)
    with at(TUE, hour=2):
        await punch("0004", "2026-11-17 08:55:00")
        assert await judge(town) is None
    assert await AbsenceLadder.filter(closed_at__isnull=False).count() == 1


async def test_a_punch_found_later_closes_it_too(town: Town) -> None:
    await present_until_friday(town)
    with at(TUE):
        assert await judge(town)
        await punch("0004", "2026-11-16 08:55:00", "2026-11-16 18:05:00")
        assert await judge(town) is None


async def test_a_silent_terminal_holds_it_and_nobody_is_told(town: Town) -> None:
    await present_until_friday(town)
    (gate,) = await gateway.enrolled()
    with at(TUE):
        await outages.began(gate, datetime(2026, 11, 16, 0, 0, tzinfo=UTC), "offline")
        row = await judge(town)
    assert row is None or row.held
    assert await told(town) == []


async def test_approved_leave_keeps_it_silent(town: Town) -> None:
    await present_until_friday(town)
    with at(date(2026, 11, 13)):
        texts = {"kind": "sick", "first": "2026-11-16", "last": "2026-11-18"}
        asked = await requests.file(town.of("ada"), "leave", texts)
        await requests.act(town.of("mara"), asked, "approve")
        await requests.act(town.of("hana"), asked, "approve")
    for day in (TUE, WED, THU):
        with at(day):
            assert await judge(town, "ada") is None
    assert await told(town) == []
