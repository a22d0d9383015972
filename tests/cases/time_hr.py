"""Time surface above the stored punch: shift days, alerts, closed months, persons behind codes.

Every event is done to a small company, every expectation is a check by its name; a word that has
neither fails the case.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from devices.clock import show_local
from devices.codecs import adms_line
from devices.driver import Batch, PunchEvent
from gateway.zone_watch import ZoneWatch
from hr import clock, days, gateway, ids, mapping, month, outages, pay_inputs, zones
from hr.gateway import Enrolled
from orm.models import (
    AbsenceLadder,
    CodeMapping,
    Company,
    Day,
    Event,
    PayRun,
    Payslip,
    Person,
    Punch,
    Shift,
    ShiftAssignment,
    Terminal,
    ZoneCorrection,
)
from rules.period import Month
from rules.problem import Refused
from tests.support import town as towns
from tests.support.town import Town

FIRST_DAY = date(2026, 11, 20)
HOME = ZoneInfo("Asia/Shanghai")
_SINCE = datetime(2025, 1, 1, tzinfo=UTC)
_WHO, _NEWCOMER = "ada", "ben"
_PUNCH = re.compile(r"(?:D(\d+)|(\d{4}-\d\d-\d\d)) (\d\d:\d\d:\d\d)")


@dataclass(slots=True)
class World:
    """The case under way: the terminal's zone, whose code 1001 is, and what was done."""

    town: Town
    zone: str
    expect: dict[str, Any]
    code: str = "1001"
    sent: list[str] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def person(self) -> str:
        return self.town.people[_WHO]

    @property
    def wall(self) -> str:
        return self.town.terminals["T1"]

    async def to(self) -> Enrolled:
        return next(one for one in await gateway.enrolled() if one.id == self.wall)

    async def send(self, *rows: tuple[str, str], at: datetime | None = None) -> None:
        """Punches (code, local time) as ADMS rows through the gateway's door, each twice."""
        found = adms_line.attlogs(
            [f"{code}\t{local}\t0\t1".encode() for code, local in rows], ZoneInfo(self.zone)
        )
        events = tuple(one for one in found if isinstance(one, PunchEvent))
        assert len(events) == len(rows), found
        batch = Batch(source="adms.attlog", payload=repr(rows).encode(), events=events)
        with clock.standing_at(at or clock.now()):
            for _ in range(2):
                await gateway.store(await self.to(), batch)
        self.sent += [local for _, local in rows]

    async def judge(self) -> None:
        while await days.recompute(self.town.company):
            pass

    async def day(self, on: date) -> Day:
        await self.judge()
        return await Day.get(person_id=self.person, date=on)


async def check(town: Town, case: dict[str, Any]) -> None:
    """Do every event, then ask every expectation."""
    world = World(town, case["zone"], case["expect"])
    await Terminal.filter(id=world.wall).update(zone=world.zone)
    await CodeMapping.create(
        id=ids.new_id(), company_id=town.company, code_group="default", code=world.code,
        person_id=world.person, valid_from=_SINCE,
    )  # fmt: skip
    await _prepare(world, case["events"])
    with clock.standing_at(_noon_after(world, case["events"])):
        await towns.sign_in(town)
        for event in case["events"]:
            act, found = _find(_EVENTS, event)
            await act(world, *found.groups())
        for name, wanted in case["expect"].items():
            ask, found = _find(_ASKED, name)
            await ask(world, wanted, *found.groups())


Act = Callable[..., Awaitable[None]]


def _find(table: Sequence[tuple[str, Act]], words: str) -> tuple[Act, re.Match[str]]:
    for pattern, act in table:
        if found := re.fullmatch(pattern, words):
            return act, found
    raise AssertionError(f"nobody knows what this means: {words!r}")


def day_of(number: str | int) -> date:
    return FIRST_DAY + timedelta(days=int(number) - 1)


def _local(event: str) -> str | None:
    found = _PUNCH.fullmatch(event)
    return f"{found[2] or day_of(found[1])} {found[3]}" if found else None


def _noon_after(world: World, events: Sequence[str]) -> datetime:
    """Noon two days after the last that is told; codes change hands as late as day 31."""
    told = [date.fromisoformat(local[:10]) for one in events if (local := _local(one))]
    told += [day_of(n) for one in [*events, *world.expect] for n in re.findall(r"\bD(\d+)", one)]
    last = max([*told, FIRST_DAY])
    return datetime.combine(last + timedelta(days=2), time(12), HOME)


