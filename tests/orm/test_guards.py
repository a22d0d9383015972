"""Raw facts stay raw, whatever statement is tried."""

import pytest
from tortoise.transactions import in_transaction

from orm import sql
from orm.models import Company, Event, PayRun, Payslip, Punch
from tests.dbfixtures import Database
from tests.orm.rows import fill

FACTS = ("punch", "inbox", "event", "leaf", "fact", "checkpoint")
FIRST = {"leaf": "event_id"}
CHANGES = {
    "punch": "flags = 'x'",
    "inbox": "source = 'x'",
    "event": "actor = 'x'",
    "leaf": "position = 9",
    "fact": "reason = 'x'",
    "checkpoint": "size = 9",
}
pytestmark = pytest.mark.usefixtures("db")


async def refused(statement: str, why: str = "append-only") -> None:
    with pytest.raises(Exception, match=why):
        async with in_transaction():
            await sql.run(statement)


@pytest.mark.parametrize("table", FACTS)
async def test_a_fact_is_neither_deleted_nor_changed(table: str) -> None:
    await fill()
    await refused(f"DELETE FROM {table}")
    await refused(f"UPDATE {table} SET {CHANGES[table]}")
    await refused(f"UPDATE {table} SET {FIRST.get(table, 'id')} = 'other'")
    assert (await sql.rows(f"SELECT count(*) AS n FROM {table}"))[0]["n"] == 1


@pytest.mark.parametrize("table", FACTS)
async def test_no_detour_deletes_a_fact(table: str, db: Database) -> None:
    await fill()
    if db.dialect == "sqlite":
        await refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        await refused(f"UPDATE OR REPLACE {table} SET {CHANGES[table]}")
    else:
        await refused(f"TRUNCATE {table}")
        await sql.rows("SET session_replication_role = replica")
        await refused(f"DELETE FROM {table}")
    assert (await sql.rows(f"SELECT count(*) AS n FROM {table}"))[0]["n"] == 1


async def test_a_punch_may_find_its_person() -> None:
    await fill()
    await Punch.all().update(person_id="somebody")
    await Punch.all().update(person_id=None)
    (one,) = await Punch.all()
    await one.save()  # writes every column, with the same values


async def test_an_events_data_may_be_erased_but_not_rewritten() -> None:
    await fill()
    await sql.run("UPDATE event SET data = NULL, salt = NULL")
    await refused("UPDATE event SET data = 'new'")
    assert (await Event.get()).data is None


async def test_a_closed_run_and_its_slips_are_finished() -> None:
    await fill()
    await PayRun.all().update(total_fen=5)
    await Payslip.all().update(net_fen=5)
    await PayRun.all().update(state="closed")
    for statement in (
        "UPDATE pay_run SET state = 'draft'",
        "UPDATE pay_run SET total_fen = 6",
        "DELETE FROM pay_run",
        "UPDATE payslip SET net_fen = 6",
        "DELETE FROM payslip",
    ):
        await refused(statement, "closed")
    with pytest.raises(Exception, match="closed"):
        await Payslip.create(
            id="x",
            company_id="id-1",
            run_id="id-1",
            person_id="id-1",
            month="2026-11",
            gross_fen=1,
            net_fen=1,
            body="",
            digest="",
        )


async def test_a_real_company_never_becomes_a_demo() -> None:
    await fill()
    await refused("UPDATE company SET is_demo = true", "fixed")
    await Company.all().update(name="another")
