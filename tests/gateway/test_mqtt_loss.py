"""What the broker may have lost: asked for again where that can be, else a gap."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from devices.exchange import Publish
from gateway.mqtt_loss import QUEUE, SYS, Loss
from gateway.mqtt_routes import Route, Routes
from gateway.roll import Roll
from hr import clock
from liuhen.broker import Broker
from orm.models import Terminal, TerminalGap
from tests.dbfixtures import Database
from tests.gateway.kit import build

DROPPED, COUNT = SYS


class Loser:
    """A loss with what it said, and the routes of a face, a plain and a HuaAn terminal."""

    def __init__(self, routes: dict[str, Route]) -> None:
        self.said: list[Publish] = []
        self.routes = routes
        self.loss = Loss(self.said.append)

    @property
    def asked(self) -> list[tuple[str, str]]:
        bodies = [(one.topic, json.loads(one.payload)) for one in self.said]
        return [(topic, body["operator"]) for topic, body in bodies]


@pytest.fixture
async def loser(db: Database, tmp_path: Path, free_port: Callable[[], int]) -> Loser:
    house = await build(db, tmp_path, gateway_port=free_port())
    for protocol, serial in (("mqtt_face", "FA1"), ("mqtt_attend", "AT1"), ("mqtt_huaan", "H1")):
        await house.enrol(protocol, serial)
    await Terminal.all().update(last_seen_at=clock.now() - timedelta(hours=1))
    roll = Roll()
    await roll.refresh()
    routes = Routes(roll)
    return Loser({to.serial: routes.of(to) for to in routes.everybody()})


async def test_a_lost_session_is_asked_for_again_or_is_a_gap(
    loser: Loser, caplog: pytest.LogCaptureFixture
) -> None:
    loser.loss.note(loser.routes.values(), "the broker kept no session for us")
    assert "AT1, FA1" in caplog.text
    assert loser.said == []  # nobody listens before he has spoken
    for route in loser.routes.values():
        loser.loss.heard(route)
        loser.loss.heard(route)
    assert loser.asked == [("mqtt/face/FA1", "ManualPushRecords")]
    await loser.loss.beat()
    (gap,) = await TerminalGap.all()
    assert (gap.kind, gap.terminal_id) == ("unheard", (await Terminal.get(serial="AT1")).id)
    assert gap.low < gap.high


async def test_a_broker_that_broke_off_is_asked_about_and_no_gap(loser: Loser) -> None:
    loser.loss.note(loser.routes.values(), "broke off", since=clock.now())
    loser.loss.heard(loser.routes["FA1"])
    assert loser.asked == [("mqtt/face/FA1", "ManualPushRecords")]
    await loser.loss.beat()
    assert not await TerminalGap.exists()


def test_dropped_messages_are_told_once_each_time(loser: Loser) -> None:
    told = [loser.loss.told(DROPPED, b"%d" % n) for n in (3, 3, 5, 5, 0, 1)]
    assert told == [False, False, True, False, False, True]
    assert not loser.loss.told(DROPPED, b"many")


def test_a_queue_that_fills_is_told_at_each_mark_and_when_it_is_short_again(
    loser: Loser, caplog: pytest.LogCaptureFixture
) -> None:
    for share in (0.1, 0.5, 0.6, 0.55, 0.81, 0.99, 0.5, 0.01, 0.0):
        loser.loss.told(COUNT, b"%d" % int(share * QUEUE))
    lines = [one.getMessage() for one in caplog.records]
    assert [line.split(":")[0] for line in lines] == [
        "the broker holds 50000 messages of 100000",
        "the broker holds 81000 messages of 100000",
        "the broker holds 99000 messages of 100000",
        "the broker's queue is short again",
    ]


def test_the_limit_is_that_of_our_own_configuration(tmp_path: Path) -> None:
    broker = Broker(tmp_path / "b", 1)
    broker.write({"gateway": "word"})
    assert f"max_queued_messages {QUEUE}\n" in broker.config.read_text()
