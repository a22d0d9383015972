"""The ADMS listener on a real socket: who may come in, what is read, when it is acknowledged."""

import asyncio
import gzip
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from devices.clock import show_local
from devices.sims.http import Answer, Server, send
from gateway import http_push, supervisor
from hr import clock
from hr import gateway as door
from hr.gateway import NotStoredError
from orm.faults import fault
from orm.models import Event, Inbox, Punch, Quarantine, UnknownTerminal
from rules.problem import Refused
from tests.dbfixtures import Database
from tests.gateway.kit import SECRET, House, build, gateway, until
from tests.support.sims import simulator

ROW = "1001\t2026-11-02 08:31:00\t0\t1\t0\t0\n"


@pytest.fixture
async def house(db: Database, tmp_path: Path, free_port: Callable[[], int]) -> AsyncIterator[House]:
    house = await build(db, tmp_path, gateway_port=free_port())
    await house.enrol("adms", "AD1", settings={"poll_seconds": 7})
    async with gateway():
        await until(lambda: answers(house))
        yield house


async def answers(house: House) -> bool:
    return (await ask(house, "GET", "/iclock/ping?SN=AD1")).status == 200


async def ask(
    house: House, method: str, target: str, body: bytes = b"", secret: str = SECRET, cut: int = 0
) -> Answer:
    server = Server(host="127.0.0.1", port=house.settings.gateway_port, secret=secret, timeout=5)
    return await send(server, method, target, body, cut=cut)


async def upload(house: House, text: str, stamp: str = "9999", secret: str = SECRET) -> Answer:
    target = f"/iclock/cdata?SN=AD1&table=ATTLOG&Stamp={stamp}"
    return await ask(house, "POST", target, text.encode(), secret)


async def test_a_batch_is_stored_before_it_is_acknowledged_and_once_however_often_it_comes(
    house: House,
) -> None:
    for _ in range(3):
        assert (await upload(house, ROW + ROW.replace("1001", "1002"))).body == b"OK: 2"
        assert await Punch.all().count() == 2


async def test_a_terminal_is_told_its_options_and_the_stamp_that_was_stored(house: House) -> None:
    await upload(house, ROW, stamp="4711")

    async def told() -> bool:
        answer = await ask(house, "GET", "/iclock/cdata?SN=AD1&options=all")
        lines = answer.body.decode().splitlines()
        return lines[0] == "GET OPTION FROM: AD1" and {"Stamp=4711", "Delay=7"} <= set(lines)

    await until(told)


async def test_the_stamps_of_two_tables_sent_at_once_are_both_kept(house: House) -> None:
    oper = "/iclock/cdata?SN=AD1&table=OPERLOG&Stamp=12"
    async with asyncio.TaskGroup() as both:
        both.create_task(upload(house, ROW, stamp="4711"))
        both.create_task(ask(house, "POST", oper, b"OPLOG 4\t14\t2026-11-02 08:31:00\t0\t0\t0\t0"))

    async def told() -> bool:
        answer = await ask(house, "GET", "/iclock/cdata?SN=AD1&options=all&pushver=2.4.1")
        return {"ATTLOGStamp=4711", "OPERLOGStamp=12"} <= set(answer.body.decode().splitlines())

    await until(told)


async def test_the_secret_in_the_path_opens_and_another_does_not(house: House) -> None:
    target = f"/{SECRET}/iclock/cdata?SN=AD1&table=ATTLOG"
    assert (await ask(house, "POST", target, ROW.encode(), secret="")).status == 200
    guess = target.replace(SECRET, "guess")
    assert (await ask(house, "POST", guess, ROW.encode(), secret="")).status == 401
    assert await Punch.all().count() == 1


