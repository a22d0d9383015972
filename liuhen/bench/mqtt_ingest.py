"""R3: MQTT messages durable per second, against a bare subscriber that only parses them.

Both drain the same backlog from a real mosquitto, so that no publisher shares their time.
"""

import asyncio
import json
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import orjson
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from gateway.collector import Collector
from gateway.health import Watch
from gateway.mqtt import Wire
from gateway.mqtt_session import MqttSession
from gateway.roll import Roll
from gateway.strangers import Strangers
from hr import terminals
from hr.actor import Machine
from hr.settings import Settings
from liuhen import blank
from liuhen.bench.row import Row
from liuhen.boot import opened
from orm import migrate
from orm.models import Punch, Site

MESSAGES, ROUNDS = 10_000, 5
_TOPIC = "attend/v1/BENCH1/punch"
_NAME = "liuhen-bench"
_CONFIG = """\
listener {port} 127.0.0.1
allow_anonymous true
max_queued_messages 0
max_inflight_messages 1000
{user}"""


def measure() -> list[Row]:
    """Five interleaved rounds of 10,000 messages; nothing without mosquitto."""
    if shutil.which("mosquitto") is None:
        print("R3 needs mosquitto: apt-get install mosquitto")
        return []
    with tempfile.TemporaryDirectory() as folder, _broker(Path(folder)) as port:
        ours, bare = asyncio.run(_rounds(Path(folder), port))
    return [
        Row(
            name="R3",
            what="MQTT messages durable, SQLite FULL",
            figure=ours,
            limit=bare,
            unit="msgs/s",
            target=0.4,
            note="limit: a bare paho subscriber that only parses, the same backlog and broker",
        )
    ]


async def _rounds(folder: Path, port: int) -> tuple[float, float]:
    database = f"sqlite://{folder}/bench.db"
    await migrate.migrate(database)
    async with opened(Settings(data=folder, database=database)):
        company = await blank.company()
        site = await Site.filter(company_id=company.id).first()
        new = terminals.Enrolment(
            code="B1",
            name="B1",
            protocol="mqtt_attend",
            serial="BENCH1",
            site_id=site.id if site else "",
        )
        await terminals.enrol(Machine(company.id), new)
        ours, bare = [], []
        for number in range(ROUNDS):
            await asyncio.to_thread(_backlog, port, number)
            ours.append(await _drained(port, (number + 1) * MESSAGES))
            await asyncio.to_thread(_backlog, port, number)
            bare.append(await asyncio.to_thread(_only_parsed, port))
    return median(ours), median(bare)


async def _drained(port: int, count: int) -> float:
    """Messages per second from the connection to the last commit."""
    roll, watch = Roll(), Watch()
    await roll.refresh()
    session = MqttSession(
        Wire(f"mqtt://127.0.0.1:{port}", _NAME), roll, Collector(), watch, Strangers()
    )
    async with asyncio.TaskGroup() as tasks:
        began = time.perf_counter()
        running = tasks.create_task(session.run())
        while await Punch.all().count() < count:  # noqa: ASYNC110 - the database is asked
            await asyncio.sleep(0.05)
        seconds = time.perf_counter() - began
        running.cancel()
    return MESSAGES / seconds


def _only_parsed(port: int) -> float:
    done = threading.Event()
    seen = [0]

    def parse(_client: paho.Client, _user: object, message: paho.MQTTMessage) -> None:
        orjson.loads(message.payload)
        seen[0] += 1
        if seen[0] == MESSAGES:
            done.set()

    client = _client()
    client.on_message = parse
    began = time.perf_counter()
    _connect(client, port)
    client.loop_start()
    done.wait(60)
    seconds = time.perf_counter() - began
    client.disconnect()
    client.loop_stop()
    return seen[0] / seconds


def _backlog(port: int, number: int) -> None:
    """Leave 10,000 messages in the broker for the durable session."""
    client = _client()
    _connect(client, port)
    client.loop_start()
    client.subscribe(_TOPIC, 1)
    time.sleep(0.2)
    client.disconnect()
    client.loop_stop()
    sender = paho.Client(CallbackAPIVersion.VERSION2)
    sender.max_inflight_messages_set(1000)
    sender.connect("127.0.0.1", port)
    sender.loop_start()
    sent = [
        sender.publish(_TOPIC, _record(number * MESSAGES + seq), qos=1) for seq in range(MESSAGES)
    ]
    sent[-1].wait_for_publish(60)
    sender.disconnect()
    sender.loop_stop()


def _record(seq: int) -> bytes:
    minutes, second = divmod(seq, 60)
    hours, minute = divmod(minutes, 60)
    return json.dumps(
        {
            "sn": "BENCH1",
            "seq": seq,
            "uid": str(1001 + seq % 100),
            "ts": f"2026-10-{1 + hours // 24:02}T{hours % 24:02}:{minute:02}:{second:02}",
            "state": 0,
            "verify": 15,
        }
    ).encode()


def _client() -> paho.Client:
    return paho.Client(CallbackAPIVersion.VERSION2, client_id=_NAME, protocol=paho.MQTTv5)


def _connect(client: paho.Client, port: int) -> None:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call] # paho's gap
    properties.SessionExpiryInterval = 3600
    properties.ReceiveMaximum = 1000
    client.connect("127.0.0.1", port, clean_start=False, properties=properties)


@contextmanager
def _broker(folder: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    config = folder / "bench.conf"
    config.write_text(_CONFIG.format(port=port, user="user root\n"))
    process = subprocess.Popen(  # noqa: S603 - fixed program, our own file
        ["mosquitto", "-c", str(config)],  # noqa: S607 - found on PATH
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(0.5)
        yield port
    finally:
        process.kill()
        process.wait()
