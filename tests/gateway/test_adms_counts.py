"""A terminal that says it holds more than we have is looked at, once all it sends has come."""

from pathlib import Path
from typing import Any

import pytest

from devices.driver import Batch, PunchEvent, Unreadable, identity_of
from gateway.adms_counts import AdmsCounts
from hr import clock, gateway
from hr.gateway import Enrolled
from orm.models import TerminalGap
from tests.dbfixtures import Database
from tests.gateway.kit import build


@pytest.fixture
async def to(db: Database, tmp_path: Path) -> Enrolled:
    house = await build(db, tmp_path)
    await house.enrol("adms", "AD1")
    (found,) = await gateway.enrolled()
    return found


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets seconds pass."""
    now = [1000.0]
    monkeypatch.setattr(clock, "monotonic", lambda: now[0])

    def wait(seconds: float) -> None:
        now[0] += seconds

    return wait


async def store(to: Enrolled, *minutes: int, bad: int = 0) -> None:
    texts = [f"2026-11-02 08:{minute:02}:00" for minute in minutes]
    events = tuple(PunchEvent("1001", one, identity_of("1001", one), one.encode()) for one in texts)
    junk = tuple(Unreadable(payload=b"%d" % n, reason="bad_time", detail="") for n in range(bad))
    await gateway.store(
        to, Batch(source="adms.attlog", payload=b"x", events=events, unreadable=junk)
    )


async def test_fewer_than_it_holds_is_a_gap_with_their_number_when_nothing_more_comes(
    to: Enrolled, passing: Any
) -> None:
    counts = AdmsCounts()
    await store(to, 1, 2)
    counts.claimed(to, 5)
    await counts.weigh(to)
    assert not await TerminalGap.exists()  # its backlog may still be on its way
    passing(59)
    counts.moved(to)
    passing(59)
    await counts.weigh(to)
    assert not await TerminalGap.exists()
    passing(2)
    await counts.weigh(to)
    (found,) = await TerminalGap.all()
    assert (found.kind, found.low, found.missing) == ("short", "2026-11-02 08:01:00", 3)


async def test_the_gap_closes_when_the_rest_has_come(to: Enrolled, passing: Any) -> None:
    counts = AdmsCounts(quiet=0)
    await store(to, 1)
    counts.claimed(to, 3)
    await counts.weigh(to)
    await store(to, 2, 3)
    counts.claimed(to, 3)
    await counts.weigh(to)
    (found,) = await TerminalGap.all()
    assert found.settled_as == "read_again"


async def test_what_nobody_could_read_is_not_missing(to: Enrolled, passing: Any) -> None:
    counts = AdmsCounts(quiet=0)
    await store(to, 1, bad=2)
    counts.claimed(to, 3)
    await counts.weigh(to)
    assert not await TerminalGap.exists()


async def test_a_claim_is_weighed_once(to: Enrolled, passing: Any) -> None:
    counts = AdmsCounts(quiet=0)
    counts.claimed(to, 3)
    await counts.weigh(to)
    await TerminalGap.all().delete()
    await counts.weigh(to)
    assert not await TerminalGap.exists()
