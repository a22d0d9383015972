"""The people list and the file: who sees which field, what may be changed, and to what."""

from datetime import date
from typing import Any

import pytest

from hr import people
from orm.models import Event, Person
from tests.hr.kit import refusal
from tests.support.town import Town

FULL, MASKED = "13800000002", "138 **** 0002"


@pytest.mark.parametrize(
    ("who", "phone"),
    [("hana", FULL), ("ada", FULL), ("rosa", MASKED), ("mara", MASKED), ("otto", MASKED),
     ("pavel", None)],
)  # fmt: skip
async def test_a_phone_is_shown_masked_or_hidden_by_role(
    town: Town, who: str, phone: str | None
) -> None:
    ada = town.people["ada"]
    seen = people.myself(town.of(who)) if who == "ada" else people.person(town.of(who), ada)
    assert (await seen).phone == phone


async def test_a_search_by_phone_finds_nobody(town: Town) -> None:
    assert (await people.list_people(town.of("rosa"), search=FULL)).total == 0


async def test_hr_changes_name_position_phone_and_email(town: Town) -> None:
    new = {"name": "陈思远", "position": "文员", "phone": "13912345678", "email": "c@x.example"}
    await people.edit_person(town.of("hana"), town.people["ada"], new)
    row = await Person.get(id=town.people["ada"])
    assert {name: getattr(row, name) for name in new} == new
    assert row.pinyin == "chensiyuan csy 陈思远"


@pytest.mark.parametrize("name", ["id", "company_id", "unit_id", "manager_id", "hired_on", "x"])
async def test_no_other_field_can_be_changed(town: Town, name: str) -> None:
    asked = people.edit_person(town.of("hana"), town.people["ada"], {name: "1", "position": "x"})
    assert await refusal(asked) == "field"
    assert (await Person.get(id=town.people["ada"])).position == ""


@pytest.mark.parametrize("bad", ["a\nb", "a\tb", "a\x85b", "a\u2028b", "a\u200bb", "a\u202eb"])
async def test_control_and_invisible_characters_are_refused(town: Town, bad: str) -> None:
    asked = people.edit_person(town.of("hana"), town.people["ada"], {"name": bad})
    assert await refusal(asked) == "control"


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b"])
async def test_what_no_storage_holds_is_refused_before_it(town: Town, bad: str) -> None:
    asked = people.edit_person(town.of("hana"), town.people["ada"], {"name": bad})
    assert await refusal(asked) == "control"
    assert await refusal(people.list_people(town.of("hana"), search=bad)) == "control"
    assert await refusal(people.person(town.of("hana"), bad)) == "control"


@pytest.mark.parametrize(
    "name",
    ["欧阳·娜娜", "古丽米热·艾合买提江·阿卜杜热合曼", "买买提•吐尔逊", "㐂䶮", "𠮷野家", "NaN"],
)
async def test_names_are_kept_as_they_are(town: Town, name: str) -> None:
    await people.edit_person(town.of("hana"), town.people["ada"], {"name": name})
    assert (await people.person(town.of("hana"), town.people["ada"])).name == name
    found = await people.list_people(town.of("hana"), search=name)
    assert [one.name for one in found.rows] == [name]


async def test_a_name_typed_with_the_other_dot_is_found(town: Town) -> None:
    await people.edit_person(town.of("hana"), town.people["ada"], {"name": "买买提•吐尔逊"})
    found = await people.list_people(town.of("hana"), search="买买提·吐尔逊")
    assert found.total == 1


async def test_blanks_around_a_name_go_and_accents_are_composed(town: Town) -> None:
    await people.edit_person(town.of("hana"), town.people["ada"], {"name": "\u3000e\u0301lodie "})
    assert (await people.person(town.of("hana"), town.people["ada"])).name == "\u00e9lodie"


@pytest.mark.parametrize("word", ["%", "_", "\\", "' OR '1'='1", "*", "[a-z]"])
async def test_marks_of_query_languages_are_searched_as_letters(town: Town, word: str) -> None:
    assert (await people.list_people(town.of("hana"), search=word)).total == 0
    await people.edit_person(town.of("hana"), town.people["ada"], {"name": f"a{word}b"})
    assert (await people.list_people(town.of("hana"), search=word)).total == 1


@pytest.mark.parametrize("key", ["phone", "manager__name", "-code", "custom", "id; drop"])
async def test_only_three_columns_sort(town: Town, key: str) -> None:
    assert await refusal(people.list_people(town.of("hana"), sort=key)) == "sort"


async def test_a_change_is_on_record_with_before_and_after(town: Town) -> None:
    await people.edit_person(town.of("hana"), town.people["ada"], {"position": "clerk"})
    event = await Event.get(subject=town.people["ada"], type="person.changed")
    assert event.data == '{"after":{"position":"clerk"},"before":{"position":""}}'


@pytest.mark.parametrize("code", ["", "  ", "x" * 33, "a\nb", "0002", " 0002 "])
async def test_a_number_is_short_printable_and_free(town: Town, code: str) -> None:
    new: dict[str, Any] = {"name": "New", "unit_id": town.units["a"], "hired_on": date(2026, 11, 1)}
    asked = people.add_person(town.of("hana"), code=code, **new)
    assert await refusal(asked) in {"code", "code_taken"}
