"""The absence ladder in practice: who stands on which rung, told to whom, closed when explained."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from hr import clock, ids, notices, sheets
from hr.action import Work
from hr.actor import Machine
from orm.models import AbsenceLadder, Account, Company, Person, RoleGrant, Unit
from rules import calendar
from rules.access import Permission, Role
from rules.attendance.day import judge
from rules.attendance.ladder import Ladder, LadderRules, Rung, ladder
from rules.attendance.values import Sheet
from rules.text import Text, plain

LOOK_BACK = timedelta(days=45)


async def standings(company_id: str, person_ids: Collection[str]) -> dict[str, Ladder | None]:
    """Where each of these people stands now, unless somebody has left; nothing is written."""
    company = await Company.get(id=company_id)
    today = clock.today(company.zone)
    people = await Person.filter(company_id=company_id, id__in=list(person_ids), left_on=None)
    gathered = await sheets.gather(company_id, people, today - LOOK_BACK, today, as_of=clock.now())
    return {one.id: standing(gathered[one.id]) for one in people}


async def settle(company_id: str, found: Mapping[str, Ladder | None]) -> None:
    """Bring these people's ladders to where they stand; call inside a transaction."""
    people = await Person.filter(id__in=list(found)).order_by("code")
    machine = await Machine(company_id).actor()
    work = Work(actor=machine, needs=Permission.ATTENDANCE_VIEW, now=clock.now())
    open_rows = {
        one.person_id: one
        for one in await AbsenceLadder.filter(person_id__in=list(found), closed_at=None)
    }
    for person in people:
        await _settle(work, person, open_rows.get(person.id), found[person.id])


def standing(sheet: Sheet) -> Ladder | None:
    """Where somebody stands now, from a sheet that reaches back far enough."""
    rules = LadderRules(calendar=calendar.load().roster_calendar)
    return ladder(judge(sheet).days.values(), ZoneInfo(sheet.zone.key), rules)


async def _settle(
    work: Work, person: Person, row: AbsenceLadder | None, now: Ladder | None
) -> None:
    if row is not None and (now is None or now.since != row.began_on):
        await AbsenceLadder.filter(id=row.id).update(closed_at=work.now)
        await work.emit("ladder.closed", person.id, began=row.began_on.isoformat())
        row = None
    if now is None or now.rung is Rung.D0:
        return
    if row is None:
        await _open(work, person, now)
    elif row.step != now.rung or row.held != now.held:
        await AbsenceLadder.filter(id=row.id).update(
            step=int(now.rung), held=now.held, stepped_at=work.now
        )
    else:
        return
    await work.emit("ladder.stepped", person.id, step=int(now.rung), held=now.held)
    if not now.held:
        await _tell(work, person, now)


async def _open(work: Work, person: Person, now: Ladder) -> None:
    """Open a ladder; a date that was explained and is missed again opens it anew."""
    await AbsenceLadder.filter(person_id=person.id, began_on=now.since).delete()
    await AbsenceLadder.create(
        id=ids.new_id(),
        company_id=work.company_id,
        person_id=person.id,
        began_on=now.since,
        step=int(now.rung),
        held=now.held,
        opened_at=work.now,
        stepped_at=work.now,
    )


async def _tell(work: Work, person: Person, now: Ladder) -> None:
    """Tell those the rung names, in the app: manager, then the unit's head, then HR."""
    title = plain(f"{person.name} D{int(now.rung)}")
    body = Text("{name}：{text}。{next}。", "{name}: {text}; {next}.").format(
        name=person.name, text=now.text, next=now.next
    )
    for other in await _audience(person, now.rung):
        await notices.tell(work, other, title, body, kind="absence")


async def _audience(person: Person, rung: Rung) -> list[Person]:
    wanted = {person.manager_id} if rung >= Rung.D1 else set()
    if rung >= Rung.D2:
        unit = await Unit.get(id=person.unit_id)
        wanted.add(unit.head_id)
    if rung >= Rung.D3:
        wanted |= await _hr_people(person.company_id)
    wanted -= {None, person.id}
    return await Person.filter(id__in=[one for one in wanted if one], left_on=None)


async def _hr_people(company_id: str) -> set[str | None]:
    accounts = await Account.filter(company_id=company_id, disabled_at=None)
    holders = {
        one.account_id
        for one in await RoleGrant.filter(
            account_id__in=[a.id for a in accounts], role=Role.HR.value
        )
    }
    return {one.person_id for one in accounts if one.id in holders}
