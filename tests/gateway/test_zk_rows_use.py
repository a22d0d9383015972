"""devices.md 1.10, rows 20 to 34, the use: names, people, clearing, clocks, one owner."""

import importlib
import os
import re
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from zk.user import User as PyzkUser

from devices import zk_people
from devices.codecs import zk_user
from devices.codecs.zk_code import Code
from devices.driver import User
from devices.errors import Unreachable, WireError
from devices.protocols.zk import ZkSession, ZkSettings
from orm.models import Event, Punch, Terminal, TerminalLease
from tests.dbfixtures import Database
from tests.devices.simulated import simulator
from tests.gateway.kit import build, gateway, until
from tests.gateway.zk_kit import done, has, hasten, pulled, terminal
from tests.gateway.zk_rows import ROWS, listen, read, row, row_of, session, status

ROOT = Path(__file__).parents[2]


@row(20)
def test_row_20_gbk_names_are_names(tmp_path: Path) -> None:
    people = tmp_path / "people"
    people.write_text("1001,张三\n1002,欧阳建国\n1003,Ann\n", "utf-8")
    flags = ("--people", str(people), "--fault", "gbk_names")
    with simulator("zk", *flags) as it, session(it) as link:
        assert [user.name for user in link.users()] == ["张三", "欧阳建国", "Ann"]
        assert zk_user.code_page(link.user_rows()) == "gbk"


@row(21)
def test_row_21_each_terminal_has_a_code_page_of_its_own() -> None:
    before = PyzkUser.encoding
    with (
        simulator("zk") as one,
        simulator("zk") as other,
        session(one, gbk=True) as in_gbk,
        session(other) as in_utf8,
    ):
        for link in (in_gbk, in_utf8, in_gbk, in_utf8):
            zk_people.put_user(link, User(code="7", name="王小明"))
        raw = [row_of(link, "7").name for link in (in_gbk, in_utf8)]
    assert raw == ["王小明".encode("gbk"), "王小明".encode()]
    assert PyzkUser.encoding == before


@row(22)
@pytest.mark.parametrize(
    ("layout", "gbk", "kept"),
    [("40", False, 8), ("40", True, 12), ("16", False, 2), ("16", True, 4)],
)
def test_row_22_a_long_name_is_cut_between_characters(layout: str, kept: int, *, gbk: bool) -> None:
    with simulator("zk", "--layout", layout) as it, session(it, gbk=gbk) as link:
        zk_people.put_user(link, User(code="7", name="龙" * 20))
        assert row_of(link, "7").user.name == "龙" * kept


@row(23)
def test_row_23_a_role_we_do_not_know_stays_and_every_write_is_read_back() -> None:
    manager = zk_user.written(User(code="7", name="a"), (), size=72, page="utf-8")
    raw = bytearray(manager.encode())
    raw[2], raw[3:6], raw[40:42] = 6, b"pw1", b"77"
    with simulator("zk") as it, session(it) as link:
        link.order(Code.USER_WRQ, bytes(raw))
        row = zk_people.put_user(link, User(code="7", name="经理", card="5"))
        assert (row.role, row.password[:3], row.group[1:3], row.card) == (6, b"pw1", b"77", 5)
        assert row == row_of(link, "7")


@row(24)
def test_row_24_templates_go_by_slot_also_for_a_code_of_letters(tmp_path: Path) -> None:
    people = tmp_path / "people"
    people.write_text("A17,Ann\n1002,Bo\n", "utf-8")
    with simulator("zk", "--people", str(people), "--fingers", "3") as it, session(it) as link:
        assert zk_people.delete_templates(link, "A17") == 3
        assert zk_people.delete_templates(link, "nobody") is None
        assert link.sizes().fingers == 3
        assert len(link.users()) == 2


@row(25)
async def test_row_25_a_log_is_cleared_on_order_only_and_a_punch_in_the_gap_is_kept(
    db: Database, tmp_path: Path, free_port: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    hasten(monkeypatch)
    house = await build(db, tmp_path, gateway_port=free_port())
    async with terminal(house, tmp_path, "--prefill", 96, "--capacity", 100) as sim, gateway():
        await until(pulled)
        assert (await sim.order(do="status"))["terminals"][0]["cleared"] == 0
        await sim.order(do="fault", name="punch_at_clear@1")
        assert "records left 0" in await done(house, "clear_log")
        assert await Punch.all().count() == 97
        assert await Event.filter(type="command.done").exists()
    senders = [
        path.name
        for folder in ("devices", "gateway", "hr")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"CLEAR_ATTLOG\b(?! =)", path.read_text("utf-8")) and "sims" not in path.parts
    ]
    assert senders == ["zk_clear.py"]


