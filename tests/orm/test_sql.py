"""One text for both databases."""

import pytest
from tortoise.transactions import in_transaction

from orm import sql

pytestmark = pytest.mark.usefixtures("db")


async def test_placeholders_may_repeat_and_come_in_any_order() -> None:
    text = "SELECT CAST($2 AS varchar) AS b, CAST($1 AS varchar) AS a, CAST($2 AS varchar) AS c"
    assert await sql.rows(text, "one", "two") == [{"b": "two", "a": "one", "c": "two"}]


async def test_returning_gives_its_rows_and_run_the_count() -> None:
    insert = "INSERT INTO job_lane (name, paused) VALUES ($1, false) RETURNING name"
    assert await sql.rows(insert, "a") == [{"name": "a"}]
    await sql.many(insert.replace(" RETURNING name", ""), [["b"], ["c"]])
    assert await sql.run("UPDATE job_lane SET max_running = $1 WHERE name <> $2", 5, "a") == 2
    assert await sql.run("DELETE FROM job_lane WHERE name = $1", "nobody") == 0


async def test_it_knows_whether_it_is_in_a_transaction() -> None:
    assert not sql.in_tx()
    async with in_transaction():
        assert sql.in_tx()
    assert not sql.in_tx()
