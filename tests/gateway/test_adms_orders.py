"""Orders over ADMS: given at a poll, under one number until the result is here, whatever dies."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devices.driver import CommandResult
from devices.sims.http import Answer, Server, send
from gateway.adms_orders import AdmsOrders
from hr import clock, commands, ids
from hr import gateway as door
from hr import orders as outbox
from hr.gateway import NotStoredError
from orm.faults import fault
from orm.models import Event, Person, Punch, Terminal, TerminalCommand, TerminalUser
from tests.dbfixtures import Database
from tests.gateway.kit import SECRET, House, build, gateway, until

ROW = "1001\t2026-11-02 08:31:00\t0\t1\t0\t0\n"


@pytest.fixture
async def house(db: Database, tmp_path: Path, free_port: Callable[[], int]) -> AsyncIterator[House]:
    house = await build(db, tmp_path, gateway_port=free_port())
    await house.enrol("adms", "AD1", settings={"poll_seconds": 2})
    async with gateway():
        await until(lambda: answers(house))
        yield house
    clock.use(None)


async def answers(house: House) -> bool:
    return (await ask(house, "GET", "/iclock/ping?SN=AD1")).status == 200


async def ask(house: House, method: str, target: str, body: bytes = b"") -> Answer:
    server = Server(host="127.0.0.1", port=house.settings.gateway_port, secret=SECRET, timeout=5)
    return await send(server, method, target, body)


async def poll(house: House) -> str:
    return (await ask(house, "GET", "/iclock/getrequest?SN=AD1")).body.decode()


async def given(house: House) -> str:
    """Poll until there is an order."""
    return str(await until(lambda: _given(house)))


async def _given(house: House) -> str:
    answer = await poll(house)
    return "" if answer == "OK" else answer


async def order(house: House, kind: str, **more: Any) -> None:
    await commands.order(house.machine, kind, [(await Terminal.get(serial="AD1")).id], **more)


async def destroy(house: House, kind: str, **arguments: str) -> None:
    """A destructive order that two people have agreed on."""
    terminal = await Terminal.get(serial="AD1")
    await TerminalCommand.create(
        id=ids.new_id(), company_id=house.company_id, terminal_id=terminal.id, number=1,
        kind=kind, arguments=arguments, created_at=clock.now(), created_by="a", approved_by="b",
    )  # fmt: skip


async def state() -> str:
    return (await TerminalCommand.all().order_by("-number").first()).state  # type: ignore[union-attr] # there is one


async def test_an_order_is_given_at_the_next_poll_once_and_closed_by_its_result(
    house: House,
) -> None:
    await order(house, "read_users")
    assert await given(house) == "C:1:DATA QUERY USERINFO\n"
    assert await poll(house) == "OK"
    result = b"ID=1&Return=0&CMD=DATA\nID=77&Return=0&CMD=DATA\n"
    assert (await ask(house, "POST", "/iclock/devicecmd?SN=AD1", result)).body == b"OK"
    found = await TerminalCommand.get()
    assert (found.state, found.result_code, found.sends) == ("done", 0, 1)
    assert await Event.filter(type="command.done").count() == 1


async def test_the_code_page_of_names_is_the_terminals(house: House) -> None:
    terminal = await Terminal.get(serial="AD1")
    terminal.settings = {**terminal.settings, "encoding": "gbk"}
    await terminal.save()
    await asyncio.sleep(2.5)  # until the roll is read again
    ada = await Person.get(code="1001")
    await commands.put_person(house.machine, ada.id, [terminal.id])

    async def bytes_of() -> bytes:
        body = (await ask(house, "GET", "/iclock/getrequest?SN=AD1")).body
        return b"" if body == b"OK" else body

    assert "Name=员工1001\t".encode("gb18030") in await until(bytes_of)


async def test_without_an_answer_it_comes_again_under_its_number_after_three_polls(
    house: House,
) -> None:
    await order(house, "read_users")
    first = await given(house)
    now = clock.now()
    clock.use(lambda: now + timedelta(seconds=6))
    assert await given(house) == first
    assert (await TerminalCommand.get()).sends == 2


async def test_a_result_that_cannot_be_kept_is_asked_for_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await order(house, "read_users")
    await given(house)

    async def full(*_: object) -> None:
        raise NotStoredError(fault("storage.full").problem)

    target, result = "/iclock/devicecmd?SN=AD1", b"ID=1&Return=0&CMD=DATA"
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "settle", full)
        assert (await ask(house, "POST", target, result)).status == 503
        broken.setattr(outbox, "owed", full)
        broken.setattr(outbox, "due", full)
        await asyncio.sleep(1.1)
        assert await poll(house) == "OK"
    assert (await ask(house, "POST", target, result)).status == 200
    assert await state() == "done"


async def test_storage_is_asked_for_all_terminals_once_a_second_and_not_at_every_poll(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    really = outbox.owed

    async def owed() -> frozenset[str]:
        nonlocal asked
        asked += 1
        return await really()

    monkeypatch.setattr(outbox, "owed", owed)
    began = clock.monotonic()
    for _ in range(40):
        assert await poll(house) == "OK"
    assert 1 <= asked <= 2 + clock.monotonic() - began


async def test_a_hello_after_a_restart_is_its_result(house: House) -> None:
    await order(house, "reboot")
    assert await given(house) == "C:1:REBOOT\n"
    await ask(house, "GET", "/iclock/cdata?SN=AD1&options=all&pushver=2.4.1")
    await until(lambda: is_(house, "done"))


async def is_(_: House, wanted: str) -> bool:
    return await state() == wanted


async def test_a_log_that_is_not_all_stored_is_not_cleared_even_when_two_people_said_so(
    house: House,
) -> None:
    await destroy(house, "clear_log")
    await ask(house, "GET", "/iclock/getrequest?SN=AD1&INFO=Ver%208,2,0,3,10.0.0.2")
    await until(lambda: held(house, 3))
    await asyncio.sleep(1.1)
    assert await poll(house) == "OK"
    found = await TerminalCommand.get()
    assert (found.state, found.result) == ("failed", "not_stored")


async def held(_: House, count: int) -> bool:
    return (await Terminal.get(serial="AD1")).device_count == count


@pytest.fixture
async def access(house: House) -> House:
    """The terminal has said that it is one of the 3.x kind."""
    await ask(house, "GET", "/iclock/cdata?SN=AD1&options=all&DeviceType=acc")

    async def known() -> bool:
        found = await ask(house, "GET", "/iclock/cdata?SN=AD1&options=all")
        return found.body.startswith(b"registry=ok")

    await until(known)
    return house


async def test_an_access_terminal_is_told_in_its_own_words(access: House) -> None:
    await order(access, "reboot")
    assert await given(access) == "C:1:CONTROL DEVICE 03000000\n"


async def remove(house: House) -> list[str]:
    """Give the order to remove 1001; returns the numbers it goes out under."""
    await destroy(house, "delete_user", code="1001")
    lines = (await given(house)).splitlines()
    assert [line.split(" ")[2] for line in lines][-1] == "user"
    return [line.split(":")[1] for line in lines]


async def tell(house: House, *results: tuple[str, int]) -> None:
    body = "\n".join(f"ID={number}&return={code}&CMD=DATA" for number, code in results)
    assert (await ask(house, "POST", "/iclock/devicecmd?SN=AD1", body.encode())).status == 200


async def test_an_order_of_several_parts_is_done_when_all_of_them_are(access: House) -> None:
    *parts, last = await remove(access)
    await tell(access, *[(one, -1002) for one in parts[:2]])  # it has no such tables
    await tell(access, *[(one, 0) for one in parts[2:]])
    assert await state() == "sent"
    await tell(access, (last, 0))
    assert await state() == "done"


async def test_templates_that_stayed_are_not_told_as_removed(access: House) -> None:
    *parts, last = await remove(access)
    await tell(access, (parts[1], -5), (parts[2], 0), (last, 0))
    found = await TerminalCommand.get()
    assert (found.state, found.result_code) == ("failed", -5)


async def test_a_part_that_failed_is_not_forgotten_by_a_restart(access: House) -> None:
    *parts, last = await remove(access)
    await tell(access, (parts[1], -5))
    to = (await door.enrolled())[0]
    fresh = AdmsOrders()
    await fresh.answered(to, [CommandResult(command_id=last, code=0)])
    assert await state() == "failed"
    assert (await door.enrolled())[0].notes["parts"] == {}


async def test_parts_of_orders_that_nobody_gave_leave_no_trace(access: House) -> None:
    await tell(access, ("300000009", -5), ("9", 0))
    assert "parts" not in (await door.enrolled())[0].notes


async def test_reading_the_log_again_finds_what_is_missing(house: House) -> None:
    await order(house, "read_log", low="2026-11-01", high="2026-11-02")
    said = await given(house)
    assert said == (
        "C:1:DATA QUERY ATTLOG StartTime=2026-11-01 00:00:00\tEndTime=2026-11-02 23:59:59\n"
    )
    await ask(house, "POST", "/iclock/cdata?SN=AD1&table=ATTLOG", ROW.encode())
    await ask(house, "POST", "/iclock/devicecmd?SN=AD1", b"ID=1&Return=1&CMD=DATA")
    assert (await state(), await Punch.all().count()) == ("done", 1)


async def test_users_that_were_asked_for_are_listed(house: House) -> None:
    rows = "PIN=1001\tName=陈思远\tPri=0\tPasswd=1234\tCard=\tGrp=1\n".encode("gb18030")
    await ask(house, "POST", "/iclock/cdata?SN=AD1&table=USERINFO", b"USER " + rows)
    found = await TerminalUser.get()
    assert (found.code, found.name) == ("1001", "陈思远")