@row(26)
def test_row_26_a_terminal_left_disabled_is_enabled_again() -> None:
    with simulator("zk", "--prefill", "500") as it:
        dead = session(it)
        dead.connect()
        dead.request(Code.DISABLEDEVICE)
        dead.socket.close()
        assert status(it)["disabled"]
        with session(it) as link:
            assert not status(it)["disabled"]
            it.order(do="fault", name="short:7")
            with pytest.raises(WireError):
                read(link)
            assert not status(it)["disabled"]


@row(27)
def test_row_27_pyzk_is_never_verbose() -> None:
    with simulator("zk") as it, session(it) as link:
        assert link._zk.verbose is False


@row(28)
def test_row_28_no_shell_is_started_and_an_address_is_an_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with simulator("zk") as it:
        for module, name in ((os, "system"), (os, "popen"), (subprocess, "Popen")):
            monkeypatch.setattr(module, name, _never)
        with session(it) as link:
            assert link.facts().serial == "SIMZK0001"
        monkeypatch.undo()
    for host in ("10.0.0.1; reboot", "$(id)", "`id`", "a|b", "-c1"):
        with pytest.raises(Unreachable, match="no address"):
            ZkSession(ZkSettings(host=host))


@row(29)
def test_row_29_events_stop_before_the_next_command() -> None:
    with simulator("zk") as it, session(it) as link:
        listen(link, 2)
        it.order(do="punch", person="1001")
        assert link.pulse("SIMZK0001").records == 1
        assert link.socket.event(0.3) is None
        it.order(do="fault", name="two_events")
        with closing(link.live(0.2)) as heard:
            next(heard)
            it.order(do="punch", person="1002")
            it.order(do="punch", person="1003")
            found = [event.person_code for b in islice(heard, 4) for event in b.events]
        assert found == ["1002", "1003"]
        assert len(read(link)) == 3


@row(30)
def test_row_30_each_chunk_has_its_own_patience_and_50000_records_take_seconds() -> None:
    with simulator("zk", "--prefill", "50000") as it, session(it, timeout=1) as link:
        it.order(do="fault", name="late:0.05")  # 31 chunks and more: together over the second
        began = time.monotonic()
        assert len(read(link)) == 50_000
        assert 1.5 < time.monotonic() - began < 20


@row(31)
async def test_row_31_one_connection_at_a_time_and_one_owner(
    db: Database, tmp_path: Path, free_port: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    hasten(monkeypatch)
    house = await build(db, tmp_path, gateway_port=free_port())
    async with terminal(house, tmp_path, "--prefill", 3) as sim, gateway():
        await until(pulled)
        assert len((await sim.order(do="status"))["terminals"][0]["heard"]) == 1
        lease = await TerminalLease.get()
        assert (lease.terminal_id, lease.token) == ((await Terminal.get(serial="ZK1")).id, 1)


@row(32)
def test_row_32_closing_never_raises_and_always_closes() -> None:
    with simulator("zk") as it:
        link = session(it, timeout=0.3)
        link.close()
        link.connect()
        it.order(do="fault", name="silent")
        link.close()
        assert not link.socket.alive
        link.close()


@row(33)
def test_row_33_the_order_of_the_log_is_kept_and_a_doubled_record_is_one_punch() -> None:
    with simulator("zk", "--fault", "wrong_count:1", "--fault", "duplicate") as it:
        for local in ("2026-11-24 09:00:00", "2026-11-24 08:00:00", "2026-11-24 08:30:00"):
            it.order(do="punch", person="1001", local=local)
        with session(it) as link:
            found = read(link)
    assert [one[11:16] for one in found] == ["09:00", "08:00", "08:30", "08:30"]
    assert len(set(found)) == 3


@row(34)
async def test_row_34_skew_is_seen_marked_and_mended_by_order_on_record(
    db: Database, tmp_path: Path, free_port: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    hasten(monkeypatch)
    house = await build(db, tmp_path, gateway_port=free_port())
    flags = ("--clock-skew", 7200, "--fault", "slow_clock")
    async with terminal(house, tmp_path, *flags) as sim, gateway():
        await until(pulled)
        await sim.punch("1001")
        await until(lambda: has(1))
        assert "clock_skew" in (await Punch.get()).flags
        assert (await done(house, "set_time")).startswith("set to ")
        await until(lambda: Terminal.filter(clock_skew_ms__lt=3000).exists())
        await sim.punch("1002")
        await until(lambda: has(2))
        assert "clock_skew" not in (await Punch.get(person_code="1002")).flags
    assert await Event.filter(type="command.done").count() == 1


def test_every_row_of_the_table_has_its_test() -> None:
    importlib.import_module("tests.gateway.test_zk_rows_wire")
    assert set(range(1, 35)) == ROWS


def _never(*_: object, **__: object) -> None:
    raise AssertionError("a process was started")
