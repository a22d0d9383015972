"""Idle terminals, as light as can be: one connection each, a poll or a heartbeat now and then.

`python -m liuhen.bench.idle_clients adms|mqtt_face PORT SECRET < serials`; says `ready` when every
one of them has been answered. Simulators with ledgers are devices/sims; these only keep a
connection busy, so that thousands fit into one process.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from functools import partial

EVERY = 10.0
_SPREAD = 0.004
_CONNECT, _PUBLISH, _SUBSCRIBE = 0x10, 0x30, 0x82


async def adms(serial: str, port: int, secret: str, ready: Callable[[], None]) -> None:
    """Hello, then polls on the same connection for ever."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    target = f"/iclock/cdata?SN={serial}&options=all&pushver=2.4.1"
    rest = f" HTTP/1.1\r\nHost: gateway\r\nAuthorization: Device {secret}\r\n\r\n"
    while True:
        writer.write(f"GET {target}{rest}".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"{serial}: {head.splitlines()[0]!r}")
        lengths = [line for line in head.lower().splitlines() if line.startswith(b"content-length")]
        await reader.readexactly(int(lengths[0].partition(b":")[2]))
        ready()
        target = f"/iclock/getrequest?SN={serial}"
        await asyncio.sleep(EVERY)


async def mqtt_face(serial: str, port: int, secret: str, ready: Callable[[], None]) -> None:
    """MQTT 3.1.1 by hand: connect, subscribe, then heartbeats at QoS 0 for ever."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = _text("MQTT") + bytes((4, 0b11000010)) + (60).to_bytes(2, "big")
    writer.write(_packet(_CONNECT, head + _text(serial) + _text(serial) + _text(secret)))
    answer = await reader.readexactly(4)
    if answer[3] != 0:
        raise SystemExit(f"{serial}: the broker refuses with {answer[3]}")
    writer.write(_packet(_SUBSCRIBE, b"\0\1" + _text(f"mqtt/face/{serial}") + b"\0"))
    await reader.readexactly(5)
    ready()
    while True:
        info = {"facesluiceId": serial, "time": "2026-11-20 08:30:00"}
        body = json.dumps({"operator": "HeartBeat", "info": info}).encode()
        writer.write(_packet(_PUBLISH, _text("mqtt/face/heartbeat") + body))
        await asyncio.sleep(EVERY)


def _text(word: str) -> bytes:
    raw = word.encode()
    return len(raw).to_bytes(2, "big") + raw


def _packet(kind: int, body: bytes) -> bytes:
    size, length = len(body), bytearray()
    while True:
        size, low = divmod(size, 128)
        length.append(low | (0x80 if size else 0))
        if not size:
            return bytes((kind,)) + bytes(length) + body


async def main(kind: str, port: int, secret: str, serials: list[str]) -> None:
    """Connect one after the other, then stay."""
    waiting = set(serials)

    def met(serial: str) -> None:
        if serial in waiting:
            waiting.discard(serial)
            if not waiting:
                print("ready", flush=True)

    async with asyncio.TaskGroup() as tasks:
        for serial in serials:
            tasks.create_task(_KINDS[kind](serial, port, secret, partial(met, serial)))
            await asyncio.sleep(_SPREAD)


_Client = Callable[[str, int, str, Callable[[], None]], Coroutine[object, object, None]]
_KINDS: dict[str, _Client] = {"adms": adms, "mqtt_face": mqtt_face}

if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.stdin.read().split()))
