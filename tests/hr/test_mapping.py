"""Who had which code when: reuse, renaming, handing over, and punches that follow their spans."""

from datetime import UTC, date, datetime, timedelta

from hr import clock, mapping, punches
from orm.models import AttendanceMonth, CodeMapping, Day, DirtyDay, Event, Punch
from tests.cases.portal_hr import caught
from tests.hr.kit import judged, punch, refusal
from tests.support.town import NOW, Town

SWITCH = datetime(2026, 11, 17, 16, 0, tzinfo=UTC)
"""Midnight before 2026-11-18 in Shanghai."""

BEFORE, AFTER = "2026-11-17 08:55:00", "2026-11-18 08:55:00"


async def span_of(town: Town, name: str) -> CodeMapping:
    return await CodeMapping.get(person_id=town.people[name], valid_to=None)


async def owners() -> dict[str, str | None]:
    return dict(await Punch.all().values_list("local_text", "person_id"))


async def test_a_reused_code_keeps_the_old_persons_punches(town: Town) -> None:
    await punch("0002", BEFORE, AFTER)
    ada = await span_of(town, "ada")
    moved = await mapping.hand_over(town.of("hana"), ada.id, town.people["ben"], SWITCH)
    assert moved == 1
    assert await owners() == {BEFORE: town.people["ada"], AFTER: town.people["ben"]}


async def test_a_renamed_code_keeps_the_person(town: Town) -> None:
    await punch("0002", BEFORE)
    await punch("2002", AFTER)
    ada = await span_of(town, "ada")
    assert await mapping.rename(town.of("hana"), ada.id, "2002", SWITCH) == 1
    assert set((await owners()).values()) == {town.people["ada"]}
    await punch("0002", "2026-11-19 08:55:00")
    assert (await owners())["2026-11-19 08:55:00"] is None


async def test_two_people_cannot_hold_one_code_at_a_time(town: Town) -> None:
    given = mapping.give(town.of("hana"), "default", "0002", town.people["ben"], SWITCH)
    assert await refusal(given) == "code_held"
    assert await CodeMapping.filter(code="0002").count() == 1


async def test_the_refusal_names_who_holds_the_code_and_since_when(town: Town) -> None:
    asked = mapping.give(town.of("hana"), "default", "0002", town.people["ben"], SWITCH)
    problem = (await caught(asked)).problem
    assert "ada" in problem.text.zh
    assert "2025-01-01 08:00" in problem.text.en


async def test_an_ended_span_leaves_later_punches_waiting(town: Town) -> None:
    await punch("0002", BEFORE, AFTER)
    ada = await span_of(town, "ada")
    await mapping.set_span(town.of("hana"), ada.id, ada.valid_from, SWITCH)
    assert (await owners())[AFTER] is None
    (waiting,) = await punches.unassigned(town.of("hana"))
    assert (waiting.code, waiting.count) == ("0002", 1)


async def test_a_span_that_begins_earlier_takes_what_waited(town: Town) -> None:
    await punch("7777", BEFORE, AFTER)
    hana, ben = town.of("hana"), town.people["ben"]
    assert await mapping.give(hana, "default", "7777", ben, SWITCH) == 1
    (row,) = await mapping.history(hana, "default", "7777")
    assert await mapping.set_span(hana, row.id, SWITCH - timedelta(days=1)) == 1
    assert set((await owners()).values()) == {ben}


async def test_days_of_both_people_are_judged_again(town: Town) -> None:
    await punch("0002", AFTER, "2026-11-18 18:01:00")
    assert (await judged(town.people["ada"], date(2026, 11, 18))).verdict == "present"
    ada = await span_of(town, "ada")
    await mapping.hand_over(town.of("hana"), ada.id, town.people["ben"], SWITCH)
    assert (await judged(town.people["ben"], date(2026, 11, 18))).verdict == "present"
    gone = await Day.get(person_id=town.people["ada"], date=date(2026, 11, 18))
    assert gone.verdict != "present"


async def test_a_closed_month_gets_a_proposal_and_no_edit(town: Town) -> None:
    local = "2026-10-15 08:55:00"
    await punch("0002", local)
    before = await judged(town.people["ada"], date(2026, 10, 15))
    await AttendanceMonth.create(
        id="01", company_id=town.company, month="2026-10", closed_at=NOW, closed_by="x",
        digest="0",
    )  # fmt: skip
    ada = await span_of(town, "ada")
    since = datetime(2026, 10, 1, tzinfo=UTC)
    await mapping.hand_over(town.of("hana"), ada.id, town.people["ben"], since)
    after = await judged(town.people["ada"], date(2026, 10, 15))
    assert after.digest == before.digest
    told = {one.subject for one in await Event.filter(type="day.proposed")}
    assert told == {town.people["ada"], town.people["ben"]}
    assert not await DirtyDay.exists()


async def test_an_instant_outside_the_span_is_refused(town: Town) -> None:
    ada = await span_of(town, "ada")
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    asked = mapping.hand_over(town.of("hana"), ada.id, town.people["ben"], long_ago)
    assert await refusal(asked) == "outside_span"
    again = mapping.set_span(town.of("hana"), ada.id, SWITCH, SWITCH)
    assert await refusal(again) == "backwards"


async def test_the_history_shows_everybody_who_had_the_code(town: Town) -> None:
    ada = await span_of(town, "ada")
    await mapping.hand_over(town.of("hana"), ada.id, town.people["ben"], SWITCH)
    rows = await mapping.history(town.of("hana"), "default", "0002")
    assert [(one.name, one.until) for one in rows] == [("ben", None), ("ada", SWITCH)]
    now = await mapping.list_spans(town.of("hana"), search="0002")
    assert [one.name for one in now] == ["ben"]
    assert clock.now() == NOW


async def test_a_group_lists_its_terminals_and_codes(town: Town) -> None:
    (group,) = await mapping.groups(town.of("hana"))
    assert (group.name, group.terminals, group.codes) == ("default", ("T1",), 9)
