"""The outbox: every order until its answer under one number, each answer once, nothing invented."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from devices.driver import CommandResult
from hr import clock, gateway, ids, orders
from hr.gateway import Enrolled
from orm.models import Event, TerminalCommand
from tests.dbfixtures import Database
from tests.gateway.kit import House, build

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> Any:
    clock.use(lambda: NOW)
    house = await build(db, tmp_path)
    await house.enrol("adms", "AD1", settings={"poll_seconds": 10})
    await house.enrol("mqtt_face", "MQ1")
    yield house
    clock.use(None)


async def terminal(serial: str) -> Enrolled:
    return next(one for one in await gateway.enrolled() if one.serial == serial)


@pytest.fixture
async def to(house: House) -> Enrolled:
    return await terminal("AD1")


async def queue(to: Enrolled, number: int, kind: str = "read_users", **more: Any) -> None:
    code = more.pop("code", "")
    await TerminalCommand.create(
        id=ids.new_id(), company_id=to.company_id, terminal_id=to.id, number=number, kind=kind,
        arguments={"code": code, "name": "陈思远"} if code else {}, created_at=NOW,
        created_by="somebody", **more,
    )  # fmt: skip


def at(seconds: int) -> None:
    clock.use(lambda: NOW + timedelta(seconds=seconds))


async def due(to: Enrolled, most: int = 200) -> list[int]:
    return [one.number for one in await orders.due(to, most)]


async def answer(to: Enrolled, number: object, code: int = 0, **more: Any) -> None:
    await orders.settle(to, [CommandResult(command_id=str(number), code=code, **more)])


async def state(number: int) -> tuple[str, int, int | None]:
    found = await TerminalCommand.get(number=number)
    return found.state, found.sends, found.result_code


async def test_an_order_goes_out_once_and_again_under_its_number_after_three_polls(
    to: Enrolled,
) -> None:
    await queue(to, 1, "put_user", code="1001")
    (order,) = await orders.due(to)
    assert order.user is not None
    assert (order.number, order.kind, order.user.code) == (1, "put_user", "1001")
    assert order.user.name == "陈思远"
    at(29)
    assert await due(to) == []
    at(30)
    assert await due(to) == [1]
    assert await state(1) == ("sent", 2, None)


async def test_it_is_marked_sent_before_it_leaves_so_a_killed_gateway_sends_it_again(
    to: Enrolled,
) -> None:
    await queue(to, 1)
    await orders.due(to)  # and here the gateway dies
    assert await state(1) == ("sent", 1, None)
    at(31)
    assert await due(await terminal("AD1")) == [1]


async def test_a_terminal_on_the_broker_has_its_own_patience(house: House) -> None:
    face = await terminal("MQ1")
    await queue(face, 1)
    assert await due(face) == [1]
    at(29)
    assert await due(face) == []
    at(30)
    assert await due(face) == [1]


async def test_an_answer_closes_its_order_with_code_and_words_once(to: Enrolled) -> None:
    await queue(to, 7, "put_user", code="1001")
    await orders.due(to)
    await answer(to, 7, -1002, command="DATA")
    await answer(to, 7, 0, command="DATA")
    found = await TerminalCommand.get(number=7)
    assert (found.state, found.result_code, found.result) == ("failed", -1002, "DATA")
    assert found.settled_at == NOW
    at(3600)
    assert await due(to) == []
    assert await Event.filter(type="command.failed").count() == 1


@pytest.mark.parametrize("number", ["99", "abc", "-1", "\uff19", "99999999999999999999", ""])
async def test_an_answer_to_an_order_never_given_is_named_in_the_log_and_changes_nothing(
    to: Enrolled, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    await queue(to, 1)
    await orders.due(to)
    with caplog.at_level(logging.WARNING):
        await orders.settle(
            to, [CommandResult(command_id=number, code=0), CommandResult(command_id="1", code=0)]
        )
    assert "AD1" in caplog.text
    assert await state(1) == ("done", 1, 0)


async def test_an_answer_to_an_order_not_yet_sent_or_of_another_terminal_is_none(
    house: House, to: Enrolled
) -> None:
    await queue(to, 1)
    await answer(to, 1)
    assert await state(1) == ("queued", 0, None)
    await orders.due(to)
    await answer(await terminal("MQ1"), 1)
    assert await state(1) == ("sent", 1, None)


async def test_about_one_person_there_is_one_order_at_a_time(to: Enrolled) -> None:
    await queue(to, 1, "delete_user", code="1001")
    await queue(to, 2, "put_user", code="1001")
    await queue(to, 3, "put_user", code="1002")
    assert await due(to) == [1, 3]
    at(30)
    assert await due(to) == [1, 3]  # never 2 before 1 is answered: 1 would undo it
    await answer(to, 1)
    assert await due(to) == [2]


async def test_one_delivery_is_bounded_and_reboot_comes_last(to: Enrolled) -> None:
    await queue(to, 1, "reboot")
    for number in range(2, 212):
        await queue(to, number, "put_user", code=str(number))
    assert await due(to, 1000) == list(range(2, 202))
    assert await due(to) == [*range(202, 212), 1]


async def test_waiting_and_cancelled_orders_stay_here(to: Enrolled) -> None:
    await queue(to, 1, state="waiting")
    await queue(to, 2, state="cancelled")
    assert await orders.owed() == frozenset()
    assert await due(to) == []


async def test_whoever_is_owed_something_is_known_by_one_question(to: Enrolled) -> None:
    await queue(to, 1)
    assert await orders.owed() == {to.id}
    await orders.due(to)
    assert await orders.owed() == {to.id}
    await answer(to, 1)
    assert await orders.owed() == frozenset()


async def test_a_terminal_that_never_answers_is_given_up_and_not_rebooted_for_ever(
    to: Enrolled,
) -> None:
    await queue(to, 1, "reboot")
    sends = 0
    for minute in range(20):
        at(minute * 60)
        sends += len(await due(to))
    assert sends == 3
    found = await TerminalCommand.get(number=1)
    assert (found.state, found.result) == ("failed", orders.NO_ANSWER)
    await answer(to, 1)  # it was only late
    assert (await state(1))[0] == "done"


async def test_answers_about_several_people_are_kept_in_words(to: Enrolled) -> None:
    await queue(to, 1)
    await orders.due(to)
    await answer(to, 1, 461, command="EditPersonsNew-Ack\0", persons={"1001": 461, "1002": 200})
    assert (await TerminalCommand.get(number=1)).result == "EditPersonsNew-Ack 1001=461 1002=200"


@pytest.mark.parametrize("code", [-1005, -5000])
async def test_busy_is_no_answer_yet_and_gives_the_terminal_more_time(
    to: Enrolled, code: int
) -> None:
    await queue(to, 1)
    await orders.due(to)
    at(20)
    await answer(to, 1, code)
    assert await state(1) == ("sent", 1, None)
    at(45)
    assert await due(to) == []
    at(50)
    assert await due(to) == [1]
    await answer(to, 1)
    assert await state(1) == ("done", 2, 0)


async def test_an_order_that_cannot_be_sent_fails_with_its_reason_and_others_go_on(
    to: Enrolled,
) -> None:
    await queue(to, 1)
    await queue(to, 2, "reboot")
    await orders.due(to)
    await orders.drop(to, 1, orders.NOT_POSSIBLE)
    await orders.drop(to, 9, orders.NOT_POSSIBLE)
    found = await TerminalCommand.get(number=1)
    assert (found.state, found.result, found.result_code) == ("failed", "not_possible", None)
    assert await state(2) == ("sent", 1, None)


async def test_a_restart_is_answered_by_the_hello_after_it(to: Enrolled) -> None:
    await queue(to, 1, "reboot")
    await orders.restarted(to)
    assert (await state(1))[0] == "queued"  # a hello before it was sent says nothing
    await orders.due(to)
    await orders.restarted(to)
    assert await state(1) == ("done", 1, 0)


async def test_every_sending_and_every_answer_leaves_its_event(to: Enrolled) -> None:
    await queue(to, 1)
    await queue(to, 2, "reboot")
    await orders.due(to)
    await orders.settle(to, [CommandResult(command_id=one, code=0) for one in ("1", "2")])
    kinds = await Event.filter(subject=to.id, type__startswith="command").values_list("type")
    assert sorted(kind for (kind,) in kinds) == ["command.done", "command.done", "commands.sent"]