async def _prepare(world: World, events: Sequence[str]) -> None:
    """A case that asks for a shift day is about a night shift from its first to its last punch."""
    locals_ = [local for one in events if (local := _local(one))]
    if "shift_day" not in world.expect or len(locals_) < 2:
        return
    await Shift.create(
        id=ids.new_id(), company_id=world.town.company, code="NIGHT", name="夜班",
        definition={"code": "NIGHT", "start": locals_[0][11:16], "end": locals_[-1][11:16]},
        valid_from=date(2025, 1, 1),
    )  # fmt: skip
    await ShiftAssignment.create(
        id=ids.new_id(), company_id=world.town.company, person_id=world.person,
        shift_code="NIGHT", date_from=date(2025, 1, 1),
    )  # fmt: skip


async def _punch(world: World, number: str | None, on: str | None, hour: str) -> None:
    await world.send((world.code, f"{on or day_of(number or 1)} {hour}"))


async def _wrong_zone(world: World, hours: str, count: str) -> None:
    """People come and go as ever; the terminal is said to stand so many hours west."""
    right, wrong = ZoneInfo(world.zone), f"Etc/GMT{int(hours) - 8:+d}"
    await Terminal.filter(id=world.wall).update(zone=wrong)
    world.zone, watch = wrong, ZoneWatch()
    for n in range(int(count)):
        for hour in ("08:55:00", "18:05:00"):
            local = f"{FIRST_DAY - timedelta(days=3 - n)} {hour}"
            came = datetime.fromisoformat(local).replace(tzinfo=right)
            await world.send((world.code, local), at=came)
            with clock.standing_at(came):
                event = adms_line.attlogs([f"{world.code}\t{local}\t0\t1".encode()], right)[0]
                batch = Batch(source="x", payload=b"", events=(event,))  # type: ignore[arg-type] # a punch
                if off := watch.look(await world.to(), batch):
                    await gateway.remember(await world.to(), {"zone_suspect": off})
    world.before["right"] = str(right)


async def _replayed(world: World, hours: str, count: str) -> None:
    """A terminal away so long; days are judged meanwhile, then everything comes at once."""
    end = datetime.combine(FIRST_DAY, time(12), HOME)
    began = end - timedelta(hours=int(hours))
    with clock.standing_at(end):
        await outages.began(await world.to(), began, "silent")
        await world.judge()
        await outages.ended(await world.to(), end)
        step = timedelta(hours=int(hours)) / int(count)
        codes = [world.code, "0003", "0005"]
        rows = [
            (codes[n % 3], show_local(began.replace(tzinfo=None) + step * n))
            for n in range(int(count))
        ]
        await world.send(*rows, at=end)
        await world.judge()
        world.before["alerts"] = await _alerts(world)
        await world.send(*rows, at=end)
        await world.judge()


async def _after_close(world: World) -> None:
    """October is judged, closed and paid; then a punch of October comes."""
    await world.send((world.code, "2026-10-20 09:30:00"), (world.code, "2026-10-20 18:00:00"))
    await world.judge()
    await Day.filter(company_id=world.town.company).update(needs_hr=False)
    await month.close(world.town.of("hana"), "2026-10")
    run = await PayRun.create(
        id=ids.new_id(), company_id=world.town.company, month="2026-10", state="closed",
        made_at=clock.now(), made_by="", problems={},
    )  # fmt: skip
    world.before["slips"] = await Payslip.filter(run_id=run.id).values()
    world.before["day"] = (await world.day(date(2026, 10, 20))).digest
    world.before["rows"] = await Punch.all().count()
    await world.send((world.code, "2026-10-20 08:55:00"))
    world.before["run"] = run.id


async def _renamed(world: World, old: str, new: str, number: str) -> None:
    held = await CodeMapping.get(code=old, valid_to=None)
    since = datetime.combine(day_of(number), time(), ZoneInfo(world.zone))
    await mapping.rename(world.town.of("hana"), held.id, new, since)
    world.codes = {int(number): new}
    world.code = old


async def _given_away(world: World, code: str, number: str) -> None:
    held = await CodeMapping.get(code=code, valid_to=None)
    since = datetime.combine(day_of(number), time(), ZoneInfo(world.zone))
    newcomer = world.town.people[_NEWCOMER]
    await mapping.hand_over(world.town.of("hana"), held.id, newcomer, since)


_EVENTS: Sequence[tuple[str, Act]] = (
    (_PUNCH.pattern, _punch),
    (r"terminal zone field wrong by (\d+) h for (\d+) days", _wrong_zone),
    (r"(\d+) h offline, (\d+) punches replayed", _replayed),
    (r"punch for a closed payroll month arrives", _after_close),
    (r"user renamed (\w+)->(\w+) at D(\d+)", _renamed),
    (r"user (\w+) deleted, id given to a new hire at D(\d+)", _given_away),
)


