"""Runs the independent checker as a process of its own and brings its verdict."""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from orm.models import CodeMapping
from tests.dbfixtures import Database
from tests.faults import check_ledger
from tests.support.postgres import tool

FAULTS = check_ledger.FAULTS


async def checked(
    db: Database, folder: Path, more: Mapping[str, Any] | None = None, since: str = ""
) -> dict[str, int]:
    """Judge a folder's ledgers against a database; `more` are owners that are not simply mapped."""
    people = {**dict(await CodeMapping.all().values_list("code", "person_id")), **(more or {})}
    (folder / "people.json").write_text(json.dumps(people))
    command = [sys.executable, "-I", check_ledger.__file__, "--ledgers", str(folder / "ledgers")]
    command += ["--people", str(folder / "people.json"), "--since", since]
    process = await asyncio.create_subprocess_exec(
        *command, *_database(db), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    verdict: dict[str, int] = json.loads(out)
    assert (process.returncode == 0) is not any(verdict[fault] for fault in FAULTS)
    return verdict


def _database(db: Database) -> list[str]:
    if db.dialect == "sqlite":
        return ["--sqlite", db.url.removeprefix("sqlite://")]
    where = urlsplit(db.url)
    options = dict(parse_qsl(where.query))
    reach = ["-h", options["host"], "-p", options["port"], "-U", options["user"]]
    return ["--psql", tool("psql"), *reach, "-d", where.path[1:]]
