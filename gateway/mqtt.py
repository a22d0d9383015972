"""The MQTT session: paho's thread only hands messages over; the loop stores, then acknowledges.

QoS 1 waits for its PUBACK in the broker, a face terminal for its PushAck; both come after the
commit. The session is durable: what is not acknowledged comes again after any crash.
"""

import asyncio
import logging
import ssl
from collections import deque
from collections.abc import Iterable
from urllib.parse import SplitResult, unquote, urlsplit

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from devices.exchange import Publish
from gateway.mqtt_client import Arrival, Client
from hr import clock
from rules.problem import refuse

_SESSION_SECONDS = 30 * 24 * 3600
_WINDOW = 4000
_MOST_WAITING, _MOST_BYTES = 20_000, 32 << 20
_TAKEN_OVER = 142
_BRIEF, _MOST_BRIEF = 5.0, 4
_log = logging.getLogger(__name__)


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


class ClientIdTakenError(Exception):
    """Another program uses our client id: the broker lets in whoever came last."""


class Wire:
    """One durable connection to the broker; everything but the callbacks runs in the loop."""

    def __init__(self, url: str, client_id: str, group: str = "") -> None:
        self._loop = asyncio.get_running_loop()
        self._arrived: deque[Arrival] = deque()
        self._came_bytes = self._left_bytes = 0  # one counter for each thread
        self._news = asyncio.Event()
        self._filters: dict[str, int] = {}
        self._group = group
        self._heard_at = clock.monotonic()
        self._since = 0.0
        self._short = 0
        self.client_id = client_id
        self.connected = False
        self.taken = False
        self.session_lost = asyncio.Event()
        self.broken = asyncio.Event()
        self._client = self._build(url)

    @property
    def waiting(self) -> int:
        """Messages that have arrived and that nobody has looked at yet."""
        return len(self._arrived)

    def start(self) -> None:
        """Begin to connect; failures are retried for ever."""
        self._client.loop_start()

    def stop(self, *, forget: bool = False) -> None:
        """Leave; the broker keeps the session and what is not acknowledged, unless `forget`."""
        self.connected = False
        properties = Properties(PacketTypes.DISCONNECT)  # type: ignore[no-untyped-call] # paho's gap
        if forget:
            properties.SessionExpiryInterval = 0
        self._client.disconnect(properties=properties if forget else None)
        self._client.loop_stop()
        self._client.close()

    def subscribe(self, filters: dict[str, int]) -> None:
        """Listen to these topics from now on, after every reconnection too."""
        fresh = {name: qos for name, qos in filters.items() if name not in self._filters}
        self._filters |= fresh
        if self.connected and fresh:
            self._client.subscribe(self._shared(fresh))

    async def drain(self, most: int, seconds: float) -> list[Arrival]:
        """Return what has arrived, at most so many; nothing after so many seconds without."""
        if not self._arrived:
            self._news.clear()
            if not self._arrived:
                try:
                    async with asyncio.timeout(seconds):
                        await self._news.wait()
                except TimeoutError:
                    return []
        found = [self._arrived.popleft() for _ in range(min(most, len(self._arrived)))]
        self._left_bytes += sum(len(one.payload) for one in found)
        return found

    def acknowledge(self, arrivals: Iterable[Arrival]) -> None:
        """Tell the broker that these are durable; of an older connection it would be a lie."""
        self._client.acknowledge(arrivals)

    def publish(self, *messages: Publish) -> None:
        """Send messages to terminals, QoS 0."""
        self._client.send((one.topic, one.payload) for one in messages)

    def check(self, silence: float) -> None:
        """Raise when the thread died or our name is taken; reconnect after too long a silence."""
        if not self._client.works:
            raise DeadThreadError
        if self.taken:
            raise ClientIdTakenError(self.client_id)
        if self.connected and clock.monotonic() - self._heard_at > silence:
            _log.warning("the broker has been silent for %g s, connecting again", silence)
            self._heard_at = clock.monotonic()
            self._client.reconnect()

    def _build(self, url: str) -> Client:
        where = address(url)
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self.client_id,
            protocol=paho.MQTTv5,
            manual_ack=True,
            take=self._take,
            crowded=self._crowded,
        )
        if where.username:
            client.username_pw_set(unquote(where.username), unquote(where.password or ""))
        if where.scheme == "mqtts":
            client.tls_set_context(ssl.create_default_context())
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
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

    def _shared(self, filters: dict[str, int]) -> list[tuple[str, int]]:
        """The filters as we ask for them: of a group, each message goes to one of us."""
        group = f"$share/{self._group}/" if self._group else ""
        return [
            (name if name.startswith("$SYS/") else group + name, qos)
            for name, qos in filters.items()
        ]

    # In paho's thread: hand over, nothing else. Nothing here may raise.

    def _on_connect(
        self,
        _client: paho.Client,
        _user: object,
        flags: paho.ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._loop.call_soon_threadsafe(_log.error, "the broker refuses us: %s", reason)
            return
        self._loop.call_soon_threadsafe(self._connected, flags.session_present)

    def _on_disconnect(
        self,
        _client: paho.Client,
        _user: object,
        _flags: paho.DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._disconnected, reason.value, str(reason))

    def _crowded(self) -> bool:
        waiting = self._came_bytes - self._left_bytes
        return waiting > _MOST_BYTES or len(self._arrived) > _MOST_WAITING

    def _take(self, found: list[Arrival]) -> None:
        self._arrived.extend(found)
        self._came_bytes += sum(len(one.payload) for one in found)
        if not self._news.is_set():
            self._loop.call_soon_threadsafe(self._news.set)

    # In the loop again.

    def _connected(self, session_present: bool) -> None:  # noqa: FBT001 - paho's own flag
        self.connected = True
        if self._filters:  # here, where they grow: a filter added meanwhile is not forgotten
            self._client.subscribe(self._shared(self._filters))
        self._heard_at = self._since = clock.monotonic()
        if self.broken.is_set():
            _log.warning("connected to the broker again")
        if not session_present:
            self.session_lost.set()

    def _disconnected(self, code: int, reason: str) -> None:
        if self.connected:
            _log.warning("the broker's connection ended: %s", reason)
            self.broken.set()
            self._short = self._short + 1 if clock.monotonic() - self._since < _BRIEF else 0
            self.taken = self.taken or code == _TAKEN_OVER or self._short >= _MOST_BRIEF
        self.connected = False
