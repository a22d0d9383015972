"""device add, list, test as an operator types them, in processes of their own."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from devices.codecs import adms_line
from devices.driver import Batch, PunchEvent, Unreadable
from hr import gateway as door
from hr import installation
from hr.gateway import Report
from hr.settings import Settings
from liuhen import device_judge, device_test
from liuhen.broker import Broker
from liuhen.device_steps import Steps
from orm.models import Terminal
from tests.dbfixtures import Database
from tests.gateway.kit import SECRET, House, build, until
from tests.support.gateway_process import ROOT, environment
from tests.support.sims import simulator


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> House:
    return await build(db, tmp_path)


async def liuhen(settings: Settings, *words: object) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "liuhen", *map(str, words)),
        cwd=ROOT, env={**environment(settings), "PATH": "", "LANG": "zh_CN.UTF-8"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def test_a_terminal_is_enrolled_listed_and_its_made_secret_shown_once(house: House) -> None:
    code, out, err = await liuhen(
        house.settings, "device", "add", "--protocol", "adms", "--serial", "AD1"
    )
    assert (code, err) == (0, "")
    (to,) = await door.enrolled()
    assert to.secret
    assert to.secret in out
    code, out, _ = await liuhen(house.settings, "device", "list", "--json")
    (listed,) = json.loads(out)
    assert (code, listed["serial"], listed["state"]) == (0, "AD1", "new")
    assert to.secret not in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--protocol", "morse", "--serial", "A"), "没有这种协议"),
        (("--protocol", "zk", "--serial", "A B"), "序列号"),
        (("--protocol", "zk", "--serial", "A", "--zone", "Mars"), "时区"),
        (("--protocol", "zk", "--serial", "A", "--site", "x"), "--site"),
    ],
)
async def test_a_wrong_enrolment_is_one_line(
    house: House, words: tuple[str, ...], said: str
) -> None:
    code, _, err = await liuhen(house.settings, "device", "add", *words)
    assert code == 1
    assert said in err
    assert err.count("\n") == 1


async def outcome(serial: str) -> tuple[bool, str]:
    said: list[str] = []
    return await device_test.examine(serial, said.append), "\n".join(said)


async def test_a_healthy_zk_terminal_passes_every_step(house: House) -> None:
    async with simulator("zk", "--serial", "ZK1", "--comm-key", 77, "--prefill", 12) as sim:
        address = f"127.0.0.1:{sim.facts['ports']['ZK1']}"
        await house.enrol("zk", "ZK1", address=address, secret="77")
        well, said = await outcome("ZK1")
    assert well, said
    for word in ("地址", "端口", "密码与协议", "固件", "时钟偏差"):
        assert word in said
    assert "records on the terminal: 12" in said


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"secret": "78"}, "通信密码"),
        ({"address": "127.0.0.1:1"}, "port 1 does not answer"),
        ({"secret": "abc"}, "0 至 6 位数字"),
    ],
    ids=["key", "port", "setting"],
)
async def test_what_is_wrong_with_a_zk_terminal_is_said_at_its_step(
    house: House, fault: dict[str, str], said: str
) -> None:
    async with simulator("zk", "--serial", "ZK1", "--comm-key", 77) as sim:
        address = f"127.0.0.1:{sim.facts['ports']['ZK1']}"
        await house.enrol("zk", "ZK1", **{"address": address, "secret": "77", **fault})
        well, text = await outcome("ZK1")
    assert not well
    assert said in text


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (("--fault", "refuse"), "nothing answers as a ZK terminal"),
        (("--fault", "silent"), "nothing answers as a ZK terminal"),
        (("--serial", "OTHER9"), "another terminal answers: OTHER9"),
        (("--clock-skew", 7200), "off by whole quarter hours"),
        (("--clock-skew", 400), "order “set time”"),
    ],
    ids=["refuses", "silent", "other", "zone", "clock"],
)
async def test_a_faulty_zk_terminal_is_diagnosed_with_what_to_do(
    house: House, fault: tuple[object, ...], said: str
) -> None:
    serial = () if "--serial" in fault else ("--serial", "ZK1")
    async with simulator("zk", *serial, *fault) as sim:
        (port,) = sim.facts["ports"].values()
        await house.enrol("zk", "ZK1", address=f"127.0.0.1:{port}", secret="0",
                          settings={"timeout_seconds": 1.5})  # fmt: skip
        well, text = await outcome("ZK1")
    assert not well
    assert said in text


def test_a_log_that_fills_up_is_warned_of_in_time() -> None:
    told = {share: judged(share) for share in (79, 80, 94, 95, 100)}
    assert "! " not in told[79]
    assert all("plan a two-read clearing" in told[share] for share in (80, 94))
    assert all("clear it today" in told[share] for share in (95, 100))


def judged(share: int) -> str:
    said: list[str] = []
    device_judge.capacity(Steps(said.append), share * 1000, 100_000)
    return "\n".join(said)


async def test_waiting_and_unreadable_records_are_counted_with_where_to_go(house: House) -> None:
    await house.enrol("adms", "AD1")
    (to,) = await door.enrolled()
    bad = Unreadable(payload=b"junk", reason="bad_time", detail="x")
    row = b"9999\t2026-11-02 08:31:00\t0\t1\n"
    event = adms_line.attlog(row.strip(), UTC)
    assert isinstance(event, PunchEvent)
    await door.store(to, Batch(source="adms", payload=row, events=(event,), unreadable=(bad,)))
    said: list[str] = []
    await device_judge.counts(Steps(said.append), await Terminal.get(serial="AD1"))
    text = "\n".join(said)
    assert "1 punches have no person" in text
    assert "1 records cannot be read" in text
    assert "terminal / database: - / 1" in text


async def test_a_mistyped_serial_shows_as_a_stranger_that_knocks(house: House) -> None:
    await house.enrol("adms", "AD1")
    await door.knock("AD1X", "adms", "unknown terminal", "10.0.0.7")
    server = await asyncio.start_server(_healthy, "127.0.0.1", 0)
    installation.start(replace(house.settings, gateway_port=server.sockets[0].getsockname()[1]))
    async with server:
        well, text = await outcome("AD1")
    assert not well
    assert "serials not enrolled knock: AD1X (10.0.0.7)" in text


async def test_an_mqtt_terminal_is_judged_by_broker_and_accounts(
    db: Database, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    ports = free_port(), free_port()
    broker = Broker(tmp_path / "mosquitto", *ports)
    house = await build(db, tmp_path, mqtt_url=f"mqtt://gateway:right@127.0.0.1:{ports[1]}")
    await house.enrol("mqtt_face", "MQ1")
    assert "the broker does not answer" in (await outcome("MQ1"))[1]
    broker.write({"gateway": "right"})
    process = await asyncio.create_subprocess_exec("mosquitto", "-c", str(broker.config))
    try:
        await until(lambda: refused("MQ1"))
        broker.set_users({"gateway": "right", "MQ1": SECRET})
        broker.reload()
        await until(lambda: accepted("MQ1"))
    finally:
        process.kill()
        await process.wait()


async def refused(serial: str) -> bool:
    return f"the broker refuses the account {serial}" in (await outcome(serial))[1]


async def accepted(serial: str) -> bool:
    text = (await outcome(serial))[1]
    return f"the terminal's account: {serial}" in text and "nothing has come from it" in text


async def test_a_clock_that_is_wrong_is_named(house: House) -> None:
    async with simulator("zk", "--serial", "ZK1", "--clock-skew", 3600) as sim:
        address = f"127.0.0.1:{sim.facts['ports']['ZK1']}"
        await house.enrol("zk", "ZK1", address=address, secret="0")
        well, text = await outcome("ZK1")
    assert not well
    assert "时钟不准" in text
    assert "+36" in text or "+35" in text


async def test_a_pushing_terminal_is_judged_by_our_door_its_knocks_and_its_last_word(
    house: House,
) -> None:
    await house.enrol("adms", "AD1")
    well, text = await outcome("AD1")
    assert not well
    assert "our own side does not listen" in text
    await door.knock("AD1", "adms", "wrong secret", "10.0.0.7")
    found = await Terminal.get(serial="AD1")
    await door.report([Report(terminal_id=found.id, clock_skew_ms=1000)])
    server = await asyncio.start_server(_healthy, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    installation.start(replace(house.settings, gateway_port=port))
    async with server:
        well, text = await outcome("AD1")
    assert not well
    assert "was refused: wrong secret" in text
    assert "nothing has come from it lately" in text


async def _healthy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    writer.close()


async def test_an_unknown_serial_is_one_line(house: House) -> None:
    code, _, err = await liuhen(house.settings, "device", "test", "NOBODY")
    assert code == 1
    assert "NOBODY" in err
    assert err.count("\n") == 1
