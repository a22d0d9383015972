"""Leave as its owner plans it and its approver sees it: what is left, and who else is away."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from hr import clock
from hr.action import Work, not_found, query
from hr.org import chart
from hr.people import unit_labels
from hr.requests import local, readable
from orm.models import Company, LeaveGrant, Person, Request
from rules import calendar
from rules.access import Permission
from rules.approvals import engine
from rules.approvals.flow import Node
from rules.approvals.forms.leave import KINDS, LEAVE, span
from rules.approvals.values import Act, RequestState, open_tasks
from rules.attendance.leave import head
from rules.attendance.leave.ledger import settle
from rules.attendance.leave.values import Account, Grant, LeaveRequest, LeaveType, RequestStatus
from rules.field import Values, parse_all
from rules.period import dates
from rules.problem import Problem, Refused
from rules.text import Text, join, plain

_HALF = Fraction(1, 2)
_SHOWN_DAYS = 10
_BACK = 6
_STATUS = {"approved": RequestStatus.APPROVED, "running": RequestStatus.PENDING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """One kind of leave; `left` is None where nothing was granted in advance (sick leave ...)."""

    kind: str
    label: Text
    left: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What can be asked for: the kinds with their balances, and the dates nobody works."""

    today: date
    kinds: tuple[Balance, ...]
    rest: frozenset[date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A leave not filed yet: what it means, who decides, and what is still wrong with it."""

    head: Text
    send: Text
    deciders: Text | None
    others: Text | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayDay:
    date: date
    asked: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """A leave in its surroundings: the balance before and after, and the unit on those days."""

    unit: Text
    size: int
    days: tuple[AwayDay, ...]
    note: Text
    before: Text | None
    after: Text | None
    enough: bool


@query(Permission.REQUEST_FILE, "请假", "Request leave")
async def offer(work: Work, weeks: int = 26) -> Offer:
    """Everything the leave page offers; rest days for so many weeks ahead, and some back."""
    me = await _me(work)
    today = clock.today((await Company.get(id=work.company_id)).zone)
    first = today - timedelta(days=today.weekday(), weeks=_BACK)
    works = calendar.load().roster_calendar.is_working
    days = list(dates(first, today + timedelta(weeks=weeks)))
    account = await _account(me.id)
    return Offer(
        today=today,
        kinds=tuple(
            Balance(kind=one.value, label=one.label, left=_say(_left(account, one.value, today)))
            for one in KINDS
        ),
        rest=frozenset(day for day in days if not works(day)),
    )


@query(Permission.REQUEST_FILE, "请假试算", "Try a leave")
async def plan(work: Work, texts: Mapping[str, str]) -> Plan:
    """Check what was chosen so far and say what it would mean; nothing is filed."""
    me = await _me(work)
    account = await _account(me.id)
    zone = ZoneInfo((await Company.get(id=work.company_id)).zone)
    values, problems = parse_all(LEAVE.fields, texts)
    values = {name: value for name, value in values.items() if value is not None}
    problems = problems or LEAVE.validate(values, now=local(work.now, zone))
    if problems:
        return _unready(values, problems, account, local(work.now, zone).date())
    values = LEAVE.complete(values, is_workday=account.calendar.is_working)
    left = _left(account, str(values["kind"]), _last(values))
    after = None if left is None else left - _days(values)
    _, size, away = await _away(work, me, values)
    headline = LEAVE.headline(values)
    return Plan(
        head=head.planned(headline, after),
        send=Text("提交，{what}", "Send: {what}").format(what=headline),
        deciders=await _deciders(work, me, values, zone),
        others=head.present(_least(size, away)),
        problems=(),
    )


@query(Permission.REQUEST_ACT, "请假的影响", "What a leave means")
async def around(work: Work, request_id: str) -> Around | None:
    """A filed leave as its reader must weigh it; None for any other form."""
    found = await readable(work, request_id)
    if found.form_code != LEAVE.code:
        return None
    person = await Person.get(id=found.person_id)
    unit, size, away = await _away(work, person, found.values)
    account = await _account(person.id, without=found.id)
    before = _left(account, str(found.values["kind"]), _last(found.values))
    after = None if before is None else before - _days(found.values)
    return Around(
        unit=unit,
        size=size,
        days=away,
        note=head.present(_least(size, away)),
        before=_say(before),
        after=_say(after),
        enough=after is None or after >= 0,
    )


def _unready(values: Values, problems: list[Problem], account: Account, today: date) -> Plan:
    kind = next((one for one in KINDS if one.value == values.get("kind")), None)
    said = head.chosen(kind.label, _left(account, kind.value, today)) if kind else head.CHOOSE
    typed = all(name in values for name in ("kind", "first", "last"))
    return Plan(
        head=problems[0].text if typed else said,
        send=LEAVE.title,
        deciders=None,
        others=None,
        problems=tuple(problems),
    )


# --- balance


async def _account(person_id: str, *, without: str = "") -> Account:
    """Grants and requests of a person as the ledger reads them, one request left out."""
    grants = await LeaveGrant.filter(person_id=person_id)
    kinds = {one.leave_type for one in grants}
    rows = await Request.filter(
        person_id=person_id, form_code=LEAVE.code, state__in=list(_STATUS)
    ).order_by("id")
    return Account(
        types={kind: LeaveType(allow_negative=True) for kind in kinds},
        calendar=calendar.load().roster_calendar,
        grants=tuple(_grant(one) for one in grants),
        requests=tuple(
            part
            for one in rows
            if one.id != without and one.values["kind"] in kinds
            for part in _parts(one)
        ),
    )


def _grant(one: LeaveGrant) -> Grant:
    return Grant(
        leave_type=one.leave_type,
        amount=Fraction(one.days),
        first=one.usable_from,
        last=one.usable_to,
    )


def _parts(one: Request) -> Iterator[LeaveRequest]:
    """A request day by day, since either end may be half a day."""
    start, end = span(one.values)
    for day in dates(start.date(), _last(one.values)):
        half = (day == start.date() and start.hour) or (day == end.date() and end.hour)
        yield LeaveRequest(
            id=f"{one.id} {day}",
            leave_type=str(one.values["kind"]),
            first=day,
            last=day,
            status=_STATUS[one.state],
            per_day=_HALF if half else Fraction(1),
        )


def _left(account: Account, kind: str, on: date) -> Fraction | None:
    """What may still be asked for on a date: bookings and open requests are taken off."""
    if kind not in account.types:
        return None
    ends = [g.last for g in account.grants if g.leave_type == kind and g.first <= on <= g.last]
    statement = settle(account).on(kind, max(ends, default=on))
    return statement.balance - statement.pending


def _say(days: Fraction | None) -> Text | None:
    return None if days is None else head.said(days)


def _days(values: Values) -> Fraction:
    return Fraction(str(values["days"]))


def _last(values: Values) -> date:
    return date.fromisoformat(str(values["last"]))


# --- who else is away, who decides


async def _away(
    work: Work, person: Person, values: Values
) -> tuple[Text, int, tuple[AwayDay, ...]]:
    """The unit's name and size, and per working day around the leave who else is on leave."""
    unit = await Person.filter(
        company_id=work.company_id, unit_id=person.unit_id, left_on=None
    ).order_by("code")
    names = {one.id: one.name for one in unit if one.id != person.id}
    rows = await Request.filter(
        person_id__in=list(names), form_code=LEAVE.code, state="approved"
    ).order_by("id")
    first, last = date.fromisoformat(str(values["first"])), _last(values)
    days = tuple(
        AwayDay(
            date=day,
            asked=first <= day <= last,
            names=tuple(names[one.person_id] for one in rows if _covers(one, day)),
        )
        for day in _around(first, last)
    )
    units = await unit_labels(work.company_id)
    return units[person.unit_id], len(unit), days


def _around(first: date, last: date) -> list[date]:
    """The working days of a leave, with one on each side."""
    works = calendar.load().roster_calendar.is_working
    before = next(day for day in _back(first) if works(day))
    after = next(day for day in dates(last + timedelta(days=1), date.max) if works(day))
    asked = [day for day in dates(first, last) if works(day)]
    return [before, *asked[: _SHOWN_DAYS - 2], after]


def _back(day: date) -> Iterator[date]:
    while True:
        day -= timedelta(days=1)
        yield day


def _covers(one: Request, day: date) -> bool:
    return date.fromisoformat(str(one.values["first"])) <= day <= _last(one.values)


def _least(size: int, away: Iterable[AwayDay]) -> int:
    most = max((len(day.names) for day in away if day.asked), default=0)
    return max(0, size - 1 - most)


async def _deciders(work: Work, me: Person, values: Values, zone: ZoneInfo) -> Text | None:
    """Who would be asked first, by name, then the later steps by what they are called."""
    org = await chart(work.company_id, zone)
    try:
        outcome = engine.apply(
            RequestState(initiator=me.id, form=values),
            Act(actor=me.id, kind="submit"),
            org=org,
            flow=LEAVE.flow,
            now=local(work.now, zone),
        )
    except Refused:
        return None
    waiting = open_tasks(outcome.state)
    first = [plain(org.people[one.person].name) for one in waiting]
    here = {one.node for one in waiting}
    later = [_named(node) for node in LEAVE.flow.nodes if node.id not in here]
    return join([join(first, zh="、"), *later], zh=" → ", en=" → ") if first else None


def _named(node: Node) -> Text:
    return node.name or plain(node.id)


async def _me(work: Work) -> Person:
    found = await Person.get_or_none(id=work.actor.person_id, company_id=work.company_id)
    if found is None:
        raise not_found()
    return found
