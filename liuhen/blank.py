"""An installation that starts empty: one company, one site, one unit, one administrator."""

from tortoise.transactions import in_transaction

from hr import clock, evidence, ids
from hr.actor import MACHINE
from orm.models import Account, Company, RoleGrant, Shift, ShiftAssignment, Site, Unit
from rules.access import Role


async def company() -> Company:
    """Create what the portal needs to be entered; names are changed there."""
    now = clock.now()
    async with in_transaction():
        made = await Company.create(
            id=ids.new_id(),
            name="我的公司",
            name_en="My company",
            city="",
            settings={"attendance": {"grace_in": 5}},
            created_at=now,
        )
        site = await Site.create(
            id=ids.new_id(), company_id=made.id, name="总部", name_en="Head office"
        )
        unit = await Unit.create(
            id=ids.new_id(), company_id=made.id, site_id=site.id, name="公司", name_en="Company"
        )
        await _office_day(made, unit)
        account = await Account.create(
            id=ids.new_id(), company_id=made.id, login="admin", created_at=now
        )
        for role in (Role.ADMINISTRATOR, Role.HR):
            await RoleGrant.create(
                id=ids.new_id(), account_id=account.id, role=role.value, granted_at=now
            )
        await evidence.record(
            made.id,
            kind="account.created",
            subject=account.id,
            actor=MACHINE,
            at=now,
            data={"login": account.login},
        )
    return made


async def _office_day(made: Company, unit: Unit) -> None:
    """Nine to six from Monday to Friday, for everybody, until HR says otherwise."""
    start = made.created_at.date()
    await Shift.create(
        id=ids.new_id(),
        company_id=made.id,
        code="OFFICE",
        name="标准班",
        name_en="Office day",
        definition={
            "code": "OFFICE",
            "start": "09:00",
            "end": "18:00",
            "breaks": [["12:00", "13:00"]],
        },
        valid_from=start,
    )
    await ShiftAssignment.create(
        id=ids.new_id(), company_id=made.id, unit_id=unit.id, shift_code="OFFICE", date_from=start
    )
