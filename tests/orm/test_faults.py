"""Every driver's exception becomes a sentence with a next step."""

import sqlite3

import asyncpg
import pytest
from tortoise.exceptions import OperationalError

from orm.faults import DRIVER_ERRORS, explain

SAID = [
    (sqlite3.OperationalError("unable to open database file"), "storage.unreadable"),
    (sqlite3.OperationalError("attempt to write a readonly database"), "storage.unreadable"),
    (sqlite3.DatabaseError("file is not a database"), "storage.not_a_database"),
    (sqlite3.DatabaseError("database disk image is malformed"), "storage.not_a_database"),
    (OperationalError("database or disk is full"), "storage.full"),
    (asyncpg.DiskFullError("could not extend file: No space left on device"), "storage.full"),
    (OperationalError("disk I/O error"), "storage.io"),
    (OperationalError("database is locked"), "storage.busy"),
    (asyncpg.InvalidPasswordError("password authentication failed for user"), "storage.login"),
    (asyncpg.InvalidCatalogNameError('database "x" does not exist'), "storage.login"),
    (ConnectionRefusedError(111, "Connect call failed"), "storage.refused"),
    (asyncpg.ConnectionDoesNotExistError("connection was closed in the middle"), "storage.refused"),
    (OperationalError("no such table: x"), "storage.failed"),
]


@pytest.mark.parametrize(("error", "code"), SAID, ids=[str(error)[:40] for error, _ in SAID])
def test_it_is_said_in_both_languages_with_what_to_do(error: Exception, code: str) -> None:
    assert isinstance(error, DRIVER_ERRORS)
    found = explain(error, "postgres://u:secret@host/x")
    assert found.code == code
    assert found.text.zh
    assert found.hint is not None
    assert "secret" not in found.text.en
