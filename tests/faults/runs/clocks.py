"""Clocks: of terminals, of the gateway's host, and the calendar itself."""

import asyncio
from datetime import datetime
from functools import partial

from orm.models import DirtyDay, Punch, Terminal, TerminalOutage
from tests.faults.registry import Fault
from tests.faults.stand import Stand
from tests.gateway.kit import until
from tests.support.sims import Sim


async def _reclock(sim: Sim, skew: float) -> None:
    """Switch the terminal off and on with its clock elsewhere; its log stays."""
    await sim.kill()
    at = sim.args.index("--clock-skew") + 1
    sim.args[at] = str(skew)
    await sim.start()


async def _punches(sim: Sim, many: int = 5) -> None:
    for number in range(many):
        await sim.punch(str(1001 + number))


async def jumps_back(stand: Stand) -> str:
    """An hour back, then a day back: later punches are earlier, and all are kept."""
    adms = await stand.adms(clock_skew=0)
    zk, relay = await stand.zk(clock_skew=0)
    await stand.gateway.start()
    for skew in (0, -3600, -86_400):
        for sim in (adms, zk):
            await _reclock(sim, skew)
            relay.target = zk.facts["ports"]["ZK1"]
        await until(partial(_skewed, skew), 40)
        await asyncio.sleep(2.5)  # the list of terminals is read again
        for sim in (adms, zk):
            await _punches(sim)
        await stand.settle()
    await stand.judged(database=30)
    back = await Punch.filter(terminal_id=(await Terminal.get(serial="ZK1")).id).order_by("id")
    marked = sum("clock" in one.flags for one in back)
    assert marked == 10, f"{marked} of 10 punches under a wrong clock are marked"
    pushed = await Punch.filter(terminal_id=(await Terminal.get(serial="AD1")).id)
    back_marked = sum("clock_back" in one.flags for one in pushed)
    assert back_marked == 10, f"{back_marked} of 10 pushed after a step back are marked"
    return "30 punches of three clock settings kept, those after a step back marked, skew shown"


async def _skewed(skew: float) -> bool:
    shown = (await Terminal.get(serial="ZK1")).clock_skew_ms
    return shown is not None and abs(shown / 1000 - skew) < 5


async def jumps_forward(stand: Stand) -> str:
    """A year ahead, then right again: flagged, and the later ones are not skipped."""
    adms = await stand.adms(clock_skew=365 * 86_400)
    zk, relay = await stand.zk(clock_skew=365 * 86_400)
    await stand.gateway.start()
    for sim in (adms, zk):
        await _punches(sim)
    await stand.settle()
    ahead = [one.flags for one in await Punch.all()]
    assert all("clock_skew" in one and "future" in one for one in ahead), ahead
    for sim in (adms, zk):
        await _reclock(sim, 0)
        relay.target = zk.facts["ports"]["ZK1"]
        await _punches(sim)
    await stand.rest(database=20)
    flags = [one.flags for one in await Punch.all()]
    assert sum("future" in one for one in flags) == 10, flags
    newest = (await Terminal.get(serial="AD1")).last_punch_at
    assert newest is None or newest.year < 2027, "a future punch became the newest"
    return "10 punches of next year flagged, 10 right ones after them stored"


async def battery_dead(stand: Stand) -> str:
    """Every start is 2000-01-01 again: kept, flagged, merged only when fully equal."""
    adms = await stand.adms()
    zk, _ = await stand.zk()
    for sim in (adms, zk):
        for person in range(1001, 1011):
            for second in (1, 2):
                await sim.punch(str(person), local=f"2000-01-01 00:00:0{second}")
    await stand.gateway.start()
    stand.people = {str(code): "" for code in range(1001, 1011)}  # nobody's, so long ago
    await stand.rest(database=40)
    flags = {one.flags for one in await Punch.all()}
    assert all("old" in one and "clock_skew" in one for one in flags), flags
    return "40 punches of two seconds of 2000-01-01, all kept, all flagged"


