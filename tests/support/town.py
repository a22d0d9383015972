"""A small company whose every person is known by name, and a second one next door.

    co ── a (headed by mara) ── a1
       └─ b
Accounts: one per role, each also an employee of unit a, and `nina` in the other company.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from hr import clock, ids, installation, passwords
from hr.actor import Visitor, digest
from hr.settings import Settings
from orm.models import (
    Account,
    CodeMapping,
    Company,
    PayProfile,
    Person,
    RoleGrant,
    Session,
    Shift,
    ShiftAssignment,
    Site,
    Terminal,
    Unit,
)
from rules.access import Role

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
SINCE = date(2025, 1, 1)


@dataclass(slots=True)
class Town:
    """Ids by name; `visitors` are signed-in callers by login."""

    company: str = ""
    other: str = ""
    units: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    terminals: dict[str, str] = field(default_factory=dict)
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def of(self, login: str) -> Visitor:
        """A signed-in caller."""
        return self.visitors[login]


PEOPLE = {
    "mara": ("a", None),
    "ada": ("a", "mara"),
    "ben": ("a", "mara"),
    "cleo": ("a1", "mara"),
    "dora": ("b", None),
    "hana": ("a", "mara"),
    "pavel": ("a", "mara"),
    "rosa": ("a", "mara"),
    "otto": ("a", "mara"),
}
ROLES: dict[str, tuple[Role, str | None]] = {
    "mara": (Role.MANAGER, "a"),
    "ada": (Role.EMPLOYEE, None),
    "hana": (Role.HR, None),
    "pavel": (Role.PAYROLL, None),
    "rosa": (Role.ADMINISTRATOR, None),
    "otto": (Role.AUDITOR, None),
}


def start_installation(folder: Path) -> None:
    """The installation of this test: its secrets live in a folder of its own."""
    installation.start(Settings(data=folder, database="sqlite:///unused"))


async def build() -> Town:
    """Fill a migrated database; the clock is expected to stand at NOW or run."""
    town = Town()
    company = await _company("Harbour Works")
    town.company = company.id
    site = await Site.create(id=ids.new_id(), company_id=company.id, name="Quay")
    for name, parent in (("co", None), ("a", "co"), ("a1", "a"), ("b", "co")):
        unit = await Unit.create(
            id=ids.new_id(),
            company_id=company.id,
            site_id=site.id,
            name=name.upper(),
            parent_id=town.units.get(parent or ""),
        )
        town.units[name] = unit.id
    await _shift(company, town.units["co"])
    for number, (name, (unit_name, manager)) in enumerate(PEOPLE.items(), start=1):
        town.people[name] = await _person(town, site, number, name, unit_name, manager)
    await Unit.filter(id=town.units["a"]).update(head_id=town.people["mara"])
    town.terminals["T1"] = await _terminal(company, site)
    await _next_door(town)
    await _accounts(town)
    return town


async def sign_in(town: Town) -> None:
    """Open a session for every account and give each the same password (hashed once)."""
    global _hash  # noqa: PLW0603 - argon2 is meant to be slow, so once per run
    _hash = _hash or await passwords.make_hash(PASSWORD)
    await Account.all().update(password_hash=_hash)
    now = clock.now()
    for login, account_id in town.accounts.items():
        token = f"session-{login}-{ids.new_id()}"
        await Session.create(
            id=ids.new_id(),
            account_id=account_id,
            token_hash=digest(token),
            created_at=now,
            seen_at=now,
        )
        town.visitors[login] = Visitor(token)


_hash = ""


async def _company(name: str) -> Company:
    return await Company.create(
        id=ids.new_id(),
        name=name,
        city="shenzhen",
        settings={"attendance": {"grace_in": 5}, "pay": {"late_charge_fen": 5000}},
        created_at=clock.now(),
    )


async def _shift(company: Company, unit_id: str) -> None:
    await Shift.create(
        id=ids.new_id(),
        company_id=company.id,
        code="DAY",
        name="白班",
        name_en="Day",
        definition={
            "code": "DAY",
            "start": "09:00",
            "end": "18:00",
            "breaks": [["12:00", "13:00"]],
        },
        valid_from=SINCE,
    )
    await ShiftAssignment.create(
        id=ids.new_id(), company_id=company.id, unit_id=None, shift_code="DAY", date_from=SINCE
    )


async def _person(  # one person in place
    town: Town, site: Site, number: int, name: str, unit: str, manager: str | None
) -> str:
    person = await Person.create(
        id=ids.new_id(),
        company_id=site.company_id,
        code=f"{number:04d}",
        name=name,
        pinyin=name,
        unit_id=town.units[unit],
        site_id=site.id,
        manager_id=town.people.get(manager or ""),
        phone=f"1380000{number:04d}",
        email=f"{name}@harbour.example",
        hired_on=SINCE,
        created_at=clock.now(),
    )
    await PayProfile.create(
        id=ids.new_id(),
        company_id=site.company_id,
        person_id=person.id,
        valid_from=SINCE,
        base_fen=500_000,
        performance_fen=500_000,
    )
    await CodeMapping.create(
        id=ids.new_id(),
        company_id=site.company_id,
        code_group="default",
        code=person.code,
        person_id=person.id,
        valid_from=datetime(2025, 1, 1, tzinfo=UTC),
    )
    return person.id


async def _terminal(company: Company, site: Site) -> str:
    from hr.secrets import terminal_place

    terminal_id = ids.new_id()
    await Terminal.create(
        id=terminal_id,
        company_id=company.id,
        site_id=site.id,
        code="T1",
        name="Gate",
        protocol="adms",
        serial="TOWN0001",
        secret_box=installation.current().vault.seal(
            "gate-secret", place=terminal_place(terminal_id)
        ),
        state_since=clock.now(),
    )
    return terminal_id


async def _next_door(town: Town) -> None:
    company = await _company("Next Door")
    town.other = company.id
    site = await Site.create(id=ids.new_id(), company_id=company.id, name="Yard")
    unit = await Unit.create(id=ids.new_id(), company_id=company.id, site_id=site.id, name="X")
    town.units["x"] = unit.id
    town.people["nina"] = (
        await Person.create(
            id=ids.new_id(),
            company_id=company.id,
            code="0001",
            name="nina",
            unit_id=unit.id,
            site_id=site.id,
            hired_on=SINCE,
            created_at=clock.now(),
        )
    ).id


async def _accounts(town: Town) -> None:
    for name, (role, unit) in ROLES.items():
        account = await Account.create(
            id=ids.new_id(),
            company_id=town.company,
            person_id=town.people[name],
            login=name,
            created_at=clock.now(),
        )
        town.accounts[name] = account.id
        await RoleGrant.create(
            id=ids.new_id(),
            account_id=account.id,
            role=role.value,
            unit_id=town.units[unit] if unit else None,
            granted_at=clock.now(),
        )
