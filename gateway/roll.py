"""Who is enrolled, read again every two seconds: the portal's changes hold without a restart."""

from collections.abc import Iterator
from dataclasses import fields
from typing import TypeVar
from zoneinfo import ZoneInfo

from devices.driver import Terminal
from hr import clock, gateway
from hr.gateway import Enrolled

T = TypeVar("T")


class Roll:
    """The enrolled terminals by serial; an old list serves while storage is down."""

    def __init__(self) -> None:
        self._by_serial: dict[str, Enrolled] = {}
        self.read_at = 0.0

    def __iter__(self) -> Iterator[Enrolled]:
        return iter(tuple(self._by_serial.values()))

    def find(self, serial: str, *protocols: str) -> Enrolled | None:
        """The terminal of a serial, if it is enrolled for one of these protocols."""
        found = self._by_serial.get(serial)
        return found if found and found.protocol in protocols else None

    def speaking(self, protocol: str) -> list[Enrolled]:
        """Every terminal of a protocol."""
        return [one for one in self._by_serial.values() if one.protocol == protocol]

    async def refresh(self) -> None:
        """Read the list again; raises NotStoredError and keeps the old one."""
        began = clock.monotonic()
        self._by_serial = {one.serial: one for one in await gateway.enrolled()}
        self.read_at = began


def as_device(to: Enrolled) -> Terminal:
    """What a protocol needs to know of a terminal."""
    return Terminal(serial=to.serial, secret=to.secret, zone=ZoneInfo(to.zone))


def settings_of(kind: type[T], to: Enrolled, **more: object) -> T:
    """A protocol's settings dataclass from what is enrolled; keys it does not know are left out."""
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type] # kind is a dataclass
    return kind(**{key: value for key, value in to.settings.items() if key in known}, **more)
