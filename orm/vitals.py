"""Signs of life of many terminals at once: one statement, however many they are."""

from collections.abc import Sequence
from datetime import datetime

from orm import sql
from orm.fields import to_ms

_HEARD = """
    UPDATE terminal SET last_seen_at = $1, clock_skew_ms = coalesce($2, clock_skew_ms)
    WHERE id = $3"""


async def heard(found: Sequence[tuple[str, datetime, int | None]]) -> None:
    """Note when terminals were last heard, and their clocks' skew (ms) where it is known."""
    await sql.many(_HEARD, [(to_ms(at), skew, terminal_id) for terminal_id, at, skew in found])
