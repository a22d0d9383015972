"""Who is who: cloned serials, unknown codes, codes that change hands or mean two people."""

from datetime import UTC, datetime

from hr import ids, punches
from hr.actor import Machine
from orm.models import CodeMapping, Person, Punch, UnknownTerminal
from tests.faults.registry import Fault
from tests.faults.stand import NOBODY, Stand
from tests.gateway.kit import add_person, until

HANDOVER = datetime(2026, 11, 10, 4, 0, tzinfo=UTC)  # 12:00 on the terminals


async def cloned_serial(stand: Stand) -> str:
    """A second terminal under the serial of the first, with a secret of its own."""
    await stand.gateway.start()
    await stand.adms(prefill=100)
    await stand.settle()
    twin = stand.folder / "twin"
    ours = dict(stand.sims)
    await stand.adms("AD1", ledger=twin, secret="another", prefill=80, seed=stand.seed + 7)
    await until(UnknownTerminal.exists, 20)
    clone = stand.sims.pop("AD1")
    stored = (await clone.order(do="status"))["terminals"][0]
    stand.sims = ours
    assert stored["acked"] == 0, "the clone was told that it is kept"
    alarm = await UnknownTerminal.get(serial="AD1")
    await stand.rest(database=100)
    return f"the clone refused as “{alarm.reason}”, seen {alarm.knocks} times, its log stays on it"


async def unknown_code(stand: Stand) -> str:
    """A code nobody has in HR: stored, shown, and attached with its history once mapped."""
    sim = await stand.adms()
    zk, _ = await stand.zk()
    await stand.gateway.start()
    for second in range(5):
        for one in (sim, zk):
            await one.punch(NOBODY, local=f"2026-11-02 08:00:0{second}")
    took = await stand.settle()
    assert took < 60, f"visible only after {took:.0f} s"
    await stand.judged(database=10)
    assert await Punch.filter(person_id=None).count() == 10
    person_id = await add_person(stand.house, "900001")
    moved = await punches.assign(Machine(stand.house.company_id), "default", NOBODY, person_id)
    await sim.punch(NOBODY, local="2026-11-02 17:00:00")
    await stand.settle()
    stand.people[NOBODY] = person_id
    await stand.judged(database=11)
    return f"10 punches waited {took:.1f} s unseen, {moved} attached once the code was mapped"


async def code_changes_hands(stand: Stand) -> str:
    """A code is somebody else's from an instant on: old punches stay with the old person."""
    old, new = await Person.get(code="1001"), await Person.get(code="1002")
    await CodeMapping.filter(code="1001").update(valid_to=HANDOVER)
    await _map(stand, "1001", new.id, HANDOVER)
    stand.people["1001"] = [
        [old.id, "2020-01-01", "2026-11-10 12:00:00"],
        [new.id, "2026-11-10 12:00:00", "9"],
    ]
    sim = await stand.adms()
    zk, _ = await stand.zk()
    edges = (
        "11-09 08:00:00",
        "11-10 11:59:59",
        "11-10 12:00:00",
        "11-10 12:00:01",
        "11-12 08:00:00",
    )
    for edge in reversed(edges):  # the order of arrival must not matter
        for one in (sim, zk):
            await one.punch("1001", local=f"2026-{edge}")
    await stand.gateway.start()
    await stand.rest(database=2 * len(edges))
    shares = [await Punch.filter(person_id=one.id).count() for one in (old, new)]
    assert shares == [4, 6], shares
    return "10 punches around the hand-over: 4 the old owner's, 6 the new one's"


async def code_means_two(stand: Stand) -> str:
    """The same code on two terminals is two people: codes are looked up per group."""
    other = await add_person(stand.house, "900002")
    await _map(stand, "1001", other, datetime(2020, 1, 1, tzinfo=UTC), group="plant")
    first = await stand.adms("AD1")
    await stand.house.enrol("adms", "AD2", code_group="plant")
    second = await stand.adms("AD2")
    mine = (await Person.get(code="1001")).id
    stand.people = {"AD1/1001": mine, "AD2/1001": other, "AD2/1002": "", "1001": mine}
    for local in ("08:00:00", "17:00:00"):
        for sim in (first, second):
            await sim.punch("1001", local=f"2026-11-02 {local}")
            await sim.punch("1002", local=f"2026-11-02 {local}")
    await stand.gateway.start()
    await stand.rest(database=8)
    return "code 1001 of two groups: two people; an unmapped code of a group is nobody's"


async def _map(
    stand: Stand, code: str, person_id: str, since: datetime, group: str = "default"
) -> None:
    await CodeMapping.create(
        id=ids.new_id(), company_id=stand.house.company_id, code_group=group, code=code,
        person_id=person_id, valid_from=since,
    )  # fmt: skip


FAULTS = (
    Fault(id="F12", what="two terminals with one serial", run=cloned_serial),
    Fault(id="F13", what="code unknown to HR", run=unknown_code),
    Fault(id="F14", what="code reassigned", run=code_changes_hands),
    Fault(id="F15", what="one code, two people", run=code_means_two),
)
