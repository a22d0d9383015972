"""Fill an empty database with the demo company, through the same doors as real work."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tortoise.transactions import in_transaction

from devices.driver import Batch, PunchEvent, Verify, identity_of
from hr import clock, days, dirty, gateway, ids, installation, ladders
from hr.action import Work
from hr.actor import Machine
from hr.people import pinyin
from hr.secrets import terminal_place
from liuhen.demo import cast, history, paper, wall
from liuhen.demo.history import Mark, Plot, Worker
from orm.models import (
    Account,
    CodeMapping,
    Company,
    Person,
    RoleGrant,
    Shift,
    ShiftAssignment,
    Site,
    Terminal,
    Unit,
)
from rules.access import Permission, Role
from rules.period import Month, dates

ZONE = ZoneInfo("Asia/Shanghai")
_SHIFT_DEFINITIONS = {
    "OFFICE": ("总部标准班", "Office day", "09:00", "18:00", [["12:00", "13:30"]]),
    "WORKS": ("厂区白班", "Works day", "08:00", "17:00", [["12:00", "13:00"]]),
}
_SETTINGS = {
    "attendance": {"grace_in": 5, "grace_out": 0, "ot": {"source": "min", "unit": 30}},
    "pay": {"late_charge_fen": 5000},
}
_HISTORY_MONTHS = 2
_BATCH = 1000


@dataclass(slots=True)
class Built:
    """What seeding made, by the names the cast uses."""

    company: Company
    people: dict[str, Person]
    terminals: list[Terminal]
    workers: list[Worker]
    marks: list[Mark]


async def seed() -> Built:
    """Build everything; the database holds no company yet."""
    today = clock.today("Asia/Shanghai")
    start = (Month.of(today).previous).previous.first
    with clock.standing_at(datetime.combine(start - timedelta(days=1), time(10), ZONE)):
        built = await _company(start)
    story = history.plot(today, cast.GOLDEN, cast.VANISHED)
    await _punch_history(built, start, today, story)
    await wall.hang(built.company, built.people, today)
    await paper.past(built.company, built.people, story)
    await _judge(built, start, today)
    await paper.write(built.company, built.people, today)
    return built


async def _company(start: date) -> Built:
    company = await Company.create(
        id=ids.new_id(),
        name=cast.COMPANY[0],
        name_en=cast.COMPANY[1],
        city="shenzhen",
        is_demo=True,
        settings=_SETTINGS,
        created_at=clock.now(),
    )
    async with in_transaction():
        sites = [await _site(company, names) for names in cast.SITES]
        await _shifts(company)
        people = await _people(company, sites, start)
        await _accounts(company, people)
        terminals = [await _terminal(company, sites, one) for one in cast.TERMINALS]
        await _mappings(company, people, start)
        work = await machine(company)
        await work.emit("demo.seeded", company.id, people=len(people))
    return Built(
        company=company,
        people=people,
        terminals=terminals,
        workers=_workers(people),
        marks=[],
    )


async def machine(company: Company) -> Work:
    """The machine at work for the demo company, at the clock's time."""
    actor = await Machine(company.id).actor()
    return Work(actor=actor, needs=Permission.SELF, now=clock.now())


async def _site(company: Company, names: tuple[str, str]) -> Site:
    return await Site.create(
        id=ids.new_id(), company_id=company.id, name=names[0], name_en=names[1]
    )


async def _shifts(company: Company) -> None:
    for code, (name, name_en, start, end, breaks) in _SHIFT_DEFINITIONS.items():
        await Shift.create(
            id=ids.new_id(),
            company_id=company.id,
            code=code,
            name=name,
            name_en=name_en,
            definition={"code": code, "start": start, "end": end, "breaks": breaks},
            valid_from=date(2025, 1, 1),
        )


async def _people(company: Company, sites: list[Site], start: date) -> dict[str, Person]:
    people: dict[str, Person] = {}
    number = 0
    for sort, unit_cast in enumerate(cast.UNITS):
        unit = await Unit.create(
            id=ids.new_id(),
            company_id=company.id,
            site_id=sites[unit_cast.site].id,
            name=unit_cast.name,
            name_en=unit_cast.name_en,
            sort=sort,
        )
        await ShiftAssignment.create(
            id=ids.new_id(),
            company_id=company.id,
            unit_id=unit.id,
            shift_code=unit_cast.shift,
            date_from=date(2025, 1, 1),
        )
        head: Person | None = None
        for line in unit_cast.people.splitlines():
            name, _, position = line.strip().partition(" ")
            number += 1
            person = await _person(
                company,
                unit,
                number=number,
                name=name,
                position=position,
                head=head,
                start=start,
            )
            people[name] = person
            head = head or person
        if head is not None:
            await Unit.filter(id=unit.id).update(head_id=head.id)
    director = people[cast.DIRECTOR]
    heads = await Unit.filter(company_id=company.id).values_list("head_id", flat=True)
    await Person.filter(id__in=list(heads)).exclude(id=director.id).update(manager_id=director.id)
    return people


