"""Which running gateway uses which client id at the MQTT broker; a left session is taken over.

Two gateways under one client id would throw each other out for ever (security.md F27); a session
whose gateway is gone still collects messages, so another one empties and ends it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

from tortoise.transactions import in_transaction

from hr import clock
from hr.gateway import storage
from orm.models import BrokerSession

LENGTH = timedelta(seconds=8)
RENEW_SECONDS = 2.0
_LEFT = timedelta(seconds=20)

Claim = Literal["new", "known", "taken"]


async def claim(client_id: str, holder: str, gone: Callable[[str], bool]) -> Claim:
    """Take or renew a client id: `new` has no session yet, `taken` is another running gateway's.

    `gone` says of a holder on this machine that it does not run any more. Where another name was
    used and nobody runs, we were renamed: what the old session held is a loss, so it is `known`.
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
            if row.holder != holder and row.until > now and not gone(row.holder):
                return "taken"
            await BrokerSession.filter(id=client_id).update(holder=holder, until=now + LENGTH)
    return "known"


async def leave(client_id: str, holder: str) -> None:
    """Stop using a client id; its session stays, for us or for whoever empties it."""
    with storage():
        await BrokerSession.filter(id=client_id, holder=holder).update(until=clock.now())


async def left() -> list[str]:
    """Client ids that nobody has used for a while: each may hold messages nobody hears."""
    before = clock.now() - _LEFT
    with storage():
        rows = await BrokerSession.filter(until__lt=before).order_by("id").values_list("id")
    return [client_id for (client_id,) in rows]


async def ended(client_id: str, holder: str) -> None:
    """Forget a client id whose session was emptied and ended."""
    with storage():
        await BrokerSession.filter(id=client_id, holder=holder).delete()
