"""Capture one terminal's session: by our own session through a recording proxy, or by a tap."""

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from devices.mqtt import MqttProtocol
from devices.protocols import PROTOCOLS
from devices.protocols.zk import ZkSession, ZkSettings
from devices.tools import captured, cases
from devices.tools.redact_zk import Json
from devices.tools.tcp_proxy import recording
from gateway import mqtt
from gateway.roll import settings_of
from gateway.zk_worker import zk_settings
from hr import clock, ids, installation
from hr.gateway import Enrolled
from orm.models import Inbox, Quarantine
from rules.problem import refuse

Say = Callable[[str], object]
_TELL = 10.0
_SOON = 1.0
_MOST = 5000


async def capture(
    to: Enrolled, seconds: float, folder: Path, listen: tuple[str, int] | None, say: Say
) -> int:
    """Capture for a while and write the case files; returns how many cases."""
    found = await _way(to, listen)(to, seconds, listen, say)
    written = cases.write(folder, found)
    for path in written:
        say(f"  {path}")
    return sum(map(len, found.values()))


Cases = dict[str, list[Json]]
Way = Callable[[Enrolled, float, tuple[str, int] | None, Say], Coroutine[object, object, Cases]]


def _way(to: Enrolled, listen: tuple[str, int] | None) -> Way:
    if to.protocol == "zk":
        return _zk
    if to.protocol == "adms":
        return _adms_proxy if listen else _adms_tap
    return _mqtt


async def _zk(to: Enrolled, seconds: float, listen: tuple[str, int] | None, say: Say) -> Cases:
    """A session of our own through the proxy; with `listen` whoever comes there instead."""
    settings = zk_settings(to)
    if settings.udp:
        raise refuse(
            "protocol",
            "UDP 机型不能用代理录制；请改用 TCP，或在同网段用抓包工具。",
            "A UDP terminal cannot be captured by proxy: switch it to TCP.",
            where="serial",
        )
    target = (settings.host, settings.port)
    async with recording(listen or ("127.0.0.1", 0), target) as kept:
        if listen:
            say(f"请让程序连接 / have it connect to {listen[0]}:{kept.port}")
            await _wait(seconds, say, lambda: len(kept.connections))
        else:
            through = replace(settings, host="127.0.0.1", port=kept.port)
            await asyncio.to_thread(_drive, through, seconds)
    return captured.zk(kept.connections, settings.comm_key)


def _drive(settings: ZkSettings, seconds: float) -> None:
    """Everything the gateway asks, once, then live punches until the time is over."""
    until = clock.monotonic() + seconds
    with ZkSession(settings) as link:
        link.facts()
        link.users()
        link.read_log()
        for _ in link.live(_SOON):
            if clock.monotonic() >= until:
                break


async def _adms_proxy(
    to: Enrolled, seconds: float, listen: tuple[str, int] | None, say: Say
) -> Cases:
    target = ("127.0.0.1", installation.current().settings.gateway_port)
    async with recording(listen or ("127.0.0.1", 0), target) as kept:
        say(f"请把设备的服务器端口改为 / set the terminal's server port to {kept.port}")
        await _wait(seconds, say, lambda: len(kept.connections))
    return {"adms_requests": captured.adms(kept.connections, ZoneInfo(to.zone))}


async def _adms_tap(to: Enrolled, seconds: float, _: tuple[str, int] | None, say: Say) -> Cases:
    """What the gateway stores of it meanwhile; its polls and other words need `--listen`."""
    since = clock.now()
    await _wait(seconds, say, None)
    zone = ZoneInfo(to.zone)
    return {
        "adms_requests": [
            captured.request("POST", _target(to, source), payload, zone, at)
            for at, (source, payload) in enumerate(await _stored(to, since))
        ]
    }


async def _stored(to: Enrolled, since: datetime) -> list[tuple[str, bytes]]:
    rows: list[tuple[str, bytes]] = []
    for table in (Inbox, Quarantine):
        fresh = table.filter(terminal_id=to.id, received_at__gte=since).order_by("id")
        rows += await fresh.limit(_MOST).values_list("source", "payload")
    return [(source, bytes(payload)) for source, payload in rows]


def _target(to: Enrolled, source: str) -> str:
    return f"/iclock/cdata?SN={to.serial}&table={source.partition('.')[2].upper() or 'ATTLOG'}"


async def _mqtt(to: Enrolled, seconds: float, _: tuple[str, int] | None, say: Say) -> Cases:
    """A second subscriber beside the gateway: it hears copies and acknowledges nothing."""
    family = next(one for one in PROTOCOLS if one.code == to.protocol)
    if not isinstance(family, MqttProtocol):
        raise refuse("protocol", f"不能录制 {to.protocol}。", f"{to.protocol} cannot be captured.")
    settings: Any = settings_of(family.settings, to)
    heard: list[tuple[str, bytes]] = []

    def take(_client: paho.Client, _user: object, message: paho.MQTTMessage) -> None:
        found = (message.topic, bytes(message.payload))
        if len(heard) < _MOST and family.serial_of(*found, settings) == to.serial:
            heard.append(found)

    with ExitStack() as ending:
        client = await asyncio.to_thread(_subscriber, list(family.subscriptions(settings)), take)
        ending.callback(client.loop_stop)
        ending.callback(client.disconnect)
        await _wait(seconds, say, lambda: len(heard))
    return {"mqtt_messages": captured.mqtt(heard, ZoneInfo(to.zone))}


def _subscriber(filters: list[str], take: paho.CallbackOnMessage) -> paho.Client:
    where = mqtt.address(installation.current().settings.mqtt_url)
    client = paho.Client(
        CallbackAPIVersion.VERSION2,
        client_id=f"liuhen-capture-{ids.new_id()}",
        protocol=paho.MQTTv5,
    )
    if where.username:
        client.username_pw_set(unquote(where.username), unquote(where.password or ""))
    if where.scheme == "mqtts":
        client.tls_set_context(ssl.create_default_context())
    client.on_message = take
    client.on_connect = lambda client, *_: client.subscribe([(one, 0) for one in filters])
    port = where.port or (8883 if where.scheme == "mqtts" else 1883)
    try:
        client.connect(where.hostname or "127.0.0.1", port)
    except OSError as error:
        raise refuse(
            "mqtt_url",
            f"连不上 MQTT 服务（{error}），请检查 LIUHEN_MQTT_URL。",
            f"The broker does not answer ({error}): check LIUHEN_MQTT_URL.",
            where="LIUHEN_MQTT_URL",
        ) from error
    client.loop_start()
    return client


async def _wait(seconds: float, say: Say, count: Callable[[], int] | None) -> None:
    until = clock.monotonic() + seconds
    while (left := until - clock.monotonic()) > 0:
        seen = "" if count is None else f", {count()}"
        say(f"  还剩 / left: {left:.0f} s{seen}")
        await asyncio.sleep(min(_TELL, left))