BOUNDARIES = ("2024-02-28 23:59:59", "2024-02-29 00:00:00", "2024-02-29 23:59:59",
              "2024-03-01 00:00:00", "2025-12-31 23:59:59", "2026-01-01 00:00:00",
              "2026-10-31 23:59:59", "2026-11-01 00:00:00", "2026-11-02 12:00:00")  # fmt: skip


async def calendar_edges(stand: Stand) -> str:
    """Midnight, month end, year end, leap day: the right instant, the right day marked."""
    adms = await stand.adms()
    zk, _ = await stand.zk()
    for local in BOUNDARIES:
        for sim in (adms, zk):
            await sim.punch("1001", local=local)
    await stand.gateway.start()
    await stand.rest(database=2 * len(BOUNDARIES))
    for one in await Punch.all():
        at = datetime.fromisoformat(one.local_text + "+08:00")
        assert one.at == at, f"{one.local_text} became {one.at}"
    days = {str(one.date) for one in await DirtyDay.all()}
    missing = {local[:10] for local in BOUNDARIES} - days
    assert not missing, f"days that nobody judges again: {missing}"
    return f"{2 * len(BOUNDARIES)} punches around nine edges, each on its day"


async def daylight_saving(stand: Stand) -> str:
    """An hour that comes twice and one that never comes, and a zone that is 8 hours wrong."""
    zone = "America/New_York"
    locals_ = [f"2026-11-01 01:{minute:02}:{half:02}" for minute in range(20) for half in (0, 30)]
    locals_ += [f"2026-03-08 02:{minute:02}:00" for minute in range(20)]
    await stand.house.enrol("adms", "AD1", zone=zone)
    sim = await stand.adms()
    for number, local in enumerate(locals_):
        await sim.punch(str(1001 + number % 20), local=local)
    await stand.gateway.start()
    await stand.rest(database=len(locals_), quarantined=0)
    kept = {one.local_text for one in await Punch.all()}
    assert kept == set(locals_), "a local time was changed"
    return f"{len(locals_)} punches of a doubled and a missing hour, local times kept as sent"


async def host_clock_steps(stand: Stand) -> str:
    """The gateway's host is an hour ahead, then an hour behind: nothing is lost, nobody expires."""
    adms = await stand.adms(rate=20, count=stand.many(120, 400))
    await stand.zk(prefill=50)
    broker = await stand.start_broker("FA1")
    await stand.face(prefill=20)
    for offset in (0, 3600, -3600):
        await stand.gateway.start(LIUHEN_CLOCK_OFFSET=str(offset))
        await until(lambda: _online(stand), 40)
        assert await stand.gateway.stop() == 0
    assert adms.facts
    assert broker.process
    await stand.gateway.start()
    await until(lambda: _punched(stand), 40)
    await stand.rest(quarantined=0)
    open_ones = await TerminalOutage.filter(ended_at=None).count()
    assert open_ones == 0, f"{open_ones} terminals stay down for nothing"
    return "steps of +1 h and -1 h over restarts: all online again, nothing lost, no outage left"


async def _online(stand: Stand) -> bool:
    return await Terminal.filter(state="online").count() == len(stand.sims)


async def _punched(stand: Stand) -> bool:
    return (await stand.told("AD1"))[0] >= stand.many(120, 400)


FAULTS = (
    Fault(id="F03", what="terminal clock jumps back", run=jumps_back),
    Fault(id="F04", what="terminal clock jumps a year ahead", run=jumps_forward),
    Fault(id="F05", what="dead clock battery", run=battery_dead),
    Fault(id="F16", what="midnight, month end, year end, leap day", run=calendar_edges),
    Fault(id="F17", what="daylight saving, wrong zone", run=daylight_saving),
    Fault(id="F18", what="host clock steps", run=host_clock_steps),
)