async def raw(house: House, head: bytes, body: bytes = b"") -> bytes:
    """A request written by hand; returns the status line's number."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.settings.gateway_port)
    target = b"POST /%b/iclock/cdata?SN=AD1&table=ATTLOG&Stamp=1 HTTP/1.1\r\nHost: x\r\n"
    writer.write(target % SECRET.encode() + head + b"\r\n\r\n" + body)
    status = (await reader.readline()).split(b" ")[1]
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return status


async def test_packed_and_chunked_uploads_are_read(house: House) -> None:
    packed = gzip.compress(ROW.encode() * 3)
    head = b"Content-Encoding: gzip\r\nContent-Length: %d" % len(packed)
    assert await raw(house, head, packed) == b"200"
    row = ROW.replace("1001", "1002").encode()
    chunks = b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (10, row[:10], len(row) - 10, row[10:])
    assert await raw(house, b"Transfer-Encoding: chunked", chunks) == b"200"
    assert {one.person_code for one in await Punch.all()} == {"1001", "1002"}


@pytest.mark.parametrize("way", ["bomb", "chunks", "both"])
async def test_what_grows_too_large_is_refused_whatever_its_clothes(house: House, way: str) -> None:
    bomb = gzip.compress(ROW.encode() * 100_000)
    megabyte = b"100000\r\n" + b"1" * 0x100000 + b"\r\n"
    head, body, status = {
        "bomb": (b"Content-Encoding: gzip\r\nContent-Length: %d" % len(bomb), bomb, b"413"),
        "chunks": (b"Transfer-Encoding: chunked", megabyte * 3 + b"0\r\n\r\n", b"413"),
        "both": (b"Transfer-Encoding: chunked\r\nContent-Length: 5", b"0\r\n\r\n", b"400"),
    }[way]
    assert await raw(house, head, body) == status
    assert await answers(house)
    assert not await Punch.exists()


async def send_photo(house: House) -> int:
    """Send a photo of 20 MiB piece by piece; returns how much went out before it was refused."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.settings.gateway_port)
    head = b"POST /%b/iclock/cdata?SN=AD1&table=ATTPHOTO HTTP/1.1\r\nHost: x\r\n" % SECRET.encode()
    writer.write(head + b"Content-Length: %d\r\n\r\n" % (20 << 20))
    sent = 0
    with suppress(OSError):
        while sent < 20 << 20 and not reader.at_eof():
            writer.write(bytes(1 << 16))
            sent += 1 << 16
            await writer.drain()
    with suppress(OSError):
        assert b" 413 " in await reader.readline()
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return sent


async def test_twenty_huge_photos_among_punches_are_refused_by_their_size(house: House) -> None:
    async def punched() -> float:
        began = time.monotonic()
        assert (await upload(house, ROW)).status == 200
        return time.monotonic() - began

    async with asyncio.TaskGroup() as tasks:
        photos = [tasks.create_task(send_photo(house)) for _ in range(20)]
        punches = [tasks.create_task(punched()) for _ in range(10)]
    assert max(one.result() for one in photos) < 10 << 20  # what the sockets' buffers held
    assert max(one.result() for one in punches) < 2


async def test_utf16_is_quarantined_whole_and_the_terminal_goes_on(house: House) -> None:
    body = b"\xff\xfe" + (ROW * 100).encode("utf-16-le")
    answer = await ask(house, "POST", "/iclock/cdata?SN=AD1&table=ATTLOG&Stamp=1", body)
    assert answer.status == 200
    found = await Quarantine.get()
    assert (found.reason, bytes(found.payload)) == ("not_text", body)


async def test_a_terminal_in_the_wrong_zone_is_told_of_once(house: House) -> None:
    now = clock.now()
    for minute in range(5):
        at = now + timedelta(minutes=minute)
        clock.use(lambda at=at: at)  # type: ignore[misc] # mypy cannot infer a lambda's default
        await upload(house, ROW.replace("2026-11-02 08:31:00", show_local(at)))  # UTC, not +8
    clock.use(None)
    (found,) = await Event.filter(type="terminal.signal")
    assert '"zone_suspect"' in found.data
    assert "-8 h" in found.data
    assert await Punch.all().count() == 5


async def test_a_changed_clock_is_told_once_however_often_the_log_is_sent(house: House) -> None:
    row = b"OPLOG 21\t14\t2026-11-02 08:30:00\t0\t0\t0\t0\n"
    for _ in range(3):
        await ask(house, "POST", "/iclock/cdata?SN=AD1&table=OPERLOG&Stamp=1", row)
    assert await Event.filter(type="terminal.signal").count() == 1


async def test_key_exchange_is_refused_and_shown_to_people(house: House) -> None:
    answer = await ask(house, "POST", "/iclock/exchange?SN=AD1&type=publickey", b"PublicKey=x")
    assert answer.status == 404
    await until(lambda: UnknownTerminal.exists(serial="AD1", reason="encryption is switched on"))


async def test_a_wrong_secret_is_refused_and_counted(house: House) -> None:
    answer = await upload(house, ROW, secret="guess")
    assert answer.status == 401
    await until(lambda: UnknownTerminal.exists(serial="AD1", reason="wrong secret"))
    assert not await Punch.exists()


