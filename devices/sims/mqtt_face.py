"""Simulated MQTT face terminals: `python -m devices.sims.mqtt_face --port 1883 --rate 1`.

Each behaves as with ResumefromBreakpoint=1: one record at a time, again and again until it is
acknowledged; Online until it is answered, then heartbeats; Offline as last will. `--dialect` picks
the family.
"""

import asyncio
import contextlib
import json
from argparse import Namespace

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from devices.sims import control, run
from devices.sims.face_messages import FAULTS
from devices.sims.face_obey import Obedience
from devices.sims.faults import Faults
from devices.sims.ledger import Record
from devices.sims.mqtt_dialects import DIALECTS
from devices.sims.terminal import Terminal

_WINDOW = 100


class Device:
    """One terminal and its MQTT client; paho's thread only hands messages to the loop."""

    def __init__(self, terminal: Terminal, options: Namespace, faults: Faults) -> None:
        self._terminal = terminal
        self._options = options
        self._faults = faults
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._acked = asyncio.Event()
        self._linked = asyncio.Event()
        self._welcome = asyncio.Event()
        self._waiting = 0
        self._dialect = DIALECTS[options.dialect](terminal, options.prefix)
        self._obedience = Obedience(terminal, faults, self._replay)
        terminal.on_punch = self._punched
        self._client = self._connect()

    async def run(self) -> None:
        """Work for ever."""
        async with asyncio.TaskGroup() as work:
            work.create_task(self._push_for_ever())
            work.create_task(self._live_for_ever())

    def _connect(self) -> paho.Client:
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._terminal.serial,
            protocol=paho.MQTTv311,
        )
        if self._options.password:
            client.username_pw_set(self._terminal.serial, self._options.password)
        if will := self._dialect.will:
            client.will_set(*will)
        client.reconnect_delay_set(1, 5)
        client.on_connect = self._came
        client.on_disconnect = self._went
        client.on_message = self._received
        client.connect_async(self._options.host, self._options.port, keepalive=30)
        client.loop_start()
        return client

    def _received(self, _: paho.Client, __: object, message: paho.MQTTMessage) -> None:
        self._loop.call_soon_threadsafe(self._take, bytes(message.payload))

    def _came(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._connected)

    def _went(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._linked.clear)

    def _connected(self) -> None:
        self._client.subscribe(self._dialect.hears)
        self._welcome.clear()
        self._linked.set()

    def _punched(self, _: Record) -> None:
        self._news.set()

    def _take(self, payload: bytes) -> None:
        """Handle a message of the server; what is not JSON is ignored, as firmware does."""
        with contextlib.suppress(ValueError, KeyError, TypeError):
            message = json.loads(payload)
            if (number := self._dialect.acknowledged(message)) is not None:
                self._acknowledge(number)
            elif self._dialect.is_welcome(message):
                self._welcome.set()
            elif self._dialect.obeys:
                self._answer(self._obedience.obey(message))

    def _acknowledge(self, number: int) -> None:
        if number != self._waiting or self._faults.take("lose_ack") is not None:
            return
        self._terminal.ledger.ack([number])
        self._acked.set()
        if self._dialect.obeys:
            info = {"facesluiceId": self._terminal.serial, "result": "ok"}
            body = {"messageId": f"ack-{number}", "operator": "PushAck-Ack", "code": "200"}
            self._answer({**body, "info": info})

    def _answer(self, body: dict[str, object] | None) -> None:
        if body is not None:
            self._client.publish(f"{self._dialect.hears}/Ack", json.dumps(body))

    def _replay(self, records: list[Record]) -> None:
        """Send records again as the server asked; nobody need acknowledge these."""
        for record in records:
            for message in self._dialect.records(record, self._faults, in_time=False, push_type=2):
                self._client.publish(*message)

    async def _push_for_ever(self) -> None:
        while True:
            self._news.clear()
            waiting = self._terminal.ledger.unacked(_WINDOW)
            if not waiting:
                await self._news.wait()
            for record in waiting:
                await self._push(record)

    async def _push(self, record: Record) -> None:
        """Send one record until it is acknowledged; nothing newer passes before, unless skipped."""
        self._waiting = record.n
        self._acked.clear()
        in_time = True
        while not self._acked.is_set():
            await self._linked.wait()
            if self._faults.take("skip") is not None:
                return
            self._terminal.ledger.sent([record.n])
            for message in self._dialect.records(record, self._faults, in_time=in_time):
                self._client.publish(*message)
            if self._options.no_resume:
                self._acked.set()
            in_time = False
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._options.resend_seconds):
                    await self._acked.wait()

    async def _live_for_ever(self) -> None:
        while True:
            await self._linked.wait()
            hello = [] if self._welcome.is_set() else self._dialect.hello()
            for message in hello + self._dialect.beat():
                self._client.publish(*message)
            await asyncio.sleep(self._options.heartbeat_seconds)


async def main(options: Namespace) -> None:
    """Push from the terminals of a command line until killed."""
    faults = run.orders(options, FAULTS)
    terminals = run.terminals(options, "1026700")
    orders = await control.serve(terminals, faults, options.control)
    devices = [Device(terminal, options, faults) for terminal in terminals]
    run.say(ready=True, control=control.port_of(orders))
    async with asyncio.TaskGroup() as work:
        for device in devices:
            work.create_task(device.run())
        work.create_task(run.traffic(terminals, options.rate, options.count))


def parse(arguments: list[str] | None = None) -> Namespace:
    """Read the command line."""
    options = run.parser("mqtt_face", __doc__ or "", FAULTS)
    options.add_argument("--host", default="127.0.0.1", help="the broker")
    options.add_argument("--port", type=int, default=1883, help="the broker's port")
    options.add_argument("--password", default="", help="MQTT password; the user is the serial")
    options.add_argument("--prefix", default="mqtt/face", help="topic prefix")
    options.add_argument("--dialect", choices=sorted(DIALECTS), default="face")
    options.add_argument("--resend-seconds", type=float, default=10.0)
    options.add_argument("--heartbeat-seconds", type=float, default=30.0)
    options.add_argument("--no-resume", action="store_true", help="fire and forget")
    return options.parse_args(arguments)


if __name__ == "__main__":
    run.start(main, parse())
