"""The organisation as the approval engine asks for it, read once per act."""

from collections import defaultdict
from zoneinfo import ZoneInfo

from hr.action import not_found
from orm.models import Account, Delegation, Person, RoleGrant, Unit
from rules import calendar
from rules.access import Role
from rules.approvals import org


async def chart(company_id: str, zone: ZoneInfo) -> org.Chart:
    """Everybody, every unit, every role and every delegation of a company."""
    accounts = {one.id: one for one in await Account.filter(company_id=company_id)}
    people = {
        one.id: org.Person(
            id=one.id,
            name=one.name,
            unit=one.unit_id,
            superior=one.manager_id,
            position=one.position,
            status="left" if one.left_on else "active",
        )
        for one in await Person.filter(company_id=company_id)
    }
    units = {
        one.id: org.Unit(id=one.id, name=one.name, parent=one.parent_id, head=one.head_id)
        for one in await Unit.filter(company_id=company_id)
    }
    roles = await _roles(accounts)
    return org.Chart(
        admin=_admin(roles),
        people=people,
        units=units,
        roles=roles,
        delegations=await _delegations(company_id, zone),
        calendar=_hours(),
    )


async def _roles(accounts: dict[str, Account]) -> dict[str, tuple[org.Member, ...]]:
    found: dict[str, list[org.Member]] = defaultdict(list)
    for one in await RoleGrant.filter(account_id__in=list(accounts)).order_by("id"):
        account = accounts[one.account_id]
        if account.person_id and account.disabled_at is None:
            scope = (one.unit_id,) if one.unit_id else None
            found[one.role].append(org.Member(person=account.person_id, scope=scope))
    return {role: tuple(members) for role, members in found.items()}


def _admin(roles: dict[str, tuple[org.Member, ...]]) -> str:
    """Whoever gets what nobody else can take: an administrator, else HR."""
    for role in (Role.ADMINISTRATOR, Role.HR):
        for member in roles.get(role.value, ()):
            return member.person
    raise not_found()


async def _delegations(company_id: str, zone: ZoneInfo) -> tuple[org.Delegation, ...]:
    return tuple(
        org.Delegation(
            principal=one.from_id,
            to=one.to_id,
            start=one.starts_at.astimezone(zone).replace(tzinfo=None),
            end=one.ends_at.astimezone(zone).replace(tzinfo=None),
        )
        for one in await Delegation.filter(company_id=company_id).order_by("id")
    )


def _hours() -> org.Calendar:
    days = calendar.load().roster_calendar
    return org.Calendar(
        holidays=tuple(sorted(days.holidays | days.rest)), extra_workdays=tuple(sorted(days.makeup))
    )