async def _rows(world: World, wanted: int) -> None:
    assert await Punch.all().count() - world.before.get("rows", 0) == wanted


async def _shift_day(world: World, wanted: str) -> None:
    """Every punch of the case belongs to this one day."""
    day = await world.day(day_of(wanted.removeprefix("D")))
    assert sorted(day.punch_ids) == sorted(await Punch.all().values_list("id", flat=True))
    assert day.first_in
    assert day.last_out


async def _year_split(world: World, wanted: object) -> None:
    """Both local days are judged, and the pay of each year draws on days of its own only."""
    await world.judge()
    on = {date.fromisoformat(local[:10]) for local in world.sent}
    judged = set(await Day.filter(person_id=world.person).values_list("date", flat=True))
    assert on <= judged
    company = await Company.get(id=world.town.company)
    person = await Person.get(id=world.person)
    drawn: dict[int, set[date]] = {}
    for month_ in sorted({Month.of(day) for day in on}):
        days_ = await _drawn(company, month_, person)
        assert all(day in month_ for day in days_), month_
        drawn.setdefault(month_.year, set()).update(days_)
    assert (len(drawn) > 1) is wanted


async def _drawn(company: Company, month_: Month, person: Person) -> set[date]:
    """The days a month's pay draws on; none while the law of its year is not known."""
    try:
        inputs = (await pay_inputs.gather(company, month_, [person]))[person.id]
    except Refused as refused:
        if refused.problem.code != "calendar.provisional":
            raise
        return set()
    return {ref.date for fact in inputs.facts.values() for ref in fact.source.days}


async def _flag(world: World, wanted: str) -> None:
    assert wanted == "zone_suspect"
    assert await zones.hint(world.town.of("rosa"), world.wall) is not None


async def _repair(world: World, wanted: str) -> None:
    assert wanted == "recorded correction, raw kept"
    raw = await Punch.all().order_by("id").values()
    first, rosa = min(one["at"] for one in raw), world.town.of("rosa")
    await zones.correct(rosa, world.wall, first, clock.now(), world.before["right"], reason="x")
    assert await Punch.all().order_by("id").values() == raw
    assert await ZoneCorrection.all().count() == 1
    assert await Event.filter(type="terminal.zone_corrected").count() == 1
    for on in {date.fromisoformat(local[:10]) for local in world.sent}:
        day = await world.day(on)
        assert (day.late_minutes, day.early_minutes, day.missing) == (0, 0, []), on


async def _alerts_kept(world: World, wanted: str) -> None:
    assert wanted == "recomputed not duplicated"
    assert await _alerts(world) == world.before["alerts"]
    open_ones = await AbsenceLadder.filter(closed_at=None).values_list("person_id", flat=True)
    assert len(open_ones) == len(set(open_ones))
    assert (await world.day(FIRST_DAY - timedelta(days=1))).verdict == "present"


async def _alerts(world: World) -> list[Any]:
    """Every rung that was stepped and told so far."""
    rows = Event.filter(company_id=world.town.company, type__startswith="ladder.")
    return list(await rows.order_by("id").values_list("type", "subject", "data"))


async def _pay(world: World, wanted: str) -> None:
    """Day, slips and run stay; the difference is proposed for the next month's pay."""
    assert wanted == "adjustment_next_month"
    assert (await world.day(date(2026, 10, 20))).digest == world.before["day"]
    assert await Payslip.filter(run_id=world.before["run"]).values() == world.before["slips"]
    told = [one.data or "" for one in await Event.filter(type="day.proposed")]
    (proposed,) = [one for one in told if '"date":"2026-10-20"' in one]
    assert '"pay_month":"2026-11"' in proposed
    assert '"late_minutes":30' in proposed
    assert '"late_minutes":0' in proposed


async def _whose(world: World, wanted: str, number: str) -> None:
    """Whoever punches on that day with the code of that day."""
    day, code = int(number), world.code
    for since, renamed in world.codes.items():
        code = renamed if day >= since else code
    local = f"{day_of(day)} 09:00:00"
    await world.send((code, local))
    owner = (await Punch.get(local_text=local)).person_id
    assert owner == world.town.people[{"new person": _NEWCOMER}.get(wanted, _WHO)]
    assert wanted in {"same person", "old person", "new person"}


_ASKED: Sequence[tuple[str, Act]] = (
    (r"rows", _rows),
    (r"shift_day", _shift_day),
    (r"payroll_year_split", _year_split),
    (r"flag", _flag),
    (r"repair", _repair),
    (r"alerts", _alerts_kept),
    (r"payroll", _pay),
    (r"D(\d+)", _whose),
)