async def _person(
    company: Company,
    unit: Unit,
    *,
    number: int,
    name: str,
    position: str,
    head: Person | None,
    start: date,
) -> Person:
    return await Person.create(
        id=ids.new_id(),
        company_id=company.id,
        code=f"{number:04d}",
        name=name,
        pinyin=pinyin(name),
        unit_id=unit.id,
        site_id=unit.site_id or "",
        manager_id=head.id if head else None,
        position=position,
        phone=f"1380755{number:04d}",
        email=f"{pinyin(name).split()[0]}@hengzhou.example",
        hired_on=start - timedelta(days=200 + number * 17),
        created_at=clock.now(),
    )


async def _accounts(company: Company, people: dict[str, Person]) -> None:
    """Everybody may sign in by number; the roles sign in by their own names."""
    special = {name: login for login, (name, _, _) in cast.ROLES.items()}
    for name, person in people.items():
        account = await Account.create(
            id=ids.new_id(),
            company_id=company.id,
            person_id=person.id,
            login=special.get(name, person.code),
            created_at=clock.now(),
        )
        await _grant(account, Role.EMPLOYEE, None)
        unit = await Unit.get(id=person.unit_id)
        if unit.head_id == person.id:
            await _grant(account, Role.MANAGER, unit.id)
        if name in special:
            await _grant(account, Role(cast.ROLES[special[name]][1]), None)


async def _grant(account: Account, role: Role, unit_id: str | None) -> None:
    await RoleGrant.create(
        id=ids.new_id(),
        account_id=account.id,
        role=role.value,
        unit_id=unit_id,
        granted_at=clock.now(),
    )


async def _terminal(company: Company, sites: list[Site], one: cast.TerminalCast) -> Terminal:
    terminal_id = ids.new_id()
    secret = "" if one.protocol == "zk" else secrets.token_urlsafe(9)
    vault = installation.current().vault
    return await Terminal.create(
        id=terminal_id,
        company_id=company.id,
        site_id=sites[one.site].id,
        code=one.code,
        name=one.name,
        name_en=one.name_en,
        protocol=one.protocol,
        serial=one.serial,
        secret_box=vault.seal(secret, place=terminal_place(terminal_id)),
        state_since=clock.now(),
    )


async def _mappings(company: Company, people: dict[str, Person], start: date) -> None:
    since = datetime.combine(start - timedelta(days=1), time(), ZONE)
    for person in people.values():
        await CodeMapping.create(
            id=ids.new_id(),
            company_id=company.id,
            code_group="default",
            code=person.code,
            person_id=person.id,
            valid_from=since,
        )


def _workers(people: dict[str, Person]) -> list[Worker]:
    site_of = {u.name: u for u in cast.UNITS}
    found = []
    for unit in site_of.values():
        for line in unit.people.splitlines():
            name = line.split()[0]
            ways = tuple(i for i, t in enumerate(cast.TERMINALS) if t.site == unit.site)
            found.append(Worker(people[name].code, name, unit.shift, ways))
    return found


async def _punch_history(built: Built, start: date, today: date, story: Plot) -> None:
    """Store the past through the gateway's door; today's punches are left to the simulators."""
    built.marks = sorted(
        history.punches(built.workers, start, today, story), key=lambda mark: mark.at
    )
    now = clock.now().astimezone(ZONE).replace(tzinfo=None)
    past = [mark for mark in built.marks if mark.at.date() < today]
    built.marks = [mark for mark in built.marks if mark.at <= now]
    enrolled = {one.serial: one for one in await gateway.enrolled()}
    for index, terminal in enumerate(cast.TERMINALS):
        mine = [mark for mark in past if mark.terminal == index]
        for at in range(0, len(mine), _BATCH):
            chunk = mine[at : at + _BATCH]
            with clock.standing_at(chunk[-1].at.replace(tzinfo=ZONE) + timedelta(seconds=2)):
                await gateway.store(enrolled[terminal.serial], _batch(terminal, chunk))


def _batch(terminal: cast.TerminalCast, marks: Sequence[Mark]) -> Batch:
    verify: Verify = "face" if terminal.verify == "face" else "finger"
    events = tuple(
        PunchEvent(
            person_code=mark.code,
            local=f"{mark.at:%Y-%m-%d %H:%M:%S}",
            verify=verify,
            identity=identity_of(mark.code, f"{mark.at:%Y-%m-%d %H:%M:%S}"),
            payload=f"{mark.code}\t{mark.at:%Y-%m-%d %H:%M:%S}".encode(),
        )
        for mark in marks
    )
    return Batch(
        source="demo.history", payload=b"\n".join(one.payload for one in events), events=events
    )


async def _judge(built: Built, start: date, today: date) -> None:
    """Judge every day so far, and put on record who stands on which rung."""
    wanted = {person.id: set(dates(start, today)) for person in built.people.values()}
    async with in_transaction():
        await days.store(await days.judge_days(built.company.id, wanted))
        await dirty.clear(built.company.id)
        rungs = await ladders.standings(built.company.id, list(wanted))
        await ladders.settle(built.company.id, rungs)
