"""One refused record never stops its neighbours; a storage that is down is said once."""

import logging
from pathlib import Path
from typing import Any

import pytest

from devices.driver import Batch, PunchEvent, identity_of
from gateway.collector import Collector, merge
from hr import gateway
from hr.gateway import Enrolled, NotStoredError, Stored
from orm.faults import fault
from orm.models import Punch, Quarantine
from tests.dbfixtures import Database
from tests.gateway.kit import build


@pytest.fixture
async def to(db: Database, tmp_path: Path) -> Enrolled:
    await (await build(db, tmp_path)).enrol("adms", "AD1")
    (found,) = await gateway.enrolled()
    return found


def event(code: str) -> PunchEvent:
    local = "2026-11-02 08:31:00"
    return PunchEvent(
        person_code=code, local=local, payload=code.encode(), identity=identity_of(code, local)
    )


def batch(*codes: str) -> Batch:
    events = tuple(map(event, codes))
    return Batch(source="adms", payload=b",".join(one.payload for one in events), events=events)


def refusing(code: str) -> Any:
    """A storage that fails, for a reason nobody foresaw, whenever one code is in the batch."""
    true = gateway.store

    async def store(to: Enrolled, batch: Batch, notes: Any = None) -> Stored:
        if any(one.person_code == code for one in batch.events):
            raise NotStoredError(fault("storage.failed", detail="odd").problem)
        return await true(to, batch, notes)

    return store


@pytest.mark.parametrize("place", [0, 3, 6])
async def test_a_record_that_storage_refuses_is_set_aside_and_the_rest_is_stored(
    to: Enrolled, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    codes = ["1001", "1002", "1003", "1004", "1005", "1006"]
    codes.insert(place, "evil")
    monkeypatch.setattr(gateway, "store", refusing("evil"))
    stored = await Collector().once(to, batch(*codes), {"stamps": {"ATTLOG": "5"}})
    assert (stored.new, stored.quarantined) == (6, 1)
    assert {one.person_code for one in await Punch.all()} == set(codes) - {"evil"}
    kept = await Quarantine.get()
    assert (bytes(kept.payload), kept.reason) == (b"evil", "not_storable")
    (found,) = await gateway.enrolled()
    assert found.notes == {"stamps": {"ATTLOG": "5"}}


async def test_an_outage_is_no_reason_to_set_anything_aside(
    to: Enrolled, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def full(*_: object) -> None:
        raise NotStoredError(fault("storage.full").problem)

    collector = Collector()
    with monkeypatch.context() as broken, caplog.at_level(logging.WARNING):
        broken.setattr(gateway, "store", full)
        for _ in range(3):
            with pytest.raises(NotStoredError):
                await collector.once(to, batch("1001"))
        assert collector.down is True
    await collector.once(to, batch("1001"))
    assert await Quarantine.all().count() == 0
    assert [one.levelname for one in caplog.records] == ["ERROR", "WARNING"]


async def test_keeping_waits_until_storage_works(
    to: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    true, calls = gateway.store, []

    async def twice_busy(*args: Any) -> Stored:
        calls.append(args)
        if len(calls) < 3:
            raise NotStoredError(fault("storage.busy").problem)
        return await true(*args)

    monkeypatch.setattr(gateway, "store", twice_busy)
    monkeypatch.setattr("gateway.backoff._FIRST", 0.01)
    assert (await Collector().keep(to, batch("1001"))).new == 1


def test_messages_are_kept_apart_as_a_json_text_sequence() -> None:
    whole = merge([batch("1001"), batch("1002", "1003")])
    assert whole.payload == b"\x1e1001\n\x1e1002,1003\n"
    assert len(whole.events) == 3
    assert merge([batch("1001")]) == batch("1001")
