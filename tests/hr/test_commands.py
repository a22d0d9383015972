"""Orders as people give them: many terminals at once, two people for what cannot be undone."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from devices.driver import CommandResult
from hr import clock, command_list, command_queue, commands, gateway, ids, orders
from hr.command_words import KINDS, STATES
from hr.secrets import terminal_place
from orm.models import CodeMapping, Event, Person, Punch, Terminal, TerminalCommand, TerminalUser
from tests.hr.kit import punch, refusal
from tests.support.town import NOW, Town


@pytest.fixture
async def walls(town: Town) -> dict[str, str]:
    """Terminal ids by code: ADMS in one group, a face terminal, a ZK one that speaks GBK."""
    found = {"T1": town.terminals["T1"]}
    for code, protocol, settings in (
        ("T2", "adms", {}),
        ("F1", "mqtt_face", {}),
        ("Z1", "zk", {"encoding": "gbk"}),
        ("P1", "mqtt_attend", {}),
    ):
        found[code] = await wall(town, code, protocol, settings)
    return found


async def wall(town: Town, code: str, protocol: str, settings: Mapping[str, object]) -> str:
    from hr.installation import current

    gate = await Terminal.get(id=town.terminals["T1"])
    terminal_id = ids.new_id()
    await Terminal.create(
        id=terminal_id, company_id=town.company, site_id=gate.site_id, code=code, name=code,
        protocol=protocol, serial=f"TOWN{code}", settings=settings, state_since=NOW,
        secret_box=current().vault.seal("1", place=terminal_place(terminal_id)),
    )  # fmt: skip
    return terminal_id


async def rows(**only: object) -> list[TerminalCommand]:
    return await TerminalCommand.filter(**only).order_by("created_at", "terminal_id", "number")


async def deliver(serial: str, code: int = 0) -> list[int]:
    """The terminal takes what it is owed and answers every order alike."""
    to = next(one for one in await gateway.enrolled() if one.serial == serial)
    taken = [one.number for one in await orders.due(to)]
    await orders.settle(to, [CommandResult(command_id=str(n), code=code) for n in taken])
    return taken


async def test_one_click_orders_many_terminals_and_each_counts_by_itself_from_one(
    town: Town, walls: dict[str, str]
) -> None:
    hana = town.of("hana")
    both = [walls["T1"], walls["T2"]]
    assert await commands.order(hana, "set_time", both) == 2
    assert await commands.order(hana, "reboot", [walls["T1"]]) == 1
    numbers = {(one.terminal_id, one.kind): one.number for one in await rows()}
    assert numbers == {
        (walls["T1"], "set_time"): 1,
        (walls["T2"], "set_time"): 1,
        (walls["T1"], "reboot"): 2,
    }
    assert await Event.filter(type="command.queued").count() == 3


async def test_numbers_never_repeat_also_after_everything_is_done(
    town: Town, walls: dict[str, str]
) -> None:
    for number in (1, 2, 3):
        await commands.order(town.of("hana"), "read_users", [walls["T1"]])
        assert await deliver("TOWN0001") == [number]


async def test_what_waits_already_is_not_ordered_twice(town: Town, walls: dict[str, str]) -> None:
    hana = town.of("hana")
    await commands.order(hana, "set_time", [walls["T1"]])
    again = commands.order(hana, "set_time", [walls["T1"]])
    assert await refusal(again) == "already_ordered"
    assert await commands.order(hana, "set_time", [walls["T1"], walls["T2"]]) == 1


async def test_a_terminal_that_never_comes_is_not_given_orders_without_end(
    town: Town, walls: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_queue, "_MOST_WAITING", 2)
    hana, names = town.of("hana"), ("ada", "ben", "dora")
    for name in names[:2]:
        await commands.put_person(hana, town.people[name], [walls["T1"]])
    third = commands.put_person(hana, town.people["dora"], [walls["T1"]])
    assert await refusal(third) == "too_many"


async def test_the_same_person_again_is_ordered_once_and_others_beside(
    town: Town, walls: dict[str, str]
) -> None:
    hana = town.of("hana")
    await commands.put_person(hana, town.people["ada"], [walls["T1"]])
    await commands.put_person(hana, town.people["ben"], [walls["T1"]])
    again = commands.put_person(hana, town.people["ada"], [walls["T1"]])
    assert await refusal(again) == "already_ordered"
    assert len(await rows()) == 2


@pytest.mark.parametrize(
    ("kind", "terminal", "low", "code"),
    [
        ("shell", "T1", "", "kind"),
        ("put_user", "T1", "", "kind"),
        ("set_time", "P1", "", "kind_of_terminal"),
        ("clear_log", "F1", "", "kind_of_terminal"),
        ("read_log", "T1", "yesterday", "span"),
        ("read_log", "T1", "2026-11-21", "span"),
        ("clear_log", "T1", "", "not_stored"),
    ],
)
async def test_what_cannot_be_ordered_is_refused_in_words(
    town: Town, walls: dict[str, str], kind: str, terminal: str, low: str, code: str
) -> None:
    asked = commands.order(town.of("hana"), kind, [walls[terminal]], low=low, high="2026-11-20")
    assert await refusal(asked) == code
    assert await rows() == []


async def test_a_terminal_of_somebody_else_does_not_exist(
    town: Town, walls: dict[str, str]
) -> None:
    await Terminal.filter(id=walls["T2"]).update(company_id=town.other)
    asked = commands.order(town.of("hana"), "reboot", [walls["T1"], walls["T2"]])
    assert await refusal(asked) == "not_found"
    assert await rows() == []


async def test_the_log_is_asked_for_by_days_and_by_seconds(
    town: Town, walls: dict[str, str]
) -> None:
    hana = town.of("hana")
    await commands.order(hana, "read_log", [walls["T1"]], low="2026-11-01", high="2026-11-20")
    await commands.order(
        hana, "read_log", [walls["T2"]], low="2026-11-01 07:00:00", high="2026-11-01 09:00:00"
    )
    assert {(one.arguments["low"], one.arguments["high"]) for one in await rows()} == {
        ("2026-11-01 00:00:00", "2026-11-20 23:59:59"),
        ("2026-11-01 07:00:00", "2026-11-01 09:00:00"),
    }


async def test_a_person_goes_to_many_terminals_with_a_name_that_fits_each(
    town: Town, walls: dict[str, str]
) -> None:
    ada = town.people["ada"]
    await Person.filter(id=ada).update(name="欧阳陈思远测试姓名很长的一个员工")
    await commands.put_person(town.of("hana"), ada, [walls[one] for one in ("T1", "F1", "Z1")])
    names = {one.terminal_id: one.arguments["name"] for one in await rows()}
    assert names == {
        walls["T1"]: "欧阳陈思远测试姓",  # 24 bytes of UTF-8
        walls["F1"]: "欧阳陈思远测试姓名很",  # 31 bytes of UTF-8, 30 of them used
        walls["Z1"]: "欧阳陈思远测试姓名很长的",  # 24 bytes of GBK
    }
    assert {one.arguments["code"] for one in await rows()} == {"0002"}


async def test_a_person_without_a_code_in_the_group_gets_his_number_and_his_punches_are_his(
    town: Town, walls: dict[str, str]
) -> None:
    ada = town.people["ada"]
    await Terminal.filter(id=walls["T2"]).update(code_group="annex")
    await commands.put_person(town.of("hana"), ada, [walls["T2"]])
    found = await CodeMapping.get(code_group="annex")
    assert (found.code, found.person_id) == ("0002", ada)
    await punch("0002", "2026-11-20 12:30:00", serial="TOWNT2")
    assert (await Punch.get()).person_id == ada


async def test_a_code_that_is_somebody_elses_or_unfit_is_refused(
    town: Town, walls: dict[str, str]
) -> None:
    hana, ada = town.of("hana"), town.people["ada"]
    mapping = CodeMapping.filter(person_id=ada)
    await mapping.update(person_id=town.people["ben"])
    assert await refusal(commands.put_person(hana, ada, [walls["T1"]])) == "code_taken"
    await CodeMapping.filter(code="0002").update(person_id=ada, code="A 17")
    assert await refusal(commands.put_person(hana, ada, [walls["T1"]])) == "code"
    await CodeMapping.filter(code="A 17").update(code="A17")
    assert await refusal(commands.put_person(hana, ada, [walls["T1"]])) == "code"
    assert await commands.put_person(hana, ada, [walls["Z1"], walls["F1"]]) == 2
    await Terminal.filter(id=walls["T1"]).update(settings={"text_codes": True})
    assert await commands.put_person(hana, ada, [walls["T1"]]) == 1


async def test_a_leaver_is_not_put_on_a_terminal_again(town: Town, walls: dict[str, str]) -> None:
    ada = town.people["ada"]
    await Person.filter(id=ada).update(left_on=date(2026, 11, 1))
    assert await refusal(commands.put_person(town.of("hana"), ada, [walls["T1"]])) == "left"


async def test_removing_a_leaver_waits_for_a_second_person_and_is_confirmed_per_terminal(
    town: Town, walls: dict[str, str]
) -> None:
    hana, rosa, ada = town.of("hana"), town.of("rosa"), town.people["ada"]
    assert await commands.remove_person(hana, ada) == 4  # not the one that takes no orders
    waiting = await command_list.list_commands(rosa, person_id=ada)
    assert {one.state for one in waiting} == {"waiting"}
    assert await deliver("TOWN0001") == []
    chosen = [one.id for one in waiting]
    assert await refusal(commands.approve(hana, chosen)) == "command.same_person"
    assert not any(one.can_approve for one in await command_list.list_commands(hana))
    assert all(one.can_approve for one in waiting)
    assert await commands.approve(rosa, chosen) == 4
    await deliver("TOWN0001")
    await deliver("TOWNT2", code=-4)  # it knows no such person: as good
    await deliver("TOWNZ1", code=2001)
    found = {one.terminal: one for one in await command_list.list_commands(hana, person_id=ada)}
    assert {code: one.state for code, one in found.items()} == {
        "T1": "done", "T2": "done", "Z1": "failed", "F1": "queued",
    }  # fmt: skip
    assert found["T1"].answer.en == "Success"
    assert found["T2"].answer.zh == "终端上没有这个人 (-4)"
    assert found["Z1"].answer.en == "The terminal refused (2001)"
    assert (found["T1"].created_by.en, found["T1"].approved_by) == ("hana", found["F1"].approved_by)
    told = await Event.filter(subject=ada, type__startswith="command").values_list("type")
    assert sorted(kind for (kind,) in told) == sorted(
        ["command.waiting"] * 4 + ["command.approved"] * 4 + ["command.done"] * 2
        + ["command.failed"]
    )  # fmt: skip


@pytest.mark.parametrize("until", [None, NOW + timedelta(days=3)])
async def test_a_code_that_has_passed_to_somebody_else_is_not_removed(
    town: Town, walls: dict[str, str], until: datetime | None
) -> None:
    ada = town.people["ada"]
    await CodeMapping.filter(person_id=ada).update(valid_to=NOW)
    await CodeMapping.create(
        id=ids.new_id(), company_id=town.company, code_group="default", code="0002",
        person_id=town.people["ben"], valid_from=NOW, valid_to=until,
    )  # fmt: skip
    assert await refusal(commands.remove_person(town.of("hana"), ada)) == "nobody_there"


async def test_templates_alone_can_be_removed_where_the_terminal_can(
    town: Town, walls: dict[str, str]
) -> None:
    await commands.remove_templates(town.of("hana"), town.people["ada"])
    found = await rows()
    assert {(one.kind, one.state) for one in found} == {("delete_templates", "waiting")}
    assert [one.terminal_id for one in found] == [walls["Z1"]]


async def test_a_log_is_cleared_by_two_people_when_all_of_it_is_stored(
    town: Town, walls: dict[str, str]
) -> None:
    hana, rosa = town.of("hana"), town.of("rosa")
    await Terminal.filter(id=walls["T1"]).update(device_count=2)
    await punch("0002", "2026-11-20 08:30:00")
    assert await refusal(commands.order(hana, "clear_log", [walls["T1"]])) == "not_stored"
    await punch("0002", "2026-11-20 11:30:00")
    await commands.order(hana, "clear_log", [walls["T1"]])
    (one,) = await command_list.list_commands(rosa)
    await commands.approve(rosa, [one.id])
    with clock.standing_at(datetime.fromisoformat("2026-11-20T04:10:00Z")):
        await deliver("TOWN0001")
        await Terminal.filter(id=walls["T1"]).update(device_count=1)
        # two are stored, but none since the log was cleared
        assert await refusal(commands.order(hana, "clear_log", [walls["T1"]])) == "not_stored"


async def test_an_order_can_be_taken_back_until_it_is_answered(
    town: Town, walls: dict[str, str]
) -> None:
    hana = town.of("hana")
    await commands.order(hana, "reboot", [walls["T1"]])
    (one,) = await command_list.list_commands(hana)
    assert one.can_cancel
    await commands.cancel(hana, [one.id])
    assert await deliver("TOWN0001") == []
    assert await refusal(commands.cancel(hana, [one.id])) == "bad_state"
    assert await refusal(commands.approve(town.of("rosa"), [one.id])) == "bad_state"
    (one,) = await command_list.list_commands(hana)
    assert (one.state, one.can_cancel, one.can_approve) == ("cancelled", False, False)
    assert await Event.filter(type="command.cancelled").count() == 1


async def test_who_is_listed_follows_what_terminals_have_confirmed_and_leavers_are_shown(
    town: Town, walls: dict[str, str]
) -> None:
    hana, rosa, ada = town.of("hana"), town.of("rosa"), town.people["ada"]
    await commands.put_person(hana, ada, [walls["T1"], walls["T2"]])
    await deliver("TOWN0001")
    await deliver("TOWNT2", code=-5)  # full
    assert await TerminalUser.all().values_list("terminal_id", "name") == [(walls["T1"], "ada")]
    assert await command_list.leavers(hana) == []
    await Person.filter(id=ada).update(left_on=date(2026, 11, 19))
    (one,) = await command_list.leavers(hana)
    assert (one.name, one.terminals, one.ordered) == ("ada", ("T1",), False)
    assert await rows(kind="delete_user") == []  # offered, never automatic
    await commands.remove_person(hana, ada, [walls["T1"]])
    assert (await command_list.leavers(hana))[0].ordered
    await commands.approve(rosa, [one.id for one in await rows(state="waiting")])
    await deliver("TOWN0001")
    assert await command_list.leavers(hana) == []


async def test_a_list_is_the_newest_first_and_of_one_terminal_when_asked(
    town: Town, walls: dict[str, str]
) -> None:
    hana = town.of("hana")
    await commands.order(hana, "set_time", [walls["T1"]])
    await commands.order(hana, "read_users", [walls["T2"]])
    await commands.order(hana, "read_users", [walls["T1"]])
    shown = [(one.terminal, one.kind) for one in await command_list.list_commands(hana)]
    assert shown == [("T1", "read_users"), ("T2", "read_users"), ("T1", "set_time")]
    mine = await command_list.list_commands(hana, terminal_id=walls["T1"], limit=1)
    assert [(one.label.zh, one.number) for one in mine] == [("读取人员", 2)]


async def test_every_terminal_is_offered_what_it_can_do(town: Town, walls: dict[str, str]) -> None:
    found = {one.kind: one for one in await command_list.offers(town.of("hana"))}
    assert set(found) == set(KINDS)
    assert [one.code for one in found["delete_templates"].terminals] == ["Z1"]
    assert [one.code for one in found["read_users"].terminals] == ["F1", "T1", "T2", "Z1"]
    assert [kind for kind, one in found.items() if one.second] == [
        "delete_user", "delete_templates", "clear_log",
    ]  # fmt: skip


async def test_every_state_and_reason_is_in_both_languages(
    town: Town, walls: dict[str, str]
) -> None:
    hana = town.of("hana")
    await commands.order(hana, "set_time", [walls["T1"]])
    for state, text in STATES.items():
        await TerminalCommand.all().update(state=state)
        assert (await command_list.list_commands(hana))[0].state_label == text
    for reason in ("no_answer", "not_stored", "not_possible"):
        await TerminalCommand.all().update(result=reason)
        told = (await command_list.list_commands(hana))[0].answer
        assert told.zh != told.en
        assert reason not in told.en
