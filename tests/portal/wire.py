"""The portal's socket as a browser speaks it, frame by frame, without a browser."""

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection

from tests.portal.harbour import Harbour

CLOSE = "1"
"""The engine.io frame that ends a connection."""


@asynccontextmanager
async def socket(
    town: Harbour, login: str, *, client: str = "", headers: dict[str, str] | None = None
) -> AsyncIterator[ClientConnection]:
    """A socket.io connection as this person's browser opens it; AssertionError when refused."""
    query = f"EIO=4&transport=websocket&client_id={client}"
    sent = {"Origin": town.url, "Cookie": f"liuhen={town.town.of(login).token}"} | (headers or {})
    url = f"ws://127.0.0.1:{town.port}/_nicegui_ws/socket.io/?{query}"
    async with websockets.connect(url, additional_headers=sent, proxy=None) as wire:
        assert str(await wire.recv()).startswith("0")
        await wire.send("40")
        reply = await answered(wire)
        assert reply.startswith("40"), reply
        yield wire


async def answered(wire: ClientConnection) -> str:
    """The next frame that is not the heartbeat."""
    while True:
        frame = str(await wire.recv())
        if frame != "2":
            return frame
        await wire.send("3")


async def listened(wire: ClientConnection) -> None:
    """Take frames for ever."""
    while True:
        await answered(wire)


async def flood(wire: ClientConnection) -> None:
    """Two hundred megabytes of frames, each over the limit."""
    for _ in range(100):
        await wire.send("42" + json.dumps(["event", "x" * (1 << 21)]))
    await listened(wire)


_numbers = iter(range(1000))


async def shaken(wire: ClientConnection, client: str) -> Any:
    """What a handshake for a page is answered."""
    number = next(_numbers)
    data = {"client_id": client, "tab_id": "t", "old_tab_id": None, "document_id": "d",
            "next_message_id": 0}  # fmt: skip
    await wire.send(f"42{number}" + json.dumps(["handshake", data]))
    async with asyncio.timeout(10):
        while True:
            frame = await answered(wire)
            if frame.startswith(f"43{number}"):
                return json.loads(frame.removeprefix(f"43{number}"))[0]


async def opened(town: Harbour, login: str, path: str) -> str:
    """Open a page and return its client id."""
    async with town.visitor(login) as browser:
        answer = await browser.get(path)
    found = re.search(r"'client_id': '([\w-]+)'", answer.text)
    assert found, answer.text[-2000:]
    _pages[found[1]] = answer.text
    return found[1]


_pages: dict[str, str] = {}


def pressed(client: str, act: str) -> dict[str, Any]:
    """The message a browser sends when a marked part of an open page is pressed."""
    drawn = re.search(r"parseElements\(String\.raw`(.*?)`", _pages[client], re.DOTALL)
    assert drawn
    for number, one in json.loads(drawn[1]).items():
        if f'data-act="{act}"' in html.unescape(json.dumps(one.get("props", {}))).replace("\\", ""):
            listener = next(e["listener_id"] for e in one["events"] if e["type"] == "act")
            args = [json.dumps({"act": act, "key": ""})]
            return {
                "id": int(number), "client_id": client, "listener_id": listener, "args": args
            }  # fmt: skip
    raise AssertionError(f"nothing on the page does {act}")
