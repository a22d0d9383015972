"""What a terminal sent, as rows to store: instants, flags, and what no row can hold."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from itertools import accumulate
from zoneinfo import ZoneInfo

from devices.clock import FIRST_PLAUSIBLE, parse_local, show_local
from devices.driver import Batch, PunchEvent, Unreadable
from hr import ids
from orm.batch import NEVER, Punches, Unread
from orm.fields import to_ms

_SOON = timedelta(minutes=5)
_OLD = timedelta(days=90)
_SUSPECT = timedelta(days=1)
_BACK = timedelta(minutes=1)
_IN_ORDER = ("adms.", "zk.live")
"""Sources whose batches follow each other in the order of the log; others fill gaps as well."""

SKEWED_MS = 60_000
"""A terminal's clock that is further off is named on every punch it sends."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The present in a terminal's own time; its texts compare as they stand."""

    zone: ZoneInfo
    soon: str
    suspect: str
    old: str
    skewed: bool
    last: str = ""

    def flags(self, locals_: Sequence[str], told: Sequence[tuple[str, ...]]) -> list[str]:
        """Each punch's own flags with what its time tells, comma-separated.

        `future`, `old`, `clock_skew`, and `clock_back` for one that was made before an earlier one.
        """
        usual = self.old <= min(locals_) and max(locals_) <= self.soon
        rising = self.last <= locals_[0] and sorted(locals_) == list(locals_)
        if usual and rising and not self.skewed and not any(told):
            return [""] * len(locals_)
        latest = accumulate(locals_, max, initial=self.last)
        rows = zip(locals_, told, latest, strict=False)
        return [",".join([*own, *self._flags(local, before)]) for local, own, before in rows]

    def _flags(self, local: str, before: str) -> Iterator[str]:
        if local > self.soon:
            yield "future"
        elif local < self.old:
            yield "old"
        if self.skewed or local < FIRST_PLAUSIBLE or local > self.suspect:
            yield "clock_skew"
        if local < before and (back := parse_local(before)) and local < show_local(back - _BACK):
            yield "clock_back"


def bounds(zone: str, now: datetime, skew_ms: int | None, last: datetime | None = None) -> Bounds:
    """The bounds of one batch received now; `last` is the terminal's latest punch before it."""
    where = ZoneInfo(zone)
    here = now.astimezone(where)
    return Bounds(
        zone=where,
        soon=show_local(here + _SOON),
        suspect=show_local(here + _SUSPECT),
        old=show_local(here - _OLD),
        skewed=abs(skew_ms or 0) > SKEWED_MS,
        last=show_local(last.astimezone(where)) if last else "",
    )


def in_order(source: str) -> bool:
    """Whether batches of this source come in the order of the terminal's log."""
    return source.startswith(_IN_ORDER)


def read(batch: Batch, within: Bounds) -> tuple[Punches, list[Unread]]:
    """Return the rows of a batch; what no row can hold is kept as unread bytes."""
    unread = [_unread(one) for one in batch.unreadable]
    if not batch.events:
        return Punches(), unread
    codes, locals_, identities, _, states, verifies, _, told, numbers, offsets = zip(
        *batch.events, strict=True
    )
    punches = Punches(
        ids=ids.new_ids(len(codes)),
        identities=identities,
        codes=codes,
        locals=locals_,
        ats=_instants(locals_, offsets, within.zone),
        states=states,
        verifies=verifies,
        numbers=numbers,
        flags=within.flags(locals_, told),
    )
    if punches.fit():
        return punches, unread
    keep = [punches.only(_place(at, len(punches))).fit() for at in range(len(punches))]
    wrong = [one for one, kept in zip(batch.events, keep, strict=True) if not kept]
    return punches.only(keep), unread + [_no_row(one) for one in wrong]


def _place(at: int, count: int) -> list[bool]:
    return [place == at for place in range(count)]


class _Minutes(dict[str, int]):
    """Minutes of local time as instants: each is worked out once, and offsets change on one."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone

    def __missing__(self, minute: str) -> int:
        self[minute] = found = _instant(f"{minute}:00", self.zone)
        return found


_SECONDS = {f":{second:02}": second * 1000 for second in range(60)}


def _instants(locals_: Sequence[str], offsets: Sequence[int | None], zone: tzinfo) -> list[int]:
    """Milliseconds since 1970 of every punch; NEVER where its time is none."""
    if offsets.count(None) == len(offsets):
        minutes = _Minutes(zone)
        with suppress(KeyError, ValueError, OverflowError):
            return [minutes[local[:16]] + _SECONDS[local[16:]] for local in locals_]
    return [
        _instant_or_never(local, zone if named is None else timezone(timedelta(minutes=named)))
        for local, named in zip(locals_, offsets, strict=True)
    ]


def _instant_or_never(local: str, zone: tzinfo) -> int:
    try:
        return _instant(local, zone)
    except (ValueError, OverflowError):
        return NEVER


def _instant(local: str, zone: tzinfo) -> int:
    if not "1970-01-02" <= local < "9999-12-31":
        raise ValueError(f"no terminal knows the year of {local[:10]!r}")
    return to_ms(datetime.fromisoformat(local).replace(tzinfo=zone))


def _no_row(event: PunchEvent) -> Unread:
    why = "its time is none, or a value is too long"
    return _unread(Unreadable(payload=event.payload, reason="not_storable", detail=why))


def _unread(one: Unreadable) -> Unread:
    detail = "".join(letter if letter.isprintable() else "�" for letter in one.detail)
    return Unread(
        id=ids.new_id(),
        payload=one.payload,
        reason=one.reason[:64],
        detail={"detail": detail[:400]},
    )
