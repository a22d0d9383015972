"""What a terminal has against what we have: counts and digests per local day, and gaps.

A difference is never mended by believing either side: what the terminal has and we lack is stored
by its protocol first, then compared; what may be lost for ever is a gap that a person settles.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tortoise.functions import Max, Min
from tortoise.transactions import in_transaction

from hr import clock, evidence, ids
from hr.actor import MACHINE
from hr.gateway import Enrolled, storage
from orm import punch_days
from orm.models import Punch, Quarantine, TerminalDay, TerminalGap

GapKind = Literal["overwritten", "skipped", "short", "cleared", "unheard"]
_STALE = timedelta(hours=20)
_DAY = timedelta(days=1)
_MENDED = "read_again"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayDigest:
    """One local day: how many different punches, and the SHA-256 over their sorted identities."""

    count: int = 0
    digest: str = hashlib.sha256().hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayDifference:
    """A day on which terminal and database do not hold the same punches."""

    day: date
    device: DayDigest
    stored: DayDigest


def digest_of(identities: Iterable[str]) -> DayDigest:
    """Count and digest of one day; a record that stands twice in the log is one punch."""
    count, digest = punch_days.digest_of(identities)
    return DayDigest(count=count, digest=digest)


def digests_of(days: Mapping[date, Iterable[str]]) -> dict[date, DayDigest]:
    """The digest of each day."""
    return {day: digest_of(identities) for day, identities in days.items()}


async def compare(
    to: Enrolled, days: Mapping[date, DayDigest], only: Collection[date] | None = None
) -> list[DayDifference]:
    """Compare a terminal's days with ours, and ours between them; what was seen is written down.

    `only`: look at these days and no others, because the rest was just compared.
    """
    span = only if only is not None else days
    if not span:
        return []
    with storage():
        found = await punch_days.by_day(to.id, min(span).isoformat(), _after(max(span)))
    ours = {
        date.fromisoformat(day): DayDigest(count=count, digest=digest)
        for day, (count, digest) in found.items()
    }
    every = sorted(only if only is not None else {*days, *ours})
    seen = {day: (days.get(day, DayDigest()), ours.get(day, DayDigest())) for day in every}
    await _write(to, seen)
    return [
        DayDifference(day=day, device=device, stored=stored)
        for day, (device, stored) in seen.items()
        if device != stored
    ]


async def held(to: Enrolled, first: date, last: date) -> dict[date, set[str]]:
    """The identities we have of a terminal for each local day of a span."""
    with storage():
        rows = await Punch.filter(
            terminal_id=to.id,
            local_text__gte=first.isoformat(),
            local_text__lt=_after(last),
        ).values_list("identity", "local_text")
    days: dict[str, set[str]] = {}
    for identity, local in rows:
        days.setdefault(local[:10], set()).add(identity)
    return {date.fromisoformat(text): found for text, found in days.items()}


async def has(to: Enrolled, identity: str) -> bool:
    """Whether we have a punch of a terminal."""
    with storage():
        return await Punch.exists(terminal_id=to.id, identity=identity)


async def quarantined(to: Enrolled, payloads: Collection[bytes]) -> int:
    """How many of these unreadable records we keep the bytes of."""
    digests = [hashlib.sha256(one).hexdigest() for one in payloads]
    with storage():
        return await Quarantine.filter(terminal_id=to.id, digest__in=digests).count()


async def newest(to: Enrolled, before: str = "") -> str:
    """The local time of the latest punch we have (before a local time), "" if there is none."""
    ours = Punch.filter(terminal_id=to.id)
    if before:
        ours = ours.filter(local_text__lt=before)
    with storage():
        rows = await ours.annotate(latest=Max("local_text")).values_list("latest")
    return (rows[0][0] if rows else "") or ""


async def oldest(to: Enrolled) -> str:
    """The local time of the earliest punch we have, "" if there is none."""
    with storage():
        rows = (
            await Punch.filter(terminal_id=to.id)
            .annotate(earliest=Min("local_text"))
            .values_list("earliest")
        )
    return (rows[0][0] if rows else "") or ""


async def gap(to: Enrolled, kind: GapKind, low: str, high: str, missing: int | None = None) -> bool:
    """Report a span (local times or record numbers) that may lack punches; True when it is news.

    A gap is written once per kind and beginning; it grows until a person has settled it.
    """
    with storage():
        async with in_transaction():
            known = await TerminalGap.get_or_none(terminal_id=to.id, kind=kind, low=low[:32])
            if known is None:
                await _new_gap(to, kind, low[:32], high[:32], missing)
            elif known.settled_by is None:
                again = known.settled_at is not None
                await TerminalGap.filter(id=known.id).update(
                    high=high[:32], missing=missing, settled_at=None, settled_as=""
                )
                return again
    return known is None


async def mended(to: Enrolled, *kinds: GapKind) -> None:
    """Close what was reported only because a reading failed: now the whole was read."""
    open_ones = TerminalGap.filter(terminal_id=to.id, kind__in=kinds, settled_at=None)
    with storage():
        await open_ones.update(settled_at=clock.now(), settled_as=_MENDED)


async def _new_gap(to: Enrolled, kind: GapKind, low: str, high: str, missing: int | None) -> None:
    now = clock.now()
    row = TerminalGap(
        id=ids.new_id(),
        company_id=to.company_id,
        terminal_id=to.id,
        kind=kind,
        low=low,
        high=high,
        missing=missing,
        found_at=now,
    )
    await TerminalGap.bulk_create([row], ignore_conflicts=True)
    await evidence.record(
        to.company_id,
        kind="terminal.gap",
        subject=to.id,
        actor=MACHINE,
        at=now,
        data={"kind": kind, "low": low, "high": high, "missing": missing},
    )


async def _write(to: Enrolled, seen: Mapping[date, tuple[DayDigest, DayDigest]]) -> None:
    """Write the days that changed, and those nobody has looked at for a day."""
    now = clock.now()
    with storage():
        known = {
            one.day: one
            for one in await TerminalDay.filter(
                terminal_id=to.id, day__gte=min(seen), day__lte=max(seen)
            )
        }
        rows = [
            _row(to, day, device, ours)
            for day, (device, ours) in seen.items()
            if day not in known
            or known[day].checked_at < now - _STALE
            or _words(known[day]) != (device, ours)
        ]
        if rows:
            await TerminalDay.bulk_create(
                rows,
                batch_size=500,
                on_conflict=["terminal_id", "day"],
                update_fields=[
                    "device_count",
                    "device_digest",
                    "stored_count",
                    "stored_digest",
                    "checked_at",
                ],
            )


def _row(to: Enrolled, day: date, device: DayDigest, ours: DayDigest) -> TerminalDay:
    return TerminalDay(
        id=ids.new_id(),
        terminal_id=to.id,
        day=day,
        device_count=device.count,
        device_digest=device.digest,
        stored_count=ours.count,
        stored_digest=ours.digest,
        checked_at=clock.now(),
    )


def _words(known: TerminalDay) -> tuple[DayDigest, DayDigest]:
    return (
        DayDigest(count=known.device_count, digest=known.device_digest),
        DayDigest(count=known.stored_count, digest=known.stored_digest),
    )


def _after(last: date) -> str:
    """The first local text after a day."""
    return (min(last, date.max - _DAY) + _DAY).isoformat()
