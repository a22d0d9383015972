"""Orders to ZK terminals: carried out between two spells of listening, read back, answered."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devices.driver import User
from devices.protocols.zk import ZkSession, ZkSettings
from orm.models import Event, Punch, Terminal, TerminalCommand, TerminalUser
from tests.dbfixtures import Database
from tests.gateway.kit import House, build, gateway, until
from tests.gateway.zk_kit import (
    KEY,
    done,
    failed,
    has,
    hasten,
    is_in,
    order,
    pulled,
    settled,
    terminal,
)
from tests.support.sims import Sim


@pytest.fixture
async def house(
    db: Database, tmp_path: Path, free_port: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> House:
    hasten(monkeypatch)
    return await build(db, tmp_path, gateway_port=free_port())


def listed(sim: Sim) -> dict[str, User]:
    """Who stands on the terminal, asked over the wire."""
    port = sim.facts["ports"]["ZK1"]
    with ZkSession(ZkSettings(host="127.0.0.1", port=port, comm_key=int(KEY))) as session:
        return {user.code: user for user in session.users()}


async def test_people_are_put_on_changed_and_taken_off_and_each_answer_says_what_is_there(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--fingers", 2), gateway():
        await until(pulled)
        new = await done(house, "put_user", code="2001", name="欧阳建国", card="778899")
        assert new == "slot 21, shown as 欧阳建国"
        long = await done(house, "put_user", code="1001", name="阿" * 9)
        assert long == f"slot 1, shown as {'阿' * 8}, cut from {'阿' * 9}"
        assert await done(house, "delete_templates", code="1001") == "2 templates are gone"
        assert await done(house, "delete_templates", code="1001") == "0 templates are gone"
        assert await done(house, "delete_user", code="1002") == "deleted, no longer listed"
        assert await done(house, "delete_user", code="1002") == "was not on the terminal"
        assert await done(house, "read_users") == "20 users"
    assert await TerminalUser.filter(code="2001", name="欧阳建国").exists()


async def test_what_was_written_is_on_the_terminal_and_the_rest_of_a_row_stays(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path) as sim:
        async with gateway():
            await until(pulled)
            await done(house, "put_user", code="1003", name="李四", card="42", admin=True)
            await done(house, "put_user", code="1003", name="李小四")
        found = listed(sim)["1003"]
    assert found == User(code="1003", name="李小四", card="42", slot=3, admin=True)


@pytest.mark.parametrize(
    ("arguments", "settings", "name"),
    [((), {"gbk_names": True}, "张三丰"), (("--fault", "gbk_names"), {}, "张三丰")],
    ids=["as set", "as the names there are"],
)
async def test_names_are_written_in_the_code_page_of_the_terminal(
    house: House, tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, Any], name: str
) -> None:
    people = tmp_path / "people"
    people.write_text("1001,王五\n", "utf-8")
    flags = ("--layout", "16", "--people", people, *arguments)
    async with terminal(house, tmp_path, *flags, settings=settings), gateway():
        await until(pulled)
        told = await done(house, "put_user", code="77", name=name)
        assert told == f"slot 2, shown as {name}"  # 6 bytes in GBK, 9 in UTF-8: it would be cut


@pytest.mark.parametrize(
    ("kind", "fault", "arguments", "words"),
    [
        ("put_user", "drop_user", {"code": "55", "name": "甲"}, "55 was written and is shown as"),
        ("delete_user", "keep_user", {"code": "1001"}, "1001 was deleted and is still listed"),
        ("set_time", "stuck_clock", {}, "the clock was set to"),
    ],
)
async def test_a_yes_that_is_not_true_is_found_by_reading_back(
    house: House, tmp_path: Path, kind: str, fault: str, arguments: dict[str, str], words: str
) -> None:
    flags = ("--fault", fault, "--clock-skew", 500)
    async with terminal(house, tmp_path, *flags), gateway():
        await until(pulled)
        assert words in await failed(house, kind, **arguments)
        await until(lambda: is_in("online"))


async def test_what_cannot_stand_on_an_old_terminal_is_refused_before_it_is_sent(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--layout", "8A"), gateway():
        await until(pulled)
        for code in ("A17", "0017", "99999999999"):
            assert code in await failed(house, "put_user", code=code, name="甲")
        assert "digits" in await failed(house, "put_user", code="17", card="x1")


@pytest.mark.parametrize("fault", ["two_events", "slow_clock"])
async def test_the_clock_is_set_and_read_back(house: House, tmp_path: Path, fault: str) -> None:
    async with terminal(house, tmp_path, "--clock-skew", 7200, "--fault", fault), gateway():
        await until(pulled)
        assert (await done(house, "set_time")).startswith("set to ")

        async def right() -> bool:
            skew: int | None = (await Terminal.get(serial="ZK1")).clock_skew_ms
            return skew is not None and abs(skew) <= 2000

        await until(right)


async def test_live_punches_go_on_while_orders_are_carried_out(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path) as sim, gateway():
        await until(pulled)
        waiting = []
        for n in range(6):
            waiting.append(await order(house, "put_user", code=str(3000 + n), name=f"新{n}"))
            await sim.punch(str(1001 + n))
        for one in waiting:
            assert (await settled(one)).state == "done"
        await until(lambda: has(6))


async def test_a_log_is_read_on_order_and_a_restart_is_survived(
    house: House, tmp_path: Path
) -> None:
    async with terminal(house, tmp_path, "--prefill", 12) as sim, gateway():
        await until(lambda: has(12))
        assert await done(house, "read_log") == "12 records read and compared"
        assert await done(house, "reboot") == "restarting"
        await sim.punch("1009")
        await until(lambda: has(13))


async def test_an_order_whose_connection_dies_is_done_after_the_next_one(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with terminal(house, tmp_path) as sim, gateway():
        await until(pulled)
        await sim.order(do="fault", name="close_on_user@1")
        waiting = await order(house, "put_user", code="4001", name="丁")

        async def sent() -> bool:
            return (await TerminalCommand.get(id=waiting)).state == "sent"

        await until(sent)
        await until(lambda: is_in("backing_off"))
        await TerminalCommand.filter(id=waiting).update(sent_at=0)  # its patience is over
        found = await settled(waiting)
        assert (found.state, found.sends) == ("done", 2)
        assert await Event.filter(type="command.done").count() == 1
    assert not await Punch.exists()
