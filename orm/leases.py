"""Leases on terminals that one gateway at a time speaks with; the time is the database's own."""

import json
from collections.abc import Sequence

from orm import sql
from orm.jobs.words import say

_BEAT = """
    INSERT INTO gateway_node (id, started_at, seen_at) VALUES ($1, <now>, <now>)
    ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at RETURNING id"""
_RENEW = """
    UPDATE terminal_lease SET until = <now> + CAST($2 AS bigint)
    WHERE holder = $1 AND until > <now> RETURNING terminal_id, token"""
_TAKE = """
    INSERT INTO terminal_lease (terminal_id, holder, token, until)
    SELECT t.id, $1, 1, <now> + CAST($2 AS bigint) FROM terminal AS t
    WHERE t.id IN <array:$3> AND NOT EXISTS (
        SELECT 1 FROM terminal_lease AS l WHERE l.terminal_id = t.id AND l.until > <now>)
    ORDER BY t.id LIMIT CAST($4 AS bigint)
    ON CONFLICT (terminal_id) DO UPDATE SET holder = excluded.holder,
        token = terminal_lease.token + 1, until = excluded.until
    WHERE terminal_lease.until <= <now> RETURNING terminal_id, token"""
_RELEASE = """
    UPDATE terminal_lease SET until = 0 WHERE holder = $1 AND terminal_id IN <array:$2>"""


async def guard() -> None:
    """In a transaction: should this process stand still in it, PostgreSQL ends it after 5 s.

    Else the rows it has locked would keep every other gateway from taking over.
    """
    if sql.dialect() == "postgres":
        await sql.rows("SELECT set_config('idle_in_transaction_session_timeout', '5s', true)")


async def beat(node: str, length_ms: int) -> list[str]:
    """Say that a gateway lives; returns all gateways heard of within `length_ms`, sorted."""
    await sql.rows(say(_BEAT), node)
    found = await sql.rows(
        say("SELECT id FROM gateway_node WHERE seen_at > <now> - CAST($1 AS bigint) ORDER BY id"),
        length_ms,
    )
    return [row["id"] for row in found]


async def renew(node: str, length_ms: int) -> dict[str, int]:
    """Prolong what a gateway still holds; terminal -> token. What has ended is not prolonged."""
    found = await sql.rows(say(_RENEW), node, length_ms)
    return {row["terminal_id"]: row["token"] for row in found}


async def take(node: str, terminals: Sequence[str], most: int, length_ms: int) -> dict[str, int]:
    """Take up to `most` of these that nobody holds, each under a token that only grows."""
    wanted = json.dumps(sorted(terminals))
    found = await sql.rows(say(_TAKE), node, length_ms, wanted, most)
    return {row["terminal_id"]: row["token"] for row in found}


async def holders() -> set[str]:
    """Every gateway whose lease has not ended."""
    found = await sql.rows(say("SELECT DISTINCT holder FROM terminal_lease WHERE until > <now>"))
    return {row["holder"] for row in found}


async def release(node: str, terminals: Sequence[str]) -> None:
    """Give back at once; the token stays, so that the next holder's is greater."""
    await sql.run(say(_RELEASE), node, json.dumps(list(terminals)))


async def leave(node: str) -> None:
    """Give back everything and be no longer counted."""
    await sql.run("UPDATE terminal_lease SET until = 0 WHERE holder = $1", node)
    await sql.run("DELETE FROM gateway_node WHERE id = $1", node)


async def bury(age_ms: int) -> None:
    """Forget gateways that were killed long ago."""
    text = "DELETE FROM gateway_node WHERE seen_at < <now> - CAST($1 AS bigint)"
    await sql.run(say(text), age_ms)
