"""What a terminal sent, as rows to store: instants, flags, and what no row can hold."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from devices.clock import FIRST_PLAUSIBLE, show_local
from devices.driver import Batch, PunchEvent, Unreadable
from hr import ids
from orm import ingest

_SOON = timedelta(minutes=5)
_OLD = timedelta(days=90)
_SUSPECT = timedelta(days=1)
SKEWED_MS = 60_000
"""A terminal's clock that is further off is named on every punch it sends."""

_NO_ROW = "not_storable"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The present in a terminal's own time; its texts compare as they stand."""

    zone: ZoneInfo
    soon: str
    suspect: str
    old: str
    skewed: bool

    def flags(self, event: PunchEvent) -> str:
        """Return the event's own flags and `future`, `old` or `clock_skew`, comma-separated."""
        found = list(event.flags)
        if event.local > self.soon:
            found.append("future")
        elif event.local < self.old:
            found.append("old")
        if self.skewed or event.local < FIRST_PLAUSIBLE or event.local > self.suspect:
            found.append("clock_skew")
        return ",".join(found)


def bounds(zone: str, now: datetime, skew_ms: int | None) -> Bounds:
    """The bounds of one batch received now."""
    where = ZoneInfo(zone)
    here = now.astimezone(where)
    return Bounds(
        zone=where,
        soon=show_local(here + _SOON),
        suspect=show_local(here + _SUSPECT),
        old=show_local(here - _OLD),
        skewed=abs(skew_ms or 0) > SKEWED_MS,
    )


def read(batch: Batch, within: Bounds) -> tuple[list[ingest.NewPunch], list[ingest.Unread]]:
    """Return the rows of a batch; what no row can hold is kept as unread bytes."""
    punches, unread = [], [_unread(one) for one in batch.unreadable]
    for event in batch.events:
        punch = _punch(event, within)
        if isinstance(punch, Unreadable):
            unread.append(_unread(punch))
        else:
            punches.append(punch)
    return punches, unread


def _punch(event: PunchEvent, within: Bounds) -> ingest.NewPunch | Unreadable:
    try:
        at = _instant(event, within.zone)
    except (ValueError, OverflowError) as wrong:
        return Unreadable(payload=event.payload, reason=_NO_ROW, detail=str(wrong))
    punch = ingest.NewPunch(
        id=ids.new_id(),
        identity=event.identity,
        person_code=event.person_code,
        local_text=event.local,
        at=at,
        verify=event.verify,
        state=event.state,
        record_no=event.record_no,
        flags=within.flags(event),
    )
    if ingest.fits(punch):
        return punch
    return Unreadable(payload=event.payload, reason=_NO_ROW, detail="a value is too long")


def _instant(event: PunchEvent, zone: ZoneInfo) -> datetime:
    if not "1970-01-02" <= event.local < "9999-12-31":
        raise ValueError(f"no terminal knows the year of {event.local[:10]!r}")
    named = event.zone_offset_minutes
    where = zone if named is None else timezone(timedelta(minutes=named))
    return datetime.fromisoformat(event.local).replace(tzinfo=where).astimezone(UTC)


def _unread(one: Unreadable) -> ingest.Unread:
    detail = "".join(letter if letter.isprintable() else "�" for letter in one.detail)
    return ingest.Unread(
        id=ids.new_id(),
        payload=one.payload,
        reason=one.reason[:64],
        detail={"detail": detail[:400]},
    )
