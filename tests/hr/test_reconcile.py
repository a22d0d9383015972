"""Terminal against database: per local day, by count and digest; what may be lost is reported."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from devices.driver import Batch, PunchEvent, identity_of
from hr import gateway, reconcile
from hr.gateway import Enrolled
from hr.reconcile import DayDigest
from orm.models import Event, TerminalDay, TerminalGap
from tests.dbfixtures import Database
from tests.gateway.kit import build

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4)


@pytest.fixture
async def to(db: Database, tmp_path: Path) -> Enrolled:
    house = await build(db, tmp_path)
    await house.enrol("zk", "ZK1", address="127.0.0.1", secret="0")
    (found,) = await gateway.enrolled()
    return found


def event(code: str, local: str) -> PunchEvent:
    return PunchEvent(
        person_code=code, local=local, identity=identity_of(code, local), payload=local.encode()
    )


async def store(to: Enrolled, *events: PunchEvent) -> None:
    payload = b"".join(one.payload for one in events)
    await gateway.store(to, Batch(source="zk.pull", payload=payload, events=events))


def days(*events: PunchEvent) -> dict[date, DayDigest]:
    found: dict[date, list[str]] = {}
    for one in events:
        found.setdefault(date.fromisoformat(one.local[:10]), []).append(one.identity)
    return reconcile.digests_of(found)


A = event("1001", "2026-11-02 08:00:00")
B = event("1002", "2026-11-02 23:59:59")
C = event("1001", "2026-11-04 00:00:00")


def test_a_digest_is_sha256_over_the_sorted_identities_each_once() -> None:
    text = "\n".join(sorted([A.identity, B.identity])).encode()
    found = reconcile.digest_of([B.identity, A.identity, B.identity])
    assert found == DayDigest(count=2, digest=hashlib.sha256(text).hexdigest())


async def test_equal_days_are_written_down_and_differ_in_nothing(to: Enrolled) -> None:
    await store(to, A, B, C)
    assert await reconcile.compare(to, days(A, B, C)) == []
    rows = await TerminalDay.all().order_by("day")
    assert [(one.day, one.device_count, one.stored_count) for one in rows] == [
        (MONDAY, 2, 2),
        (WEDNESDAY, 1, 1),
    ]
    assert all(one.device_digest == one.stored_digest for one in rows)


async def test_what_either_side_lacks_is_a_difference_of_its_day(to: Enrolled) -> None:
    other = event("1003", "2026-11-02 08:00:00")
    between = event("1004", "2026-11-03 12:00:00")
    await store(to, A, between, C)
    found = await reconcile.compare(to, days(A, other, C))
    assert [(one.day, one.device.count, one.stored.count) for one in found] == [
        (MONDAY, 2, 1),
        (TUESDAY, 0, 1),
    ]


async def test_the_same_count_of_other_punches_is_a_difference(to: Enrolled) -> None:
    await store(to, A)
    (found,) = await reconcile.compare(to, days(event("1002", A.local)))
    assert found.device.count == found.stored.count == 1


async def test_a_day_seen_again_keeps_one_row_with_what_holds_now(to: Enrolled) -> None:
    await store(to, A)
    await reconcile.compare(to, days(A, B))
    await store(to, B)
    await reconcile.compare(to, days(A, B))
    (row,) = await TerminalDay.all()
    assert (row.device_count, row.stored_count) == (2, 2)


async def test_punches_of_other_terminals_do_not_count(to: Enrolled, tmp_path: Path) -> None:
    await store(to, A)
    assert await reconcile.held(to, MONDAY, MONDAY) == {MONDAY: {A.identity}}
    assert await reconcile.held(to, TUESDAY, WEDNESDAY) == {}


async def test_the_newest_we_have_is_by_local_time(to: Enrolled) -> None:
    assert await reconcile.newest(to) == ""
    await store(to, C, A, B)
    assert await reconcile.newest(to) == C.local
    assert await reconcile.newest(to, C.local) == B.local


LOW, HIGH, LATER = "2026-11-02 08:00:00", "2026-11-04 08:00:00", "2026-11-05 08:00:00"


async def test_a_gap_is_news_once_and_grows_until_somebody_settles_it(to: Enrolled) -> None:
    assert await reconcile.gap(to, "overwritten", LOW, HIGH, 7)
    assert not await reconcile.gap(to, "overwritten", LOW, LATER, 9)
    (row,) = await TerminalGap.all()
    assert (row.kind, row.low, row.high, row.missing) == ("overwritten", LOW, LATER, 9)
    assert await Event.filter(type="terminal.gap", subject=to.id).count() == 1
    await TerminalGap.all().update(settled_at=row.found_at, settled_by="x", settled_as="lost")
    assert not await reconcile.gap(to, "overwritten", LOW, HIGH, 8)
    assert (await TerminalGap.get()).settled_as == "lost"


async def test_what_a_later_reading_proves_whole_is_closed_and_opens_again(to: Enrolled) -> None:
    await reconcile.gap(to, "short", "", HIGH, 3000)
    await reconcile.gap(to, "overwritten", LOW, HIGH)
    await reconcile.mended(to, "short")
    open_ones = await TerminalGap.filter(settled_at=None)
    assert [one.kind for one in open_ones] == ["overwritten"]
    assert await reconcile.gap(to, "short", "", LATER, 3000)
    assert await TerminalGap.filter(settled_at=None).count() == 2
