"""Which running gateway uses which client id at the MQTT broker; a left session is taken over.

Two gateways under one client id would throw each other out for ever (security.md F27); a session
whose gateway is gone still collects messages, so another one empties and ends it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from tortoise.transactions import in_transaction

from hr import clock
from hr.gateway import storage
from orm.models import BrokerSession

LENGTH = timedelta(seconds=8)
RENEW_SECONDS = 2.0

Claim = Literal["new", "known", "taken"]
Judge = Callable[[str, datetime], bool]


async def claim(client_id: str, holder: str, is_free: Judge) -> Claim:
    """Take or renew a client id: `new` has no session yet, `taken` is another running gateway's.

    `is_free` judges another holder and when it was good until: clocks differ, so whether it goes
    on renewing is for the caller to see; "" has left. Where another name was used and nobody runs,
    we were renamed: what the old session held is a loss, so it is `known`.
    """
    now = clock.now()
    with storage():
        async with in_transaction():
            row = await BrokerSession.filter(id=client_id).select_for_update().get_or_none()
            if row is None:
                others = await BrokerSession.all().values_list("until")
                await BrokerSession.create(id=client_id, holder=holder, until=now + LENGTH)
                renamed = others and all(until <= now for (until,) in others)
                return "known" if renamed else "new"
            if row.holder != holder and not is_free(row.holder, row.until):
                return "taken"
            await BrokerSession.filter(id=client_id).update(holder=holder, until=now + LENGTH)
    return "known"


async def leave(client_id: str, holder: str) -> None:
    """Stop using a client id; its session stays, for us or for whoever empties it."""
    with storage():
        await BrokerSession.filter(id=client_id, holder=holder).update(holder="", until=clock.now())


async def every() -> list[tuple[str, datetime]]:
    """Every client id and until when it is good: one that stands still is nobody's any more."""
    with storage():
        return list(await BrokerSession.all().order_by("id").values_list("id", "until"))


async def ended(client_id: str, holder: str) -> None:
    """Forget a client id whose session was emptied and ended."""
    with storage():
        await BrokerSession.filter(id=client_id, holder=holder).delete()
