"""punches export: what the terminals told, and nothing a spreadsheet would run."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.driver import Batch, PunchEvent, identity_of
from hr import gateway as door
from liuhen.commands.punches import COLUMNS, export, safe
from rules.problem import Refused
from tests.dbfixtures import Database
from tests.gateway.kit import House, build


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> House:
    house = await build(db, tmp_path)
    await house.enrol("adms", "AD1")
    await house.enrol("adms", "AD2")
    for to in await door.enrolled():
        events = tuple(event(code) for code in ("1001", "=cmd()"))
        await door.store(to, Batch(source="adms", payload=to.serial.encode(), events=events))
    return house


def event(code: str) -> PunchEvent:
    local = "2026-11-02 08:31:00"
    return PunchEvent(
        person_code=code, local=local, state=0, verify="finger", payload=b"x",
        identity=identity_of(code, local),
    )  # fmt: skip


async def exported(serial: str | None = None, since: datetime | None = None) -> list[list[str]]:
    out = io.StringIO()
    count = await export(out, serial, since)
    rows = list(csv.reader(io.StringIO(out.getvalue())))
    assert rows[0] == list(COLUMNS)
    assert count == len(rows) - 1
    return rows[1:]


@pytest.mark.usefixtures("house")
async def test_every_punch_is_a_row_with_its_own_time_and_the_instant() -> None:
    rows = await exported()
    assert len(rows) == 4
    assert rows[0][:5] == ["AD1", "1001", "2026-11-02 08:31:00", "Asia/Shanghai",
                           "2026-11-02T00:31:00Z"]  # fmt: skip
    assert rows[0][6:] == ["0", "finger", rows[0][8], "1001", "员工1001"]


@pytest.mark.usefixtures("house")
async def test_no_cell_is_a_formula() -> None:
    assert all(row[1] in {"1001", "'=cmd()"} for row in await exported())


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe("1001") == "1001"


@pytest.mark.usefixtures("house")
async def test_one_terminal_or_a_time_can_be_chosen() -> None:
    assert {row[0] for row in await exported("AD2")} == {"AD2"}
    assert await exported(since=datetime(2026, 11, 3, tzinfo=UTC)) == []
    with pytest.raises(Refused):
        await exported("NOBODY")
