"""An installation that starts empty: one company and one administrator."""

from tortoise.transactions import in_transaction

from hr import clock, evidence, founding, ids
from hr.actor import MACHINE
from orm.models import Account, Company


async def company() -> Company:
    """Create what the portal needs to be entered; names are changed there."""
    now = clock.now()
    async with in_transaction():
        made = await founding.found(now)
        account = await Account.create(
            id=ids.new_id(), company_id=made.id, login="admin", created_at=now
        )
        await founding.first_roles(account.id, now)
        await evidence.record(
            made.id,
            kind="account.created",
            subject=account.id,
            actor=MACHINE,
            at=now,
            data={"login": account.login},
        )
    return made
