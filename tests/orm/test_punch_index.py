"""The newest punches of a company are asked all day: never by sorting its history."""

from datetime import date, timedelta
from importlib import import_module

import pytest

from orm import punch_index, schema, sql
from orm.models import Punch
from tests.orm.rows import AT

pytestmark = pytest.mark.usefixtures("db")


async def punch(number: int, company: str, identity: str = "") -> None:
    await Punch.create(
        id=f"{number:026}",
        company_id=company,
        terminal_id="t",
        inbox_id="i",
        identity=identity or str(number),
        person_code="7",
        local_text="",
        zone="UTC",
        at=AT - timedelta(seconds=number),
        received_at=AT,
        verify="face",
    )


async def test_the_latest_received_comes_first_and_only_of_this_company() -> None:
    for number in range(6):
        await punch(number, "a" if number % 2 else "b")
    assert [int(one.id) for one in await punch_index.newest("a")] == [5, 3, 1]
    assert [
        int(one.id) for one in await punch_index.newest("b").filter(id__gt=f"{1:026}").limit(1)
    ] == [4]


async def test_sqlite_walks_the_ids_and_sorts_nothing() -> None:
    if sql.dialect() != "sqlite":
        return  # PostgreSQL chooses by statistics
    asked = punch_index.newest("a").filter(id__gt="x").limit(20).sql(params_inline=True)
    plan = [row["detail"] for row in await sql.rows(f"EXPLAIN QUERY PLAN {asked}")]
    assert len(plan) == 1
    assert "sqlite_autoindex_punch_1" in plan[0]


async def test_a_span_holds_its_punches_and_sqlite_finds_them_by_day_and_person() -> None:
    for number in range(6):
        await punch(number, "a" if number % 2 else "b")
    low, high = AT - timedelta(seconds=4), AT
    asked = punch_index.within("a", low, high)
    assert sorted(int(one.id) for one in await asked) == [1, 3]
    assert await asked.filter(person_id=None).count() == 2
    pairs = await asked.distinct().values_list("person_code", "terminal_id")
    assert pairs == [("7", "t")]
    if sql.dialect() == "sqlite":
        mine = punch_index.within("a", low, high).filter(person_id__in=["x", "y"])
        found = await sql.rows(f"EXPLAIN QUERY PLAN {mine.sql(params_inline=True)}")
        (plan,) = [row["detail"] for row in found]
        assert "punch_days (company_id=? AND <expr>=? AND person_id=?)" in plan


async def test_a_terminal_is_asked_from_a_local_day_on() -> None:
    for number, local in enumerate(["2026-10-31 23:59:59|7", "2026-11-01 00:00:00#1"]):
        await punch(number, "a", local)
    found = await punch_index.of_terminal("t", date(2026, 11, 1))
    assert [one.identity for one in found] == ["2026-11-01 00:00:00#1"]
    assert await punch_index.of_terminal("u", date(2026, 11, 1)).count() == 0


async def test_identities_from_before_become_time_first_and_the_guard_is_back() -> None:
    before = await schema.read()
    local = "2026-11-20 08:30:00"
    for number, old in enumerate([f"7|{local}", f"#17|{local}", f"a|b|{local}", f"{local}|8"]):
        await punch(number, "a", old)
    (step,) = import_module("orm.migrations.0015_by_receipt").Migration.operations
    for statement in step.sqlite if sql.dialect() == "sqlite" else step.postgres:
        await sql.connection().execute_query_dict(statement)
    found = [one.identity for one in await Punch.all().order_by("id")]
    assert found == [f"{local}|7", f"{local}#17", f"{local}|a|b", f"{local}|8"]
    assert await schema.read() == before
