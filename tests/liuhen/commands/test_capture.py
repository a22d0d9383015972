"""device capture, redact: a customer's session becomes cases that run, and tell nothing."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devices.tools import cases
from devices.tools.redact_mqtt import PIXEL
from hr import gateway as door
from hr.gateway import Enrolled
from liuhen.capture import capture
from tests.cases.device_adapters import recorded
from tests.dbfixtures import Database
from tests.gateway.kit import SECRET, House, build, gateway, until
from tests.liuhen.commands.test_device import liuhen
from tests.support.mosquitto import Mosquitto
from tests.support.sims import simulator

RUN: dict[str, Callable[[dict[str, Any]], None]] = {
    "zk_conversations": recorded.zk_conversation,
    "zk_records": recorded.zk_record_case,
    "adms_requests": lambda case: recorded.adms_request(case, []),
    "mqtt_messages": recorded.mqtt_message,
}
PEOPLE = "8801,欧阳修远\n8802,Josephine\n8803,司马光\n"
TELLING = ("8801", "8802", "8803", "欧阳修远", "Josephine", "司马光", "ACME4711")


@pytest.fixture
async def house(db: Database, tmp_path: Path, free_port: Callable[[], int]) -> House:
    (tmp_path / "people").write_text(PEOPLE, "utf-8")
    return await build(db, tmp_path, gateway_port=free_port())


async def enrolled(serial: str) -> Enrolled:
    (found,) = [one for one in await door.enrolled() if one.serial == serial]
    return found


def read_all(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {path.stem: cases.read(path) for path in folder.glob("*.json")}


async def run_all(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Run every case of a folder as tests/cases does; returns them."""
    found = await asyncio.to_thread(read_all, folder)
    for name, many in found.items():
        for case in many:
            await asyncio.to_thread(RUN[name], case)
    return found


async def redacted(house: House, folder: Path) -> Path:
    code, out, err = await liuhen(house.settings, "device", "redact", folder)
    assert (code, err) == (0, "")
    assert "nothing of the original remains" in out
    return folder.parent / f"{folder.name}-redacted"


def tells(folder: Path) -> list[str]:
    text = b"".join(path.read_bytes() for path in sorted(folder.glob("*.json")))
    hexed = [word.encode().hex().encode() for word in TELLING]
    gbk = [word.encode("gbk").hex().encode() for word in TELLING]
    plain = [word.encode() for word in TELLING]
    ascii_json = [json.dumps(word)[1:-1].encode() for word in TELLING]
    return [str(one) for one in (*hexed, *gbk, *plain, *ascii_json) if one in text]


async def test_a_zk_session_is_captured_redacted_and_both_run_as_cases(
    house: House, tmp_path: Path
) -> None:
    args = ("--serial", "ACME4711", "--comm-key", 4455, "--prefill", 70,
            "--people", tmp_path / "people", "--fault", "gbk_names")  # fmt: skip
    async with simulator("zk", *args) as sim:
        address = f"127.0.0.1:{sim.facts['ports']['ACME4711']}"
        await house.enrol("zk", "ACME4711", address=address, secret="4455")
        running = asyncio.ensure_future(
            capture(await enrolled("ACME4711"), 3, tmp_path / "cap", None, lambda _: None)
        )
        await asyncio.sleep(2)
        await sim.punch("8802")
        assert await running >= 5
    found = await run_all(tmp_path / "cap")
    talks = {talk["name"]: talk["decoded_by_pyzk_0_9"] for talk in found["zk_conversations"]}
    assert len(talks["captured-users"]) == 3
    assert len(talks["captured-log"]["punches"]) == 70
    assert found["zk_records"][0]["expect"]["user_id"] == "8802"
    assert tells(tmp_path / "cap")
    clean = await redacted(house, tmp_path / "cap")
    again = await run_all(clean)
    assert tells(clean) == []
    assert {talk["comm_key"] for talk in again["zk_conversations"]}.isdisjoint({4455})
    fake = {row[1] for talk in again["zk_conversations"]
            for row in talk["decoded_by_pyzk_0_9"] if isinstance(row, list)}  # fmt: skip
    assert len(fake) == 3
    logs = [talk["decoded_by_pyzk_0_9"] for talk in again["zk_conversations"]]
    punched = {row[0] for log in logs if isinstance(log, dict) for row in log.get("punches", ())}
    assert punched <= fake  # the same code has the same stand-in everywhere
    assert again["zk_records"][0]["expect"]["user_id"] in fake


async def test_what_an_adms_terminal_uploads_is_tapped_and_proxied(
    house: House, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    await house.enrol("adms", "ACME4711")
    port = free_port()
    async with gateway():
        await until(lambda: serves(house))
        to = await enrolled("ACME4711")
        proxied = asyncio.ensure_future(
            capture(to, 4, tmp_path / "proxied", ("127.0.0.1", port), lambda _: None)
        )
        tapped = asyncio.ensure_future(capture(to, 4, tmp_path / "tapped", None, lambda _: None))
        args = ("--serial", "ACME4711", "--server", f"http://127.0.0.1:{port}", "--secret", SECRET,
                "--people", tmp_path / "people", "--prefill", 5)  # fmt: skip
        async with simulator("adms", *args):
            assert await proxied >= 3
            assert await tapped >= 1
    for name in ("proxied", "tapped"):
        found = await run_all(tmp_path / name)
        assert [
            case for case in found["adms_requests"] if len(case["expect"].get("punches", ())) == 5
        ]
        assert SECRET not in json.dumps(found)
        clean = await redacted(house, tmp_path / name)
        assert tells(clean) == []
        await run_all(clean)


async def test_what_an_mqtt_terminal_publishes_is_heard_beside_the_gateway(
    db: Database, tmp_path: Path, mosquitto: Mosquitto
) -> None:
    (tmp_path / "people").write_text(PEOPLE, "utf-8")
    house = await build(db, tmp_path, mqtt_url=f"mqtt://127.0.0.1:{mosquitto.port}")
    await house.enrol("mqtt_face", "ACME4711")
    to = await enrolled("ACME4711")
    heard = asyncio.ensure_future(capture(to, 4, tmp_path / "cap", None, lambda _: None))
    await asyncio.sleep(1)
    args = ("--serial", "ACME4711", "--port", mosquitto.port, "--no-resume",
            "--people", tmp_path / "people", "--fault", "picture:900")  # fmt: skip
    async with simulator("mqtt_face", *args) as sim:
        await asyncio.sleep(1)
        await sim.punch("8802")
        assert await heard >= 3
    found = await run_all(tmp_path / "cap")
    kinds = {case["payload"]["operator"] for case in found["mqtt_messages"]}
    assert {"Online", "HeartBeat", "RecPush"} <= kinds
    clean = await redacted(house, tmp_path / "cap")
    assert tells(clean) == []
    again = await run_all(clean)
    records = [c for c in again["mqtt_messages"] if c["payload"]["operator"] == "RecPush"]
    assert {one["payload"]["info"]["pic"] for one in records} == {PIXEL}


async def serves(house: House) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", house.settings.gateway_port)
    except OSError:
        return False
    writer.close()
    return True


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("capture", "NOBODY", "x"), "device add"),
        (("capture", "A", "x", "--minutes", "0"), "--minutes"),
        (("capture", "A", "x", "--listen", "nowhere"), "--listen"),
        (("redact", "nothing-here"), "nothing-here"),
    ],
)
async def test_a_wrong_order_is_one_line(house: House, words: tuple[str, ...], said: str) -> None:
    code, _, err = await liuhen(house.settings, "device", *words)
    assert code == 1
    assert said in err
    assert err.count("\n") == 1
