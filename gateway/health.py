"""How every terminal is: states, last sign of life, skew, and the spans in which one was down."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from devices.clock import show_local, skew_seconds
from devices.driver import Facts
from devices.errors import DeviceError
from devices.protocols.adms import AdmsSettings
from devices.protocols.mqtt_face import MqttFaceSettings
from devices.protocols.mqtt_site import MqttSiteSettings
from gateway.roll import settings_of
from hr import clock, gateway, outages
from hr.gateway import Enrolled, NotStoredError, Report

_WRITE_EVERY = 5.0
_FAILING = 10.0
_SLACK = 2.0
_ZK_SILENCE = 600.0  # a long log takes minutes to read; a dead connection fails long before
_AWAY = 150.0
_LATER = 10.0
"""So much later we learn what another gateway heard: it writes and we read now and then."""


_SILENCE: Mapping[str, Callable[[Enrolled], float]] = {
    "adms": lambda to: 2 * settings_of(AdmsSettings, to).poll_seconds + _SLACK,
    "mqtt_face": lambda to: 2 * settings_of(MqttFaceSettings, to).heartbeat_seconds + _SLACK,
    "mqtt_site": lambda to: 2 * settings_of(MqttSiteSettings, to).heartbeat_seconds + _SLACK,
    "zk": lambda _: _ZK_SILENCE,
}
"""Seconds without a sign of life that mean down; a protocol without heartbeat is not here."""


@dataclass(slots=True)
class Vital:
    """What this process knows of one terminal."""

    to: Enrolled
    began: float
    state: str = "connecting"
    heard: float | None = None
    elsewhere: float = 0.0
    seen_at: datetime | None = None
    failing: float | None = None
    reason: str = "silent"
    down: bool = False
    greeted: bool = False
    back_at: datetime | None = None
    news: dict[str, Any] = field(default_factory=dict)
    written: float = 0.0

    @property
    def limit(self) -> float:
        silence = _SILENCE.get(self.to.protocol)
        return silence(self.to) if silence else float("inf")

    def is_down(self, now: float) -> bool:
        """Whether it has been silent, or failing, for too long."""
        failing = self.failing is not None and now - self.failing > _FAILING
        heard = max(self.heard or self.began, self.elsewhere + _LATER)
        return failing or now - heard > self.limit

    def met(self, to: Enrolled, now: float) -> None:
        """What is enrolled now; a sign of life that another gateway wrote counts as one."""
        told, known = to.last_seen_at, self.to.last_seen_at
        self.to = to
        if told and told != known and (self.seen_at is None or told > self.seen_at):
            self.elsewhere, self.down = now, False


class Watch:
    """The vital signs of all terminals; everything here runs in the loop's thread."""

    def __init__(self) -> None:
        self._vitals: dict[str, Vital] = {}

    def follow(self, enrolled: Iterable[Enrolled]) -> None:
        """Watch exactly these terminals."""
        now = clock.monotonic()
        known = self._vitals
        self._vitals = {one.id: known.get(one.id) or Vital(one, began=now) for one in enrolled}
        for one in enrolled:
            self._vitals[one.id].met(one, now)

    def heard(self, to: Enrolled, facts: Facts | None = None, **more: object) -> None:
        """A sign of life, perhaps with what the terminal says of itself."""
        vital = self._vitals.get(to.id)
        if vital is None:
            return
        vital.heard, vital.failing, vital.seen_at = clock.monotonic(), None, clock.now()
        vital.reason = "silent"
        if vital.state != "online":
            vital.back_at = vital.back_at or vital.seen_at
            self._turn(vital, "online")
            vital.news["last_error"] = {}
        vital.news |= {"last_seen_at": vital.seen_at, **_told(to, facts), **more}

    def failed(self, to: Enrolled, error: DeviceError) -> None:
        """A connection that failed, and why."""
        vital = self._vitals.get(to.id)
        if vital is None:
            return
        vital.failing = vital.failing or clock.monotonic()
        vital.reason = error.code
        if vital.state not in {"backing_off", "offline"}:
            self._turn(vital, "backing_off")
        vital.news["last_error"] = error.sentence()

    def states(self) -> Counter[tuple[str, str]]:
        """How many terminals of each protocol are in each state."""
        return Counter((vital.to.protocol, vital.state) for vital in self._vitals.values())

    async def beat(self) -> None:
        """Judge everybody and write what is due; what storage refuses is tried at the next beat."""
        now = clock.monotonic()
        try:
            for vital in tuple(self._vitals.values()):
                await self._judge(vital, now)
            await self._write(now)
        except NotStoredError:
            return

    async def _judge(self, vital: Vital, now: float) -> None:
        if vital.state == "online" and not vital.is_down(now):
            if vital.back_at:
                await self._welcome(vital, vital.back_at)
        elif not vital.down and vital.is_down(now):
            since = vital.seen_at or vital.to.last_seen_at or vital.to.state_since
            await outages.began(vital.to, since, vital.reason)
            vital.down, vital.back_at = True, None
            self._turn(vital, "offline")

    async def _welcome(self, vital: Vital, back_at: datetime) -> None:
        """Close the outage; the first time also the one nobody could see: our own absence."""
        last = vital.to.last_seen_at
        unseen = not vital.greeted and not vital.down and last
        if unseen and last and back_at - last > timedelta(seconds=min(vital.limit, _AWAY)):
            await outages.began(vital.to, last, "gateway_away")
        await outages.ended(vital.to, back_at)
        vital.down, vital.greeted, vital.back_at = False, True, None

    async def _write(self, now: float) -> None:
        due = [
            vital
            for vital in self._vitals.values()
            if vital.news and ("state" in vital.news or now - vital.written >= _WRITE_EVERY)
        ]
        if not due:
            return
        taken = [(vital, vital.news) for vital in due]
        for vital in due:
            vital.news = {}
        try:
            await gateway.report([Report(terminal_id=vital.to.id, **news) for vital, news in taken])
        except NotStoredError:
            for vital, news in taken:
                vital.news = news | vital.news
            raise
        for vital in due:
            vital.written = now

    def _turn(self, vital: Vital, state: str) -> None:
        vital.state = state
        vital.news |= {"state": state, "state_since": clock.now()}


def skew_ms(to: Enrolled, facts: Facts) -> int | None:
    """How far a terminal's clock is ahead by its own word; None when it does not say."""
    here = show_local(clock.now().astimezone(ZoneInfo(to.zone)))
    skew = skew_seconds(facts.device_time, here) if facts.device_time else None
    return None if skew is None else skew * 1000


def _told(to: Enrolled, facts: Facts | None) -> dict[str, object]:
    """A terminal's own words as columns; what it does not say stays as known."""
    if facts is None:
        return {}
    told: dict[str, object] = {
        "user_count": facts.users,
        "device_count": facts.records,
        "record_cap": facts.record_cap,
        "firmware": "".join(filter(str.isprintable, facts.firmware))[:64] or None,
    }
    told["clock_skew_ms"] = skew_ms(to, facts)
    return {name: value for name, value in told.items() if value is not None}
