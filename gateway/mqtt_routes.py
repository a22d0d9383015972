"""Whose a message is and how to read it: one look per topic, as long as the roll stays the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from devices.driver import Terminal
from devices.exchange import MqttExchange
from devices.mqtt import MqttProtocol
from devices.protocols import PROTOCOLS
from gateway.roll import Roll, as_device, settings_of
from hr.gateway import Enrolled

FAMILIES: Mapping[str, MqttProtocol] = {
    one.code: one for one in PROTOCOLS if isinstance(one, MqttProtocol)
}
"""Every protocol that speaks MQTT, by its code."""

_MOST = 50_000


@dataclass(frozen=True, slots=True)
class Route:
    """One terminal and how its messages are read; `to` is None for a stranger."""

    serial: str
    family: MqttProtocol | None = None
    to: Enrolled | None = None
    device: Terminal | None = None
    settings: object = None

    @property
    def protocol(self) -> str:
        return self.family.code if self.family else "mqtt"

    def read(self, topic: str, payload: bytes) -> MqttExchange:
        """What a message of this terminal means."""
        if self.family is None or self.device is None:
            raise LookupError(self.serial)
        return self.family.parse(topic, payload, self.device, self.settings)


class Routes:
    """Topics to terminals; forgets all when the roll has been read again and differs."""

    def __init__(self, roll: Roll) -> None:
        self._roll = roll
        self._read_at = -1.0
        self._enrolled: dict[str, Enrolled] = {}
        self._by_topic: dict[str, Route] = {}
        self._dialects: list[tuple[MqttProtocol, object]] = []

    def filters(self) -> dict[str, int]:
        """What to subscribe to: every family's topics under every prefix in use."""
        self._follow()
        found: dict[str, int] = {}
        for family, settings in self._dialects:
            found |= family.subscriptions(settings)
        return found

    def find(self, topic: str, payload: bytes) -> Route:
        """The route of a message; one whose serial is not in its topic is looked at each time."""
        self._follow()
        if (known := self._by_topic.get(topic)) is not None:
            return known
        route = self._look(topic, payload)
        if route.to and route.serial in topic.split("/") and len(self._by_topic) < _MOST:
            self._by_topic[topic] = route
        return route

    def of(self, to: Enrolled) -> Route:
        """The route to a terminal that is enrolled with one of the families."""
        family = FAMILIES[to.protocol]
        return Route(to.serial, family, to, as_device(to), settings_of(family.settings, to))

    def everybody(self) -> list[Enrolled]:
        """Every enrolled terminal that speaks MQTT."""
        return [one for one in self._roll if one.protocol in FAMILIES]

    def _look(self, topic: str, payload: bytes) -> Route:
        for family, settings in self._dialects:
            if serial := family.serial_of(topic, payload, settings):
                to = self._roll.find(serial, family.code)
                return self.of(to) if to else Route(serial, family)
        return Route("")

    def _follow(self) -> None:
        if self._roll.read_at == self._read_at and self._dialects:
            return
        self._read_at = self._roll.read_at
        enrolled = {one.id: one for one in self.everybody()}
        if enrolled == self._enrolled and self._dialects:
            return
        self._enrolled, self._by_topic = enrolled, {}
        self._dialects = [one for code in FAMILIES for one in self._dialects_of(code)]

    def _dialects_of(self, code: str) -> list[tuple[MqttProtocol, object]]:
        """A family under each set of topics in use, the usual one always."""
        family = FAMILIES[code]
        used: list[Any] = [settings_of(family.settings, to) for to in self._roll.speaking(code)]
        different = {tuple(family.subscriptions(one)): one for one in (family.settings(), *used)}
        return [(family, one) for _, one in sorted(different.items())]
