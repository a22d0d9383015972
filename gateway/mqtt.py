"""The MQTT session: paho's thread only hands messages over; the loop stores, then acknowledges.

QoS 1 waits for its PUBACK in the broker, a face terminal for its PushAck; both come after the
commit. The session is durable: what is not acknowledged comes again after any crash.
"""

import asyncio
import logging
import ssl
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from hr import clock
from rules.problem import refuse

_SESSION_SECONDS = 30 * 24 * 3600
_WINDOW = 1000
_MOST_WAITING = 20_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message and which connection brought it: an ack is good for that connection only."""

    topic: str
    payload: bytes
    mid: int
    qos: int
    connection: int


def address(url: str) -> SplitResult:
    """Read `mqtt://user:password@host:port` (or mqtts), or refuse with one clear line."""
    found = urlsplit(url)
    try:
        good = found.scheme in {"mqtt", "mqtts"} and bool(found.hostname) and found.port != 0
    except ValueError:
        good = False
    if not good:
        shown = url.rpartition("@")[2]
        raise refuse(
            "mqtt_url",
            f"LIUHEN_MQTT_URL 的值“{shown}”不能用，请写成 mqtt://用户:密码@主机:1883。",
            f"LIUHEN_MQTT_URL cannot be '{shown}': write mqtt://user:password@host:1883.",
            where="LIUHEN_MQTT_URL",
        )
    return found


class DeadThreadError(Exception):
    """The network thread ended; nothing would ever arrive again."""


class _Client(paho.Client):
    @property
    def works(self) -> bool:
        """Whether the network thread lives; `is_connected` stays true when it died."""
        return self._thread is not None and self._thread.is_alive()


class Wire:
    """One durable connection to the broker; everything but the callbacks runs in the loop."""

    def __init__(self, url: str, client_id: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._arrived: deque[Arrival] = deque()
        self._news = asyncio.Event()
        self._filters: dict[str, int] = {}
        self._connection = 0
        self._heard_at = clock.monotonic()
        self.connected = False
        self._ended = False
        self.session_lost = asyncio.Event()
        self._client = self._build(url, client_id)

    def start(self) -> None:
        """Begin to connect; failures are retried for ever."""
        self._client.loop_start()

    def stop(self) -> None:
        """Leave; the broker keeps the session and what is not acknowledged."""
        self.connected = False
        self._client.disconnect()
        self._client.loop_stop()

    def subscribe(self, filters: dict[str, int]) -> None:
        """Listen to these topics from now on, after every reconnection too."""
        fresh = {name: qos for name, qos in filters.items() if name not in self._filters}
        self._filters |= fresh
        if self.connected and fresh:
            self._client.subscribe(list(fresh.items()))

    async def drain(self, most: int, seconds: float) -> list[Arrival]:
        """Return what has arrived, at most so many; nothing after so many seconds without."""
        if not self._arrived:
            self._news.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait()
            except TimeoutError:
                return []
        return [self._arrived.popleft() for _ in range(min(most, len(self._arrived)))]

    @property
    def waiting(self) -> int:
        """How many messages nobody has looked at yet."""
        return len(self._arrived)

    def acknowledge(self, arrivals: Iterable[Arrival]) -> None:
        """Tell the broker that these are durable; of an older connection it would be a lie."""
        for one in arrivals:
            if one.qos and one.connection == self._connection:
                self._client.ack(one.mid, one.qos)

    def publish(self, topic: str, payload: bytes) -> None:
        """Send one message to a terminal, QoS 0."""
        self._client.publish(topic, payload)

    def check(self, silence: float) -> None:
        """Raise when the network thread died; reconnect after a silence that cannot be right."""
        if not self._client.works:
            raise DeadThreadError
        if self.connected and clock.monotonic() - self._heard_at > silence:
            _log.warning("the broker has been silent for %g s, connecting again", silence)
            self._heard_at = clock.monotonic()
            self._client.reconnect()

    def _build(self, url: str, client_id: str) -> _Client:
        where = address(url)
        client = _Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=paho.MQTTv5,
            manual_ack=True,
        )
        if where.username:
            client.username_pw_set(unquote(where.username), unquote(where.password or ""))
        if where.scheme == "mqtts":
            client.tls_set_context(ssl.create_default_context())
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.reconnect_delay_set(1, 30)
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call] # paho's gap
        properties.SessionExpiryInterval = _SESSION_SECONDS
        properties.ReceiveMaximum = _WINDOW
        client.connect_async(
            where.hostname or "127.0.0.1",
            where.port or (8883 if where.scheme == "mqtts" else 1883),
            keepalive=30,
            clean_start=False,
            properties=properties,
        )
        return client

    # In paho's thread: hand over, nothing else. Nothing here may raise.

    def _on_connect(
        self,
        client: paho.Client,
        _user: object,
        flags: paho.ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._loop.call_soon_threadsafe(_log.error, "the broker refuses us: %s", reason)
            return
        self._connection += 1
        client.subscribe(list(self._filters.items()))
        self._loop.call_soon_threadsafe(self._connected, flags.session_present)

    def _on_disconnect(
        self,
        _client: paho.Client,
        _user: object,
        _flags: paho.DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._disconnected, str(reason))

    def _on_message(self, _client: paho.Client, _user: object, message: paho.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""
        if message.qos == 0 and len(self._arrived) >= _MOST_WAITING:
            return  # unacknowledged, so its terminal sends it again
        self._arrived.append(
            Arrival(topic, bytes(message.payload), message.mid, message.qos, self._connection)
        )
        if not self._news.is_set():
            self._loop.call_soon_threadsafe(self._news.set)

    # In the loop again.

    def _connected(self, session_present: bool) -> None:  # noqa: FBT001 - paho's own flag
        self.connected = True
        self._heard_at = clock.monotonic()
        if self._ended:
            _log.warning("connected to the broker again")
        self._ended = False
        if not session_present:
            self.session_lost.set()

    def _disconnected(self, reason: str) -> None:
        if self.connected:
            _log.warning("the broker's connection ended: %s", reason)
            self._ended = True
        self.connected = False
