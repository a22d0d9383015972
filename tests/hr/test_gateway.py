"""The gateway's door: one transaction per batch, each punch once, nothing stored of strangers."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.driver import Batch, PunchEvent, Signal, Unreadable, User, identity_of
from hr import clock, gateway, outages, punches
from hr.gateway import Enrolled, NotStoredError, Report
from orm import config, sql
from orm.models import (
    CodeMapping,
    DirtyDay,
    Event,
    Inbox,
    Person,
    Punch,
    Quarantine,
    Terminal,
    TerminalOutage,
    TerminalUser,
    UnknownTerminal,
)
from orm.sqlite_backend import in_thread
from tests.dbfixtures import Database
from tests.gateway.kit import House, add_person, build

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> Any:
    clock.use(lambda: NOW)
    house = await build(db, tmp_path)
    await house.enrol("adms", "AD1")
    yield house
    clock.use(None)


@pytest.fixture
async def to(house: House) -> Enrolled:
    (found,) = await gateway.enrolled()
    return found


def event(code: str = "1001", local: str = "2026-11-02 08:31:00", **more: Any) -> PunchEvent:
    facts = {"identity": identity_of(code, local), "payload": f"{code}\t{local}".encode()}
    return PunchEvent(person_code=code, local=local, **{**facts, **more})


def batch(*events: PunchEvent, unreadable: tuple[Unreadable, ...] = ()) -> Batch:
    payload = b"\n".join(one.payload for one in events)
    return Batch(source="adms.attlog", payload=payload, events=events, unreadable=unreadable)


async def test_enrolled_terminals_come_with_their_secret_and_without_the_switched_off(
    house: House,
) -> None:
    await house.enrol("zk", "ZK1", address="10.0.0.5", secret="1234")
    await Terminal.filter(serial="AD1").update(enabled=False)
    (found,) = await gateway.enrolled()
    assert (found.serial, found.secret, found.address) == ("ZK1", "1234", "10.0.0.5")
    assert "1234" not in repr(found)


async def test_a_terminal_whose_secret_does_not_open_is_named_and_the_others_serve(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.enrol("adms", "AD2")
    sealed = (await Terminal.get(serial="AD2")).secret_box
    await Terminal.filter(serial="AD1").update(secret_box=sealed)  # sealed for another place
    with caplog.at_level(logging.ERROR):
        assert [one.serial for one in await gateway.enrolled()] == ["AD2"]
    assert "AD1" in caplog.text


async def test_a_batch_becomes_rows_dirty_days_counters_and_one_event(to: Enrolled) -> None:
    sent = batch(event(), event("1002", "2026-11-02 18:02:00"), event("9999"))
    stored = await gateway.store(to, sent)
    assert (stored.new, stored.duplicates, stored.unassigned) == (3, 0, 1)
    found = await Punch.all().order_by("id")
    assert [one.person_code for one in found] == ["1001", "1002", "9999"]
    assert found[0].at == datetime(2026, 11, 2, 0, 31, tzinfo=UTC)
    assert found[0].local_text == "2026-11-02 08:31:00"
    assert found[0].person_id == (await Person.get(code="1001")).id
    assert found[2].person_id is None
    (kept,) = await Inbox.all()
    assert bytes(kept.payload) == sent.payload
    assert {one.inbox_id for one in found} == {kept.id}
    assert await DirtyDay.all().count() == 3  # a morning punch may end the night before
    terminal = await Terminal.get(serial="AD1")
    assert (terminal.stored_count, terminal.last_punch_at) == (3, found[0].at)
    assert await Event.filter(type="punches.received", subject=to.id).count() == 1


async def test_sent_again_nothing_is_written(to: Enrolled) -> None:
    sent = batch(event(), event("1002"))
    await gateway.store(to, sent)
    counts = [await model.all().count() for model in (Punch, Inbox, Event, DirtyDay)]
    again = await gateway.store(to, sent)
    assert (again.new, again.duplicates) == (0, 2)
    assert counts == [await model.all().count() for model in (Punch, Inbox, Event, DirtyDay)]
    assert (await Terminal.get(serial="AD1")).stored_count == 2


async def test_one_poison_record_waits_in_quarantine_and_its_neighbours_are_stored(
    to: Enrolled,
) -> None:
    bad = Unreadable(payload=b"junk\x00\xff", reason="bad_row", detail="no time\x00")
    sent = batch(event(), event("1002"), unreadable=(bad,))
    stored = await gateway.store(to, sent)
    assert (stored.new, stored.quarantined) == (2, 1)
    (kept,) = await Quarantine.all()
    assert bytes(kept.payload) == b"junk\x00\xff"
    again = await gateway.store(to, sent)
    assert (again.new, again.quarantined) == (0, 0)
    assert (await Quarantine.get(id=kept.id)).repeats == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"local": "0001-01-01 00:00:00"},
        {"identity": "x" * 161},
        {"record_no": "9" * 40},
        {"code": "\0"},
        {"state": 1 << 40},
    ],
    ids=str,
)
async def test_what_no_row_can_hold_is_quarantined(to: Enrolled, bad: dict[str, Any]) -> None:
    stored = await gateway.store(to, batch(event("1003"), event(**bad)))
    assert (stored.new, stored.quarantined) == (1, 1)
    assert (await Quarantine.get()).reason == "not_storable"


@pytest.mark.parametrize(
    ("local", "flags"),
    [
        ("2026-11-02 09:04:00", ""),
        ("2026-11-02 09:06:00", "future"),
        ("2026-11-04 09:00:00", "future,clock_skew"),
        ("2026-08-03 08:59:00", "old"),
        ("2000-01-01 00:00:07", "old,clock_skew"),
    ],
)
async def test_odd_times_are_flagged_and_kept(to: Enrolled, local: str, flags: str) -> None:
    await gateway.store(to, batch(event(local=local)))
    assert (await Punch.get()).flags == flags


async def test_a_clock_known_to_be_wrong_marks_its_punches(to: Enrolled) -> None:
    await gateway.store(replace(to, clock_skew_ms=-90_000), batch(event()))
    assert (await Punch.get()).flags == "clock_skew"


async def test_a_clock_set_back_marks_what_was_made_before_an_earlier_punch(to: Enrolled) -> None:
    times = ("08:31:00", "07:31:00", "07:31:30", "08:30:30", "08:40:00")
    events = [event(local=f"2026-11-02 {one}") for one in times]
    await gateway.store(to, batch(*events[:2]))
    (to,) = await gateway.enrolled()
    await gateway.store(to, batch(events[2]))
    await gateway.store(to, batch(events[3]))
    (to,) = await gateway.enrolled()
    await gateway.store(to, batch(events[4]))
    found = [one.flags for one in await Punch.all().order_by("id")]
    assert found == ["", "clock_back", "clock_back", "", ""]


async def test_a_record_that_fills_a_gap_says_nothing_of_the_clock(to: Enrolled) -> None:
    await gateway.store(to, batch(event()))
    (to,) = await gateway.enrolled()
    late = replace(batch(event(local="2026-11-02 07:00:00")), source="zk.pull")
    await gateway.store(to, late)
    assert [one.flags for one in await Punch.all()] == ["", ""]


async def test_a_time_with_its_own_offset_is_the_instant_it_names(to: Enrolled) -> None:
    await gateway.store(to, batch(event(zone_offset_minutes=540)))
    assert (await Punch.get()).at == datetime(2026, 11, 1, 23, 31, tzinfo=UTC)


async def test_a_code_means_whom_it_meant_at_that_instant(house: House, to: Enrolled) -> None:
    heir = await add_person(house, "2001")
    change = datetime(2026, 11, 1, tzinfo=UTC)
    mapping = await CodeMapping.get(code="1001")
    await CodeMapping.filter(id=mapping.id).update(valid_to=change)
    await CodeMapping.create(
        id="0" * 26, company_id=house.company_id, code_group="default", code="1001",
        person_id=heir, valid_from=change,
    )  # fmt: skip
    await gateway.store(to, batch(event(local="2026-10-30 08:00:00"), event()))
    owners = [one.person_id for one in await Punch.all().order_by("at")]
    assert owners == [mapping.person_id, heir]


async def test_unknown_codes_attach_once_they_are_assigned(house: House, to: Enrolled) -> None:
    person = await add_person(house, "7777")
    await gateway.store(to, batch(event("77"), event("77", "2026-11-02 18:00:00")))
    assert await punches.assign(house.machine, "default", "77", person) == 2
    await gateway.store(to, batch(event("77", "2026-11-02 08:59:00")))
    assert {one.person_id for one in await Punch.all()} == {person}


async def test_a_stamp_is_kept_with_its_batch_beside_the_settings(to: Enrolled) -> None:
    await Terminal.filter(id=to.id).update(settings={"poll_seconds": 5})
    await gateway.store(to, batch(event()), {"stamps": {"ATTLOG": "77"}})
    await gateway.remember(to, {"layout": "40"})
    (found,) = await gateway.enrolled()
    assert found.settings == {"poll_seconds": 5}
    assert found.notes == {"stamps": {"ATTLOG": "77"}, "layout": "40"}
    assert found == replace(found, notes={})  # notes never make a worker start again


async def test_a_thousand_punches_cost_at_most_ten_statements(to: Enrolled) -> None:
    rows = [event(str(1001 + n % 20), f"2026-10-{n // 50 + 1:02} 08:{n % 50:02}:00")
            for n in range(1000)]  # fmt: skip
    await gateway.store(to, batch(event()))  # whatever a first statement prepares
    said = await _listen()
    stored = await gateway.store(to, batch(*rows))
    assert stored.new == 1000
    different = [one for one, _ in groupby(text.strip()[:24] for text in said)]
    statements = [one for one in different if not one.startswith(_DRIVER)]
    assert 5 < len(statements) <= 10, "\n".join(statements)


_DRIVER = ("BEGIN", "COMMIT", "SELECT last_insert_rowid")  # what the drivers say by themselves


async def _listen() -> list[str]:
    """Note every statement from now on; one that is executed many times is one statement."""
    said: list[str] = []
    conn: Any = sql.connection()
    if sql.dialect() == "sqlite":
        await in_thread(conn, lambda raw: raw.set_trace_callback(said.append))
    else:
        for holder in conn._pool._holders:
            if holder._con:
                holder._con.add_query_logger(lambda record: said.append(record.query))
    return said


async def test_signs_of_life_are_one_statement_and_keep_what_they_do_not_say(
    to: Enrolled,
) -> None:
    await gateway.report([Report(terminal_id=to.id, clock_skew_ms=700, state="online")])
    said = await _listen()
    seen = NOW + timedelta(seconds=5)
    await gateway.report(
        [
            Report(terminal_id=to.id, last_seen_at=seen),
            Report(terminal_id="nobody", last_seen_at=seen, clock_skew_ms=3),
            Report(terminal_id=to.id),
        ]
    )
    found = await Terminal.get(id=to.id)
    assert (found.last_seen_at, found.clock_skew_ms, found.state) == (seen, 700, "online")
    assert len({one.strip()[:24] for one in said if "UPDATE" in one}) == 1
    await gateway.report([Report(terminal_id=to.id, last_seen_at=NOW, clock_skew_ms=-9)])
    assert (await Terminal.get(id=to.id)).clock_skew_ms == -9


async def test_a_database_that_fails_stores_nothing_and_says_why(
    to: Enrolled, tmp_path: Path
) -> None:
    await config.close()
    await config.connect(f"sqlite://{tmp_path / 'without_tables.db'}")
    with pytest.raises(NotStoredError, match="the database failed") as caught:
        await gateway.store(to, batch(event()))
    assert caught.value.problem.text.zh
    assert not caught.value.outage


async def test_reports_change_what_they_name_only(to: Enrolled) -> None:
    await gateway.report(
        [Report(terminal_id=to.id, state="online", last_seen_at=NOW, firmware="V")]
    )
    await gateway.report([Report(terminal_id=to.id, device_count=9, last_error={"en": "x"})])
    found = await Terminal.get(id=to.id)
    assert (found.state, found.firmware, found.device_count) == ("online", "V", 9)
    await gateway.report([Report(terminal_id=to.id, last_error={})])
    assert not (await Terminal.get(id=to.id)).last_error


async def test_users_of_a_terminal_are_kept_once_under_their_latest_name(to: Enrolled) -> None:
    await gateway.users_seen(to, [User(code="1", name="安娜"), User(code="", name="blank")])
    await gateway.users_seen(to, [User(code="1", name="安\x00娜娜")])
    assert [(u.code, u.name) for u in await TerminalUser.all()] == [("1", "安娜娜")]


async def test_a_fraud_signal_is_on_record(to: Enrolled) -> None:
    await gateway.signals(to, [Signal(code="log_cleared", detail="admin 1")])
    assert await Event.filter(type="terminal.signal", subject=to.id).count() == 1


async def test_a_signal_told_again_is_on_record_once_and_a_new_one_beside_it(
    to: Enrolled,
) -> None:
    await gateway.remember(to, {"layout": "40"})
    for detail in ("at 08:30", "at 08:30", "at 08:31", "at 08:30"):
        await gateway.signals(to, [Signal(code="clock_set", detail=detail)] * 2)
    assert await Event.filter(type="terminal.signal", subject=to.id).count() == 2
    (again,) = await gateway.enrolled()
    assert again.notes["layout"] == "40"


async def test_only_so_many_signals_are_remembered(to: Enrolled, monkeypatch: Any) -> None:
    monkeypatch.setattr(gateway, "_MOST_TOLD", 2)
    for detail in ("1", "2", "3"):
        await gateway.signals(to, [Signal(code="alarm", detail=detail)])
    (again,) = await gateway.enrolled()
    assert len(again.notes["told"]) == 2


@pytest.mark.usefixtures("house")
async def test_strangers_are_counted_and_bounded(monkeypatch: Any) -> None:
    monkeypatch.setattr(gateway, "_MOST_STRANGERS", 2)
    for serial in ("A", "B", "C", "A"):
        await gateway.knock(serial, "adms", "unknown terminal", "10.0.0.9")
    assert {(u.serial, u.knocks) for u in await UnknownTerminal.all()} == {("A", 2), ("B", 1)}


async def test_an_outage_opens_once_closes_once_and_dirties_the_days_it_spans(
    to: Enrolled,
) -> None:
    began = NOW - timedelta(days=2)
    await outages.began(to, began, "silent")
    await outages.began(to, NOW, "silent")
    await outages.ended(to, NOW)
    await outages.ended(to, NOW)
    (found,) = await TerminalOutage.all()
    assert (found.began_at, found.ended_at) == (began, NOW)
    person = await Person.get(code="1001")
    days = {one.date.day for one in await DirtyDay.filter(person_id=person.id)}
    assert days == {30, 31, 1, 2}
    assert await DirtyDay.all().count() == 20 * 4


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_any_order_and_any_repeats_give_the_same_punches(to: Enrolled, data: Any) -> None:
    events = [event(str(1001 + n % 7), f"2026-11-01 08:{n:02}:00") for n in range(12)]
    for _ in range(3):
        chosen = data.draw(st.lists(st.sampled_from(events), min_size=1))
        await gateway.store(to, batch(*chosen))
    await gateway.store(to, batch(*events))
    rows = [one.identity for one in await Punch.all()]
    assert sorted(rows) == sorted(one.identity for one in events)
