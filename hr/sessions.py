"""Which sessions are good right now, many at once."""

from collections.abc import Iterable

from hr.actor import digest, is_over
from orm.models import Account, Session


async def alive(tokens: Iterable[str]) -> set[str]:
    """The tokens whose session is open and whose account is enabled."""
    by_hash = {digest(token): token for token in tokens if token}
    if not by_hash:
        return set()
    sessions = [
        one for one in await Session.filter(token_hash__in=list(by_hash)) if not is_over(one)
    ]
    holders = [one.account_id for one in sessions]
    enabled = {one.id for one in await Account.filter(id__in=holders, disabled_at=None).only("id")}
    return {by_hash[one.token_hash] for one in sessions if one.account_id in enabled}
