"""Keeps our private broker's accounts those of the enrolled terminals, while everything runs."""

import asyncio
import logging
from pathlib import Path

from devices.mqtt import MqttProtocol
from devices.protocols import PROTOCOLS
from hr import gateway, installation
from hr.gateway import Enrolled, NotStoredError
from liuhen.broker import Broker
from liuhen.broker_access import USUAL_PREFIX

GATEWAY = "gateway"
_LOOK = 2.0
_log = logging.getLogger(__name__)
_MQTT = {one.code for one in PROTOCOLS if isinstance(one, MqttProtocol)}


def accounts(enrolled: list[Enrolled], password: str) -> dict[str, str]:
    """User name to password: every enabled MQTT terminal that has one, and the gateway."""
    found = {one.serial: one.secret for one in enrolled if one.protocol in _MQTT and one.secret}
    return {**found, GATEWAY: password}


def prefixes(enrolled: list[Enrolled]) -> list[str]:
    """The topic prefixes in use."""
    own = {one.settings.get("prefix", USUAL_PREFIX) for one in enrolled if one.protocol in _MQTT}
    return sorted(own)


async def follow(folder: Path) -> None:
    """Write accounts and access again whenever they change; the broker takes them at once.

    A terminal that is enrolled may connect within seconds, one that is switched off is cut off.
    """
    broker = Broker(folder, 0)
    password = installation.current().vault.token("broker.password")
    known: object = None
    while True:
        try:
            enrolled = await gateway.enrolled()
        except NotStoredError:
            enrolled = None
        if enrolled is not None:
            wanted = (accounts(enrolled, password), prefixes(enrolled))
            if wanted != known and await asyncio.to_thread(_change, broker, *wanted):
                known = wanted
        await asyncio.sleep(_LOOK)


def _change(broker: Broker, users: dict[str, str], used: list[str]) -> bool:
    try:
        broker.set_access(used)
        broker.set_users(users)
    except OSError as error:
        _log.error("the broker's accounts cannot be written: %s", error)
        return False
    return broker.reload()
