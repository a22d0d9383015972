"""The doctor finds what was planted and nothing else."""

import pytest

from orm import doctor, sql
from orm.config import close, connect
from tests.dbfixtures import Database
from tests.orm.rows import fill


@pytest.mark.usefixtures("db")
async def test_a_healthy_database_has_nothing() -> None:
    assert await doctor.examine() == []


async def test_a_database_before_its_migrations_is_told_to_migrate(empty: Database) -> None:
    await connect(empty.url)
    try:
        (found,) = await doctor.examine()
    finally:
        await close()
    assert found.code == "doctor.pending"
    assert "0001_company" in found.text.zh


PLANTED = {
    "DROP INDEX uidx_code_mapping_open": ("missing", "code_mapping.uidx_code_mapping_open"),
    "CREATE INDEX sneaky ON person (name)": ("extra", "person.sneaky"),
    "DROP TRIGGER {trigger}": ("missing", "punch.{name}"),
}


@pytest.mark.parametrize("act", PLANTED)
async def test_drift_is_named_in_words(db: Database, act: str) -> None:
    name = "punch_no_delete" if db.dialect == "sqlite" else "punch_guard"
    trigger = name if db.dialect == "sqlite" else f"{name} ON punch"
    await sql.rows(act.format(trigger=trigger))
    what, where = PLANTED[act]
    (found,) = await doctor.examine()
    assert found.code == f"doctor.drift_{what}"
    assert found.where == where.format(name=name)
    assert found.where in found.text.zh
    assert found.hint is not None


@pytest.mark.usefixtures("db")
async def test_an_added_column_is_drift() -> None:
    await sql.rows("ALTER TABLE person ADD COLUMN nickname VARCHAR(9)")
    found = await doctor.examine()
    assert [one.code for one in found] in (["doctor.drift_changed"], ["doctor.drift_extra"])
    assert "person" in found[0].where


async def test_a_row_without_its_parent_is_found(db: Database) -> None:
    await fill()
    if db.dialect == "sqlite":
        await sql.rows("PRAGMA foreign_keys = OFF")
        await sql.run("UPDATE site SET company_id = 'nobody'")
        assert [one.where for one in await doctor.examine()] == ["site -> company"]
    await sql.rows("UPDATE job SET state = 'dead' RETURNING id")
    assert "doctor.job_dead" in [one.code for one in await doctor.examine()]
