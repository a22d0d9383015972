"""Unreadable lines are tried again with today's decoder: attached once, or told why not."""

import struct
from datetime import timedelta

from devices.codecs import zk_record
from devices.driver import Batch, Unreadable
from hr import clock, gateway, punches, replay
from orm.models import Punch, Quarantine, Terminal
from tests.hr.kit import refusal
from tests.support.town import NOW, Town

ROW = b"0002\t2026-11-19 08:55:00\t0\t1"


async def quarantined(source: str, *payloads: bytes, reason: str = "bad_time") -> None:
    """Lines as an earlier decoder left them behind."""
    (to,) = [one for one in await gateway.enrolled() if one.serial == "TOWN0001"]
    bad = tuple(Unreadable(payload=one, reason=reason, detail="") for one in payloads)
    with clock.standing_at(NOW - timedelta(hours=1)):
        await gateway.store(to, Batch(source=source, payload=b"".join(payloads), unreadable=bad))


async def test_a_line_that_is_readable_now_becomes_its_owners_punch(town: Town) -> None:
    await quarantined("adms.attlog", ROW)
    (line,) = await punches.quarantine(town.of("rosa"))
    outcome = await replay.again(town.of("rosa"), line.id)
    assert (outcome.read, outcome.punches, outcome.unread) == (1, 1, 0)
    found = await Punch.get()
    assert (found.local_text, found.person_id) == ("2026-11-19 08:55:00", town.people["ada"])
    (settled,) = await punches.quarantine(town.of("rosa"), settled=True)
    assert settled.settled_as == "read_again"


async def test_what_had_come_another_way_is_not_stored_twice(town: Town) -> None:
    await quarantined("adms.attlog", ROW, ROW + b"\t0")
    outcome = await replay.again_all(town.of("rosa"))
    assert (outcome.tried, outcome.read, outcome.punches) == (2, 2, 1)
    assert await Punch.all().count() == 1


async def test_what_stays_unreadable_stays_with_todays_reason(town: Town) -> None:
    await quarantined("adms.attlog", b"junk without a time", reason="unknown_then")
    outcome = await replay.again_all(town.of("rosa"), town.terminals["T1"])
    assert (outcome.read, outcome.unread) == (0, 1)
    line = await Quarantine.get()
    assert (line.settled_at, line.repeats, line.reason) == (None, 0, "bad_time")
    assert line.payload == b"junk without a time"


async def test_a_row_of_a_log_is_read_by_the_layout_proven_since(town: Town) -> None:
    row = zk_record.Row(uid=1, code=b"0002", time=820_000_000, verify=1, state=0)
    raw = zk_record.encode(row, "40")
    await quarantined("zk.pull", struct.pack("<I", 80) + raw + raw, reason="unsupported")
    rosa = town.of("rosa")
    assert (await replay.again_all(rosa)).unread == 1
    await Terminal.filter(id=town.terminals["T1"]).update(settings={"gateway": {"layout": "40"}})
    assert (await replay.again_all(rosa)).punches == 1
    assert (await Punch.get()).person_code == "0002"


async def test_a_row_that_is_no_punch_is_settled_as_that(town: Town) -> None:
    await quarantined("adms.rtlog", b"time=2026-11-19 08:55:00\tpin=0\tevent=27\tindex=4")
    await replay.again_all(town.of("rosa"))
    assert (await Quarantine.get()).settled_as == "no_punch"


async def test_lines_of_a_terminal_that_is_switched_off_are_read_too(town: Town) -> None:
    await quarantined("adms.attlog", ROW)
    await Terminal.all().update(enabled=False)
    assert (await replay.again_all(town.of("rosa"))).punches == 1


async def test_a_settled_line_is_not_tried(town: Town) -> None:
    await quarantined("adms.attlog", ROW)
    line = await Quarantine.get()
    await punches.settle(town.of("rosa"), line.id)
    assert await refusal(replay.again(town.of("rosa"), line.id)) == "not_found"