async def test_an_unknown_serial_is_refused_in_plain_text_and_counted(house: House) -> None:
    for _ in range(3):
        answer = await ask(house, "POST", "/iclock/cdata?SN=WHO&table=ATTLOG", ROW.encode())
    assert (answer.status, answer.body) == (403, b"ERROR: unknown terminal")
    found = await until(lambda: UnknownTerminal.get_or_none(serial="WHO", knocks=3))
    assert (found.protocol, found.address) == ("adms", "127.0.0.1")
    assert not await Inbox.exists()


async def test_one_poison_row_is_kept_apart_and_the_batch_is_acknowledged(house: House) -> None:
    answer = await upload(house, ROW + "junk\n" + ROW.replace("1001", "1002"))
    assert answer.body == b"OK: 3"
    assert await Punch.all().count() == 2
    assert bytes((await Quarantine.get()).payload) == b"junk"


async def test_ten_megabytes_are_refused_unread(house: House) -> None:
    answer = await ask(house, "POST", "/iclock/cdata?SN=AD1&table=ATTLOG", ROW.encode() * 300_000)
    assert answer.status in {0, 413}  # 0: refused before we had sent it all
    assert await answers(house)
    assert not await Punch.exists()


async def test_a_picture_is_acknowledged_and_thrown_away(house: House) -> None:
    answer = await ask(house, "POST", "/iclock/cdata?SN=AD1&table=ATTPHOTO", b"\xff\xd8" * 9000)
    assert (answer.status, answer.body) == (200, b"OK")
    assert not await Inbox.exists()
    assert not await Quarantine.exists()


async def test_half_a_body_changes_nothing(house: House) -> None:
    with suppress(TimeoutError):
        target = "/iclock/cdata?SN=AD1&table=ATTLOG"
        answer = await ask(house, "POST", target, ROW.encode() * 5, cut=7)
        assert answer.status != 200
    assert await answers(house)
    assert not await Punch.exists()


async def test_replies_carry_a_length_and_a_gmt_date_and_nothing_odd(house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.settings.gateway_port)
    writer.write(b"GET /iclock/ping?SN=AD1 HTTP/1.1\r\nHost: x\r\nAuthorization: Device s3cret\r\n"
                 b"Connection: close\r\n\r\n")  # fmt: skip
    head = (await reader.read()).decode().lower()
    writer.close()
    assert "content-length: 2\r\n" in head
    assert " gmt\r\n" in head
    for odd in ("location:", "text/html", "chunked", "server:"):
        assert odd not in head


async def test_while_storage_fails_nothing_is_acknowledged_and_then_it_comes_again(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def full(*_: object) -> None:
        raise NotStoredError(fault("storage.full").problem)

    with monkeypatch.context() as broken:
        broken.setattr(door, "store", full)
        assert [(await upload(house, ROW)).status for _ in range(3)] == [503] * 3
        assert (await ask(house, "GET", "/healthz")).body == b"storage"
    assert (await upload(house, ROW)).status == 200
    assert await Punch.all().count() == 1
    said = [one.message for one in caplog.records if "storage" in one.message]
    assert len(said) == 2, said  # one line when it begins, one when it ends


async def test_a_terminal_switched_off_is_refused_and_on_again_served(house: House) -> None:
    terminal = await house.terminal("AD1")
    terminal.enabled = False
    await terminal.save()

    async def refused() -> bool:
        return (await upload(house, ROW)).status == 403

    await until(refused)
    terminal.enabled = True
    await terminal.save()
    await until(lambda: answers(house))


async def test_an_occupied_port_is_one_clear_line(house: House) -> None:
    with pytest.raises(Refused) as caught:
        http_push.bind("127.0.0.1", house.settings.gateway_port)
    assert "LIUHEN_GATEWAY_PORT" in caught.value.problem.text.zh
    assert "\n" not in caught.value.problem.text.en
    with pytest.raises(Refused):
        await supervisor.run(asyncio.Event())


async def test_a_restarted_terminal_goes_on_where_its_ledger_ends(
    house: House, tmp_path: Path
) -> None:
    server = f"http://127.0.0.1:{house.settings.gateway_port}"
    args = ("--serial", "AD1", "--server", server, "--secret", SECRET, "--ledger", tmp_path / "l",
            "--retry-seconds", 0.2, "--prefill", 150)  # fmt: skip
    async with simulator("adms", *args) as sim:
        await sim.order(do="fault", name="resend_acked@2")
        await until(lambda: has(150))
        await sim.kill()
        await sim.start()
        await sim.punch("1003")
        await until(lambda: has(151))
    assert await Punch.all().count() == 151


async def has(count: int) -> bool:
    return await Punch.all().count() >= count
