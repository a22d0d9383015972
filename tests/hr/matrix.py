"""The world of the permission matrix: the same things about everybody, in two companies.

A target is a letter, seen from whoever asks: S himself, U somebody of his unit, B of a unit below,
O of another unit, X of the company next door.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from tortoise.transactions import in_transaction

from hr import clock, days, ids, notices, pay, requests, sequencer
from hr.installation import current
from hr.jobs import enqueue
from hr.secrets import terminal_place
from orm.models import (
    Account,
    CodeMapping,
    CompanyParameter,
    Day,
    DismissedUser,
    Event,
    PayProfile,
    PayRun,
    PerformanceScore,
    Person,
    Quarantine,
    RoleGrant,
    Site,
    Terminal,
    TerminalCommand,
    TerminalGap,
    TerminalUser,
)
from rules.access import Role
from tests.hr.kit import machine_work, punch
from tests.support import town as towns
from tests.support.town import Town

NEIGHBOURS = {"U": "ben", "B": "cleo", "O": "dora", "X": "nina"}
DRAFT, CLOSED = "2026-11", "2026-10"
TODAY, YESTERDAY = date(2026, 11, 20), date(2026, 11, 19)
LEAVE = {"kind": "personal", "first": "2026-11-25", "last": "2026-11-25", "reason": "搬家"}


@dataclass(slots=True)
class World:
    """The town, and per person one thing of each kind, by the parameter that names it."""

    town: Town
    things: dict[str, dict[str, str]] = field(default_factory=dict)
    walls: dict[str, dict[str, str]] = field(default_factory=dict)

    def who(self, role: str, letter: str) -> str:
        """The person a letter means for the holder of a role."""
        return role if letter == "S" else NEIGHBOURS[letter]

    def wall(self, letter: str, thing: str) -> str | list[str]:
        """A thing of a company by the parameter that names it; several are a list of one."""
        found = self.walls[letter]
        return [found[thing.removesuffix("s")]] if thing.endswith("_ids") else found[thing]

    def seen(self, role: str, result: object) -> str:
        """The letters of everybody who can be recognised in a result."""
        told = repr(result)
        return "".join(
            letter
            for letter in "SUBOX"
            if any(mark in told for mark in self.marks(self.who(role, letter)))
        )

    def marks(self, name: str) -> list[str]:
        shared = ("unit_id", "parameter_id")  # one thing of many people, or of nobody
        mine = [one for key, one in self.things[name].items() if key not in shared]
        return [f"'{one}'" for one in (name, *mine)]


async def build(town: Town) -> World:
    """Give everybody a day, a punch, a slip, a score, a request, a notice and a record."""
    world = World(town)
    await _accounts(town)
    await towns.sign_in(town)
    world.walls = {"C": await _wall(town.company, "C"), "X": await _wall(town.other, "X")}
    for name in town.people.keys() - {"olga"}:
        world.things[name] = await _things(town, name)
    for company_id in (town.company, town.other):
        await _paid(company_id)
        while await sequencer.sequence(company_id, current().vault.signing_key()):
            pass
    for name, things in world.things.items():
        things["event_id"] = (await Event.get(subject=town.people[name], type="person.added")).id
    return world


async def _accounts(town: Town) -> None:
    """The neighbours can sign in too; next door `olga` is HR, who decides what nina asks for."""
    nina = await Person.get(id=town.people["nina"])
    olga = nina.clone(pk=ids.new_id())
    olga.code, olga.name = "0002", "olga"
    await olga.save(force_create=True)
    town.people["olga"] = olga.id
    for name in (*NEIGHBOURS.values(), "olga"):
        person = await Person.get(id=town.people[name])
        account_id = town.accounts[name] = ids.new_id()
        await Account.create(
            id=account_id,
            company_id=person.company_id,
            person_id=person.id,
            login=name,
            created_at=clock.now(),
        )
        role = Role.HR if name == "olga" else Role.EMPLOYEE
        await RoleGrant.create(
            id=ids.new_id(), account_id=account_id, role=role.value, granted_at=clock.now()
        )


async def _wall(company_id: str, serial: str) -> dict[str, str]:
    """A terminal of the company with two punches nobody is mapped to yet."""
    site = await Site.get(company_id=company_id)
    terminal_id = ids.new_id()
    await Terminal.create(
        id=terminal_id,
        company_id=company_id,
        site_id=site.id,
        code=f"M{serial}",
        name="Door",
        protocol="adms",
        serial=f"MATRIX{serial}",
        secret_box=current().vault.seal("secret", place=terminal_place(terminal_id)),
        state_since=clock.now(),
    )
    await punch("9999", "2026-11-20 08:50:00", serial=f"MATRIX{serial}")
    quarantine_id = ids.new_id()
    await Quarantine.create(
        id=quarantine_id,
        company_id=company_id,
        terminal_id=terminal_id,
        source="test",
        received_at=clock.now(),
        digest="0" * 64,
        payload=b"\xff",
        reason="test",
    )
    async with in_transaction():
        job_id = await enqueue("notice.send", {"attempt": "none"}, company_id=company_id) or ""
    return {
        "gap_id": await _listed(company_id, terminal_id),
        "terminal_id": terminal_id,
        "command_id": await _order(company_id, terminal_id),
        "quarantine_id": quarantine_id,
        "job_id": job_id,
        "site_id": site.id,
    }


async def _order(company_id: str, terminal_id: str) -> str:
    """An order that waits for a second person; returns its id."""
    found = await TerminalCommand.create(
        id=ids.new_id(),
        company_id=company_id,
        terminal_id=terminal_id,
        number=1,
        kind="clear_log",
        state="waiting",
        created_at=clock.now(),
        created_by="somebody",
    )
    return found.id


async def _listed(company_id: str, terminal_id: str) -> str:
    """Two people on the terminal whom nobody knows, one dismissed, and a gap; returns its id."""
    for code in ("9998", "9999"):
        await TerminalUser.create(
            id=ids.new_id(), terminal_id=terminal_id, code=code, name="Walk-in", seen_at=clock.now()
        )
    await DismissedUser.create(
        id=ids.new_id(),
        company_id=company_id,
        code_group="default",
        code="9998",
        at=clock.now(),
        by="",
    )
    gap = await TerminalGap.create(
        id=ids.new_id(),
        company_id=company_id,
        terminal_id=terminal_id,
        kind="short",
        low="2026-11-18",
        high="2026-11-18",
        missing=2,
        found_at=clock.now(),
    )
    return gap.id


async def _things(town: Town, name: str) -> dict[str, str]:
    """What is said and asked of one person."""
    person = await Person.get(id=town.people[name])
    account_id = town.accounts[name]
    serial = "MATRIXC" if person.company_id == town.company else "MATRIXX"
    mapping, _ = await CodeMapping.get_or_create(
        {
            "id": ids.new_id(),
            "person_id": person.id,
            "valid_from": datetime(2025, 1, 1, tzinfo=UTC),
        },
        company_id=person.company_id,
        code_group="default",
        code=person.code,
    )
    await punch(person.code, "2026-11-20 08:55:00", serial=serial)
    work = await machine_work(person.company_id)
    async with in_transaction():
        await work.emit("person.added", person.id)
        draft = notices.Draft(person_id=person.id, title="t", body="b", channels=("inapp",))
        notice_id = await notices.write(work, person, draft, by=None)
    return {
        "person_id": person.id,
        "mapping_id": mapping.id,
        "unit_id": person.unit_id,
        "account_id": account_id,
        "grant_id": (await RoleGrant.get(account_id=account_id)).id,
        "request_id": await requests.file(town.of(name), "leave", LEAVE),
        "notice_id": notice_id,
        "parameter_id": await _parameter(person.company_id, account_id),
        "score": await _score(person, DRAFT),
        "last_score": await _score(person, CLOSED),
    }


async def _score(person: Person, month: str) -> str:
    score_id = ids.new_id()
    await PerformanceScore.create(
        id=score_id,
        company_id=person.company_id,
        person_id=person.id,
        month=month,
        score_bp=8000,
    )
    return score_id


async def _parameter(company_id: str, account_id: str) -> str:
    parameter_id = ids.new_id()
    await CompanyParameter.create(
        id=parameter_id,
        company_id=company_id,
        jurisdiction="CN-4403",
        key=f"test.{account_id}",
        valid_from=TODAY,
        value={"is": "1"},
        source="test",
        entered_by=account_id,
    )
    return parameter_id


async def _paid(company_id: str) -> None:
    """Judged days that wait for HR, a closed pay run of October, an open one of November."""
    people = await Person.filter(company_id=company_id)
    for one in people:
        await PayProfile.get_or_create(
            {"id": ids.new_id(), "company_id": company_id, "base_fen": 500_000},
            person_id=one.id,
            valid_from=date(2025, 1, 1),
        )
    async with in_transaction():
        wanted = {one.id: [YESTERDAY, TODAY] for one in people}
        await days.store(await days.judge_days(company_id, wanted))
    await Day.filter(company_id=company_id).update(needs_hr=True)
    for month in (CLOSED, DRAFT):
        run = await PayRun.create(
            id=ids.new_id(),
            company_id=company_id,
            month=month,
            state="draft",
            made_at=clock.now(),
            made_by="",
            problems={},
        )
        await pay.compute(run, people)
    await PayRun.filter(company_id=company_id, month=CLOSED).update(state="closed")
