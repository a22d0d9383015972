"""Punches of unknown codes wait, attach once somebody says whose they are, and reach the stream."""

from datetime import date

from hr import punches
from orm.models import CodeMapping, DirtyDay, Event, Punch
from tests.hr.kit import judged, punch, refusal
from tests.support.town import Town

DAY = date(2026, 11, 19)


async def test_an_unknown_code_waits_with_its_count_and_span(town: Town) -> None:
    await punch("7777", "2026-11-19 08:55:00", "2026-11-19 18:05:00")
    (waiting,) = await punches.unassigned(town.of("hana"))
    assert (waiting.code, waiting.count, waiting.terminals) == ("7777", 2, ("T1",))
    assert waiting.first_at < waiting.last_at


async def test_assigning_attaches_what_waits_and_judges_those_days(town: Town) -> None:
    await punch("7777", "2026-11-19 08:55:00", "2026-11-19 18:05:00")
    assert await punches.assign(town.of("hana"), "default", "7777", town.people["ben"]) == 2
    assert await punches.unassigned(town.of("hana")) == []
    assert (await judged(town.people["ben"], DAY)).verdict == "present"


async def test_the_next_punch_of_the_code_attaches_by_itself(town: Town) -> None:
    await punch("7777", "2026-11-19 08:55:00")
    await punches.assign(town.of("hana"), "default", "7777", town.people["ben"])
    await punch("7777", "2026-11-19 18:05:00")
    assert await Punch.filter(person_id=town.people["ben"]).count() == 2


async def test_a_code_given_to_somebody_else_keeps_its_past(town: Town) -> None:
    """0002 was Ada's until she got another card; what she punched stays hers."""
    await punch("0002", "2026-11-18 08:55:00")
    await CodeMapping.filter(code="0002").delete()
    await punch("0002", "2026-11-19 08:55:00")
    await punches.assign(town.of("hana"), "default", "0002", town.people["ben"])
    owners = dict(await Punch.all().values_list("local_text", "person_id"))
    assert owners == {
        "2026-11-18 08:55:00": town.people["ada"],
        "2026-11-19 08:55:00": town.people["ben"],
    }


async def test_a_code_nobody_waits_for_cannot_be_assigned(town: Town) -> None:
    asked = punches.assign(town.of("hana"), "default", "7777", town.people["ben"])
    assert await refusal(asked) == "not_found"


async def test_the_same_punch_twice_is_one_punch(town: Town) -> None:
    await punch("0002", "2026-11-19 08:55:00")
    await punch("0002", "2026-11-19 08:55:00")
    assert await Punch.all().count() == 1


async def test_a_morning_punch_marks_the_night_before_too(town: Town) -> None:
    await punch("0002", "2026-11-19 06:00:00")
    days = await DirtyDay.filter(person_id=town.people["ada"]).values_list("date", flat=True)
    assert sorted(days) == [date(2026, 11, 18), DAY]


async def test_the_stream_shows_a_manager_his_people_and_nobody_elses(town: Town) -> None:
    await punch("0002", "2026-11-19 08:55:00")  # ada, unit a
    await punch("0005", "2026-11-19 08:56:00")  # dora, unit b
    seen = await punches.stream(town.of("mara"))
    assert [one.name for one in seen] == ["ada"]
    assert [one.name for one in await punches.stream(town.of("hana"))] == ["dora", "ada"]


async def test_the_stream_goes_on_after_the_last_one_seen(town: Town) -> None:
    await punch("0002", "2026-11-19 08:55:00")
    newest = await punches.newest(town.of("hana"))
    assert await punches.stream(town.of("hana"), newest) == []
    await punch("0003", "2026-11-19 08:56:00")
    assert [one.name for one in await punches.stream(town.of("hana"), newest)] == ["ben"]


async def test_assigning_is_on_record(town: Town) -> None:
    await punch("7777", "2026-11-19 08:55:00")
    await punches.assign(town.of("hana"), "default", "7777", town.people["ben"])
    event = await Event.get(type="code.assigned")
    assert event.subject == town.people["ben"]
    assert event.actor == town.people["hana"]
