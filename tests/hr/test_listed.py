"""People whom terminals list become drafts that HR completes or dismisses; nothing by itself."""

from datetime import date

from devices.driver import User
from hr import gateway, listed
from orm.models import CodeMapping, Person, Punch
from tests.hr.kit import punch, refusal
from tests.support.town import Town


async def list_users(*users: tuple[str, str]) -> None:
    (to,) = [one for one in await gateway.enrolled() if one.serial == "TOWN0001"]
    await gateway.users_seen(to, [User(code=code, name=name) for code, name in users])


async def test_a_user_nobody_matches_is_a_draft_and_nobody_is_made(town: Town) -> None:
    await list_users(("8801", "Zed"), ("0002", "ada"))
    await punch("8801", "2026-11-19 08:55:00")
    people = await Person.all().count()
    (draft,) = await listed.list_listed(town.of("hana"))
    assert (draft.code, draft.name, draft.waiting, draft.matches) == ("8801", "Zed", 1, ())
    assert await Person.all().count() == people


async def test_a_completed_draft_is_an_employee_with_code_and_punches(town: Town) -> None:
    await list_users(("8801", "Zed"))
    await punch("8801", "2026-11-19 08:55:00")
    person_id = await listed.complete(
        town.of("hana"), "default", "8801",
        number="0801", name="Zed", unit_id=town.units["a"], hired_on=date(2026, 11, 18),
    )  # fmt: skip
    assert (await Punch.get(person_code="8801")).person_id == person_id
    assert (await Person.get(id=person_id)).code == "0801"
    assert await listed.list_listed(town.of("hana")) == []


async def test_a_match_by_number_or_name_is_offered_and_accepted(town: Town) -> None:
    await CodeMapping.filter(code__in=["0002", "0003"]).delete()
    await list_users(("2", "whoever"), ("77", "ben"))
    found = await listed.list_listed(town.of("hana"))
    assert [(one.code, one.matches[0].name, one.matches[0].by) for one in found] == [
        ("2", "ada", "number"),
        ("77", "ben", "name"),
    ]
    assert await listed.accept_all(town.of("hana")) == 2
    held = dict(await CodeMapping.filter(code__in=["2", "77"]).values_list("code", "person_id"))
    assert held == {"2": town.people["ada"], "77": town.people["ben"]}


async def test_one_code_two_people_may_have_is_not_accepted_by_itself(town: Town) -> None:
    await CodeMapping.filter(code="0002").delete()
    await list_users(("2", "ben"))
    assert await refusal(listed.accept_all(town.of("hana"))) == "nothing"
    await listed.accept(town.of("hana"), "default", "2", town.people["ben"])
    assert await listed.list_listed(town.of("hana")) == []


async def test_what_is_dismissed_stays_away_until_it_is_put_back(town: Town) -> None:
    await list_users(("8801", "Zed"), ("8802", "Yan"))
    hana = town.of("hana")
    await listed.dismiss(hana, "default", "8801")
    await list_users(("8801", "Zed again"))
    assert [one.code for one in await listed.list_listed(hana)] == ["8802"]
    assert await listed.dismiss_all(hana) == 1
    gone = await listed.list_listed(hana, dismissed=True)
    assert [one.code for one in gone] == ["8801", "8802"]
    await listed.restore(hana, "default", "8801")
    assert [one.code for one in await listed.list_listed(hana)] == ["8801"]


async def test_all_drafts_with_a_name_become_employees_at_once(town: Town) -> None:
    await list_users(("8801", "Zed"), ("8802", "Yan"), ("8803", ""))
    made = await listed.complete_all(
        town.of("hana"), unit_id=town.units["a"], hired_on=date(2026, 11, 1)
    )
    assert made == 2
    assert [one.code for one in await listed.list_listed(town.of("hana"))] == ["8803"]


async def test_a_code_no_terminal_lists_cannot_be_completed(town: Town) -> None:
    asked = listed.accept(town.of("hana"), "default", "5555", town.people["ben"])
    assert await refusal(asked) == "not_found"
