"""What the demo's terminals lived through: silences, a gap, orders, people and lines nobody knows.

Silences lie at hours when nobody comes or goes, so that no day is judged otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from devices.driver import Batch, Unreadable, User
from hr import clock, gateway, ids, outages, reconcile
from hr.gateway import Enrolled
from hr.reconcile import DayDigest
from liuhen.demo import cast
from orm.models import Account, Company, Person, Punch, Terminal, TerminalCommand

ZONE = ZoneInfo("Asia/Shanghai")
_DAYS = 30


@dataclass(frozen=True, slots=True)
class Silence:
    """A terminal (its code) was silent so many days ago, from when for how long, and why."""

    wall: str
    ago: int
    start: time
    minutes: int
    reason: str


_SILENCES = (
    Silence("NS-02", 24, time(13, 40), 95, "unreachable"),
    Silence("NS-02", 11, time(21, 30), 100, "unreachable"),
    Silence("BA-01", 17, time(2, 10), 260, "silent"),
    Silence("BA-01", 6, time(12, 20), 25, "silent"),
    Silence("NS-01", 6, time(3, 0), 45, "gateway_away"),
    Silence("NS-02", 6, time(3, 0), 45, "gateway_away"),
    Silence("BA-01", 6, time(3, 0), 45, "gateway_away"),
)
_LISTED = (
    User(code=cast.STRANGER, name="临时工 8801"),
    User(code="8802", name="实习生小周"),
    User(code="19", name="秦朗"),
)
"""The works' terminal knows a temp, a trainee, and somebody of head office by another number."""


async def hang(company: Company, people: Mapping[str, Person], today: date) -> None:
    """Write the past of the terminals; call it before the days are judged."""
    walls = {one.serial: one for one in await gateway.enrolled()}
    named = {one.code: walls[one.serial] for one in cast.TERMINALS}
    for one in _SILENCES:
        await _silence(named[one.wall], one, today)
    for wall in named.values():
        await _compared(wall, today)
    await _lost(named["NS-02"], named["BA-01"], today)
    await gateway.users_seen(named["BA-01"], _LISTED)
    await _unreadable(named["BA-01"], today)
    await _orders(company, people)


async def _silence(wall: Enrolled, one: Silence, today: date) -> None:
    began = datetime.combine(today - timedelta(days=one.ago), one.start, ZONE)
    ended = began + timedelta(minutes=one.minutes)
    with clock.standing_at(ended):
        await outages.began(wall, began, one.reason)
        await outages.ended(wall, ended)


async def _compared(wall: Enrolled, today: date) -> None:
    """Every past day agrees, but for one of the works' terminal that had two more."""
    first, last = today - timedelta(days=_DAYS - 1), today - timedelta(days=1)
    days = reconcile.digests_of(await reconcile.held(wall, first, last))
    odd = today - timedelta(days=9)
    if wall.protocol == "adms" and odd in days:
        days[odd] = DayDigest(count=days[odd].count + 2, digest="0" * 64)
    if wall.protocol != "mqtt_face":
        await reconcile.compare(wall, days)


async def _lost(zk: Enrolled, adms: Enrolled, today: date) -> None:
    """One gap to look into, and one that closed by itself."""
    day = today - timedelta(days=9)
    await reconcile.gap(zk, "overwritten", f"{day} 12:00:00", f"{day} 13:30:00", 3)
    old = today - timedelta(days=20)
    await reconcile.gap(adms, "short", f"{old} 09:00:00", f"{old} 10:00:00", 1)
    await reconcile.mended(adms, "short")


async def _unreadable(wall: Enrolled, today: date) -> None:
    """A date that never was, and a row that an earlier version could not read."""
    last = await Punch.filter(terminal_id=wall.id).order_by("-at").first()
    if last is None:
        return
    seconds = int(last.at.timestamp()) + 20
    rows = (
        (b"0044\t2026-02-30 08:01:12\t0\t1\t0\t0", "bad_time"),
        (f"{last.person_code}\t{seconds}\t0\t1".encode(), "bad_time"),
    )
    bad = tuple(Unreadable(payload=row, reason=why, detail="not a punch row") for row, why in rows)
    with clock.standing_at(datetime.combine(today - timedelta(days=1), time(18, 30), ZONE)):
        payload = b"\n".join(row for row, _ in rows)
        await gateway.store(wall, Batch(source="adms.attlog", payload=payload, unreadable=bad))


async def _orders(company: Company, people: Mapping[str, Person]) -> None:
    """Clocks that were set, somebody put on a terminal, and a removal that waits for HR."""
    accounts = dict(await Account.filter(company_id=company.id).values_list("login", "id"))
    walls = {one.code: one for one in await Terminal.filter(company_id=company.id)}
    now = clock.now()
    for wall in walls.values():
        row = _order(wall, 1, "set_time", accounts["admin"], now - timedelta(days=3))
        await _carried_out(row, wall).save()
    row = _order(walls["BA-01"], 2, "put_user", accounts["hr"], now - timedelta(days=2))
    await _carried_out(_about(row, people["邹凯"]), walls["BA-01"]).save()
    row = _order(walls["NS-02"], 2, "delete_templates", accounts["admin"], now)
    row.state = "waiting"
    await _about(row, people["马骁"]).save()


def _order(wall: Terminal, number: int, kind: str, by: str, at: datetime) -> TerminalCommand:
    return TerminalCommand(
        id=ids.new_id(),
        company_id=wall.company_id,
        terminal_id=wall.id,
        number=number,
        kind=kind,
        created_at=at,
        created_by=by,
    )


def _about(row: TerminalCommand, person: Person) -> TerminalCommand:
    row.person_id = person.id
    row.arguments = {"code": person.code, "name": person.name}
    return row


def _carried_out(row: TerminalCommand, wall: Terminal) -> TerminalCommand:
    row.state, row.sends = "done", 1
    row.sent_at = row.created_at + timedelta(seconds=4)
    row.settled_at = row.created_at + timedelta(seconds=6)
    row.result_code = 200 if wall.protocol.startswith("mqtt") else 0
    return row
