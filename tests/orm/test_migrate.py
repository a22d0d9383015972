"""Migrations: whole or not at all, once, whoever calls."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tortoise.exceptions import OperationalError

import orm.migrations
from orm import doctor, schema, sql
from orm.migrate import migrate, pending
from tests.dbfixtures import Database
from tests.orm.rows import fill
from tests.orm.test_migrations import FILES

_MIGRATE = "import asyncio, sys; from orm.migrate import migrate; asyncio.run(migrate(sys.argv[1]))"


async def test_a_migrated_database_has_nothing_pending(fresh: Database) -> None:
    assert await pending(fresh.url) == []
    assert await migrate(fresh.url) == []


async def test_an_empty_database_lists_every_step_and_then_none(empty: Database) -> None:
    todo = await pending(empty.url)
    heard: list[str] = []
    assert await migrate(empty.url, heard.append) == todo == heard
    assert todo[0] == "0001_company"
    assert await pending(empty.url) == []


async def test_three_processes_migrate_at_once(empty: Database) -> None:
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", _MIGRATE, empty.url)
        for _ in range(3)
    ]
    assert [await p.wait() for p in processes] == [0, 0, 0]
    assert await pending(empty.url) == []


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[str], object]]:
    """Where a test writes the step of a release to come."""
    folder = tmp_path / "later"
    folder.mkdir()
    monkeypatch.setattr(orm.migrations, "__path__", [*orm.migrations.__path__, str(folder)])
    monkeypatch.setattr("tortoise.migrations.loader.reload", lambda module: module)
    yield (folder / "0999_later.py").write_text
    sys.modules.pop("orm.migrations.0999_later", None)


async def test_a_filled_database_keeps_every_row_and_index_through_a_new_step(
    db: Database, later: Callable[[str], object]
) -> None:
    """A step as a later release would bring it: a column, an index, a trigger of its own."""
    await fill("1")
    await fill("2")
    rows, before = await doctor.counts(), await schema.read()
    later(_LATER)
    assert await migrate(db.url) == ["0999_later"]
    assert await doctor.counts() == {**rows, "tortoise_migrations": len(FILES) + 1}
    after = await schema.read()
    assert {n for n in before if n not in after} == set()
    changed = {n for n in before if before[n] != after[n]}
    assert changed <= {("table", "person")}
    assert {kind for kind, name in set(after) - set(before)} <= {"index", "column", "trigger"}
    assert await sql.rows("SELECT DISTINCT nickname FROM person") == [{"nickname": "-"}]
    if db.dialect == "sqlite":
        assert await sql.rows("PRAGMA foreign_key_check") == []


async def test_a_step_that_fails_leaves_nothing_behind_and_can_be_tried_again(
    db: Database, later: Callable[[str], object]
) -> None:
    before = await schema.read()
    later(_LATER.replace("# more", 'Sql(both=["INSERT INTO nowhere VALUES (1)"]),'))
    with pytest.raises(OperationalError):
        await migrate(db.url)
    assert await schema.read() == before
    assert await pending(db.url) == ["0999_later"]


_LATER = """
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.migration import Migration as Base
from tortoise.migrations.operations import AddField, AddIndex

from orm.operations import Sql


class Migration(Base):
    dependencies = [("orm", "0010_job")]
    operations = [
        AddField("Person", "nickname", fields.CharField(32, db_default="-")),
        AddIndex("Person", Index(fields=("nickname",), name="idx_person_nickname")),
        # more
    ]
"""
