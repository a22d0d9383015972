"""A company as it starts: one site, one unit, one shift for everybody; HR shapes the rest."""

from datetime import datetime

from hr import ids
from orm.models import Company, RoleGrant, Shift, ShiftAssignment, Site, Unit
from rules.access import Role

FIRST_ROLES = (Role.ADMINISTRATOR, Role.HR)
"""What the first account may do: enough to bring in everybody else."""


async def found(now: datetime) -> Company:
    """Create what the portal needs to be entered; in the caller's transaction."""
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
    return made


async def first_roles(account_id: str, now: datetime) -> None:
    """Give an account the roles a company needs first."""
    for role in FIRST_ROLES:
        await RoleGrant.create(
            id=ids.new_id(), account_id=account_id, role=role.value, granted_at=now
        )


async def _office_day(made: Company, unit: Unit) -> None:
    """Nine to six from Monday to Friday, until HR says otherwise."""
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
