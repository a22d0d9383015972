"""Where the broker is: read from one address, refused with one line that shows no password."""

import asyncio

import pytest

from gateway.mqtt import Wire, address
from gateway.mqtt_client import Arrival
from rules.problem import Refused


def test_an_address_has_user_host_and_port() -> None:
    found = address("mqtt://gateway:p%40ss@broker:1884")
    assert (found.username, found.hostname, found.port) == ("gateway", "broker", 1884)


@pytest.mark.parametrize("url", ["broker:1883", "http://broker", "mqtt://", "mqtt://u:secret@h:x"])
def test_anything_else_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Refused) as caught:
        address(url)
    said = caught.value.problem.text
    assert "LIUHEN_MQTT_URL" in said.zh
    assert "secret" not in said.en


@pytest.mark.parametrize("steps", range(4))
async def test_a_wait_that_is_cancelled_as_something_arrives_ends(steps: int) -> None:
    wire = Wire("mqtt://127.0.0.1:1", "test")
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(wire.drain(1, 60))
        await asyncio.sleep(0)
        wire._arrived.append(Arrival("attend", b"", 1, 0, 1))
        wire._news.set()
        for _ in range(steps):
            await asyncio.sleep(0)
        asked = waiting.cancel()
    assert waiting.cancelled() == asked
