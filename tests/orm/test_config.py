"""Where the data is, and what is said when it is not."""

from pathlib import Path

import pytest

from orm import config, sql
from orm.faults import DRIVER_ERRORS, StorageError, explain
from orm.models import JobLane
from tests.dbfixtures import Database


async def problem(url: str) -> str:
    with pytest.raises(StorageError) as raised:
        await config.connect(url)
    found = raised.value.problem
    assert found.hint is not None
    assert found.text.zh
    assert "\n" not in str(raised.value)
    return found.code


@pytest.mark.parametrize("url", ["", "mysql://h/x", "sqlite:", "postgres://host", "data.db"])
async def test_an_address_that_is_none(url: str) -> None:
    assert await problem(url) == "storage.url"


async def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert await problem(f"sqlite://{tmp_path}/nowhere/x.db") == "storage.folder"


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"this is not a database, but it is long enough to be looked at" * 99)
    assert await problem(f"sqlite://{path}") == "storage.not_a_database"


async def test_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    assert await problem(f"sqlite://{tmp_path}") == "storage.unreadable"


async def test_a_server_that_refuses(free_port: object) -> None:
    port = free_port()  # type: ignore[operator] # the fixture is a function
    assert await problem(f"postgres://u:secret@127.0.0.1:{port}/x") == "storage.refused"


async def test_the_password_is_never_shown() -> None:
    with pytest.raises(StorageError) as raised:
        await config.connect("postgres://u:secret@127.0.0.1:1/x")
    assert "secret" not in str(raised.value)
    assert "127.0.0.1:1/x" in str(raised.value)


async def test_a_server_without_that_database(db: Database) -> None:
    if db.dialect == "postgres":
        await config.close()
        assert await problem(db.url.replace("/liuhen_test", "/nobody_knows")) == "storage.login"


@pytest.mark.usefixtures("db")
async def test_sqlite_is_set_up_to_keep_what_it_acknowledged() -> None:
    if sql.dialect() == "sqlite":
        expected = {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "recursive_triggers": 1,
            "busy_timeout": 10_000,
        }
        for pragma, value in expected.items():
            (row,) = await sql.rows(f"PRAGMA {pragma}")
            assert next(iter(row.values())) == value
    else:
        (row,) = await sql.rows("SHOW synchronous_commit")
        assert row["synchronous_commit"] == "on"


async def test_a_full_disk_is_said_and_work_goes_on_when_there_is_room(db: Database) -> None:
    if db.dialect == "postgres":
        return  # a full disk of the server is the server's message: test_faults
    await sql.rows("PRAGMA max_page_count = 1")

    async def fill_up() -> None:
        for n in range(10_000):
            await JobLane.create(name=f"{n:032}")

    with pytest.raises(DRIVER_ERRORS) as raised:
        await fill_up()
    assert explain(raised.value).code == "storage.full"
    await sql.rows("PRAGMA max_page_count = 1000000")
    await JobLane.create(name="after")
