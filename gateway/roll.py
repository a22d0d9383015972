"""Who is enrolled, read again every two seconds: the portal's changes hold without a restart."""

import logging
from collections.abc import Iterator
from dataclasses import fields
from typing import TypeVar
from zoneinfo import ZoneInfo

from devices.driver import Terminal
from hr import clock, gateway
from hr.gateway import Enrolled, NotStoredError

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Roll:
    """The enrolled terminals by serial; an old list serves while storage is down."""

    def __init__(self) -> None:
        self._by_serial: dict[str, Enrolled] = {}
        self.read_at = 0.0
        self._blind = False

    def __iter__(self) -> Iterator[Enrolled]:
        return iter(tuple(self._by_serial.values()))

    def find(self, serial: str, *protocols: str) -> Enrolled | None:
        """The terminal of a serial, if it is enrolled for one of these protocols."""
        found = self._by_serial.get(serial)
        return found if found and found.protocol in protocols else None

    def speaking(self, protocol: str) -> list[Enrolled]:
        """Every terminal of a protocol."""
        return [one for one in self._by_serial.values() if one.protocol == protocol]

    @property
    def known(self) -> bool:
        """Whether the list has been read at all: before, nobody is a stranger."""
        return self.read_at > 0

    async def refresh(self) -> None:
        """Read the list again; keep the old one when it cannot be read, and say so once."""
        began = clock.monotonic()
        try:
            found = await gateway.enrolled()
        except NotStoredError as error:
            if not self._blind:
                _log.error("the list of terminals cannot be read: %s", error)
            self._blind = True
            return
        self._by_serial = {one.serial: one for one in found}
        self.read_at = began
        self._blind = False


def as_device(to: Enrolled) -> Terminal:
    """What a protocol needs to know of a terminal."""
    return Terminal(serial=to.serial, secret=to.secret, zone=ZoneInfo(to.zone))


def settings_of(kind: type[T], to: Enrolled, **more: object) -> T:
    """A protocol's settings dataclass from what is enrolled; keys it does not know are left out."""
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type] # kind is a dataclass
    return kind(**{key: value for key, value in to.settings.items() if key in known}, **more)
