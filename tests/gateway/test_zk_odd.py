"""Other people's simulators: they announce what they do not have, refuse, and answer nonsense."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from devices.codecs import zk_event
from devices.codecs.zk_code import Code
from devices.codecs.zk_frame import Frame, Reader
from devices.codecs.zk_reply import Sizes, encode_sizes
from orm.models import Punch, Terminal, TerminalGap
from tests.dbfixtures import Database
from tests.gateway.kit import House, build, gateway, until
from tests.gateway.zk_kit import has, hasten

COUNTED = 3000
Answers = dict[int, Callable[[Frame], list[tuple[int, bytes]]]]


@pytest.fixture
async def house(
    db: Database, tmp_path: Path, free_port: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> House:
    hasten(monkeypatch)
    return await build(db, tmp_path, gateway_port=free_port())


def yes(_: Frame) -> list[tuple[int, bytes]]:
    return [(Code.ACK_OK, b"")]


def sizes(records: int) -> list[tuple[int, bytes]]:
    found = Sizes(users=0, records=records, users_cap=0, record_cap=0, records_free=0)
    return [(Code.ACK_OK, encode_sizes(found))]


def announced(size: int) -> list[tuple[int, bytes]]:
    word = size.to_bytes(4, "little")
    return [(Code.ACK_OK, b"\0" + word + word + bytes(4))]


ODD: dict[str, Answers] = {
    "an empty log": {Code.PREPARE_BUFFER: lambda _: [(Code.DATA, bytes(4))]},
    "no bytes": {Code.PREPARE_BUFFER: lambda _: [(Code.DATA, b"")]},
    "a refusal": {Code.PREPARE_BUFFER: lambda _: [(Code.ACK_ERROR, b"")]},
    "an unknown command": {Code.PREPARE_BUFFER: lambda _: [(Code.ACK_UNKNOWN, b"")]},
    "a size and no chunk": {
        Code.PREPARE_BUFFER: lambda _: announced(4 + 40 * COUNTED),
        Code.READ_BUFFER: lambda _: [(Code.ACK_OK, b"")],
    },
    "a size and empty chunks": {
        Code.PREPARE_BUFFER: lambda _: announced(4 + 40 * COUNTED),
        Code.READ_BUFFER: lambda _: [
            (Code.PREPARE_DATA, bytes(8)), (Code.DATA, b""), (Code.ACK_OK, b""),
        ],
    },
    "a size of nothing": {Code.PREPARE_BUFFER: lambda _: announced(0)},
}  # fmt: skip


@asynccontextmanager
async def odd_terminal(house: House, answers: Answers) -> AsyncIterator[list[int]]:
    """A terminal that says yes to everything it has no answer for; yields what it was asked."""
    asked: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames = Reader()
        while data := await reader.read(65_536):
            for frame in frames.feed(data):
                asked.append(frame.command)
                for command, payload in answers.get(frame.command, yes)(frame):
                    event = command == Code.REG_EVENT
                    session, reply = (1, 0) if event else (7, frame.reply)
                    told = Frame(command=command, session=session, reply=reply, data=payload)
                    writer.write(told.encode())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        await house.enrol("zk", "ODD1", address=f"127.0.0.1:{port}", secret="0")
        yield asked


@pytest.mark.parametrize("how", ODD)
async def test_three_thousand_announced_and_none_handed_out_is_reported_not_believed(
    house: House, how: str
) -> None:
    answers = {Code.GET_FREE_SIZES: lambda _: sizes(COUNTED), **ODD[how]}
    async with odd_terminal(house, answers) as asked, gateway():
        gap = await until(TerminalGap.first)
        assert (gap.kind, gap.missing, gap.settled_at) == ("short", COUNTED, None)

        async def told() -> bool:
            found = (await Terminal.get(serial="ODD1")).last_error
            return bool(found) and "more records than it hands out" in found["en"]

        await until(told)
        assert not await Punch.exists()
        assert Code.CLEAR_ATTLOG not in asked
        calm = asked.count(Code.CONNECT)
        await asyncio.sleep(3)
        assert asked.count(Code.CONNECT) - calm <= 3, "it is asked again with less and less haste"


async def test_one_that_knows_neither_names_nor_clock_nor_events_is_read_all_the_same(
    house: House,
) -> None:
    """It answers "unknown" to all but the log, and sends an event that nobody ordered."""
    punch = zk_event.encode("1001", "2026-11-24 08:00:00", 1, 0, 52)
    answers: Answers = {
        code: lambda _: [(Code.ACK_UNKNOWN, b"")]
        for code in (Code.GET_VERSION, Code.GET_TIME, Code.OPTIONS_RRQ, Code.CANCELCAPTURE,
                     Code.STARTVERIFY, Code.ENABLEDEVICE, Code.DISABLEDEVICE)
    }  # fmt: skip
    answers |= {
        Code.ENABLEDEVICE: lambda _: [(Code.ACK_OK, b"")],
        Code.GET_FREE_SIZES: lambda _: sizes(0),
        Code.PREPARE_BUFFER: lambda _: [(Code.DATA, b"")],
        Code.REG_EVENT: lambda _: [(Code.ACK_UNKNOWN, b""), (Code.REG_EVENT, punch)],
    }
    async with odd_terminal(house, answers), gateway():
        await until(lambda: has(1))
        assert (await Punch.get()).person_code == "1001"
        await until(lambda: Terminal.filter(serial="ODD1", state="online").exists())


async def test_a_user_list_nobody_can_read_does_not_stop_the_punches(house: House) -> None:
    """Its users have 50 bytes each."""

    def buffer(frame: Frame) -> list[tuple[int, bytes]]:
        wanted = int.from_bytes(frame.data[1:3], "little")
        bad = (50).to_bytes(4, "little") + bytes(50)
        return [(Code.DATA, bad if wanted == Code.USERTEMP_RRQ else bytes(4))]

    punch = zk_event.encode("1002", "2026-11-24 08:00:00", 1, 0)
    answers: Answers = {
        Code.GET_FREE_SIZES: lambda _: sizes(0),
        Code.PREPARE_BUFFER: buffer,
        Code.REG_EVENT: lambda _: [(Code.ACK_OK, b""), (Code.REG_EVENT, punch)],
    }
    async with odd_terminal(house, answers), gateway():
        await until(lambda: has(1))
        await until(lambda: Terminal.filter(serial="ODD1", state="online").exists())
