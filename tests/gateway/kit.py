"""A company with people and enrolled terminals, and a gateway that serves them in this loop."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gateway import supervisor
from hr import ids, installation, terminals
from hr.actor import Machine
from hr.settings import Settings
from orm.models import CodeMapping, Company, Person, Punch, Site, Terminal, Unit
from tests.dbfixtures import Database

PEOPLE = [str(code) for code in range(1001, 1021)]
SECRET = "s3cret"
START = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class House:
    """One company in a connected database."""

    settings: Settings
    company_id: str
    site_id: str
    unit_id: str

    @property
    def machine(self) -> Machine:
        return Machine(self.company_id)

    async def enrol(self, protocol: str, serial: str, **more: Any) -> str:
        """Enrol a terminal; returns its id."""
        facts = {"secret": SECRET, **more}
        await terminals.enrol(
            self.machine,
            terminals.Enrolment(
                code=serial, name=serial, protocol=protocol, serial=serial, site_id=self.site_id,
                **facts,
            ),
        )  # fmt: skip
        return (await Terminal.get(serial=serial)).id

    async def terminal(self, serial: str) -> Terminal:
        return await Terminal.get(serial=serial)

    async def punches(self, serial: str) -> list[Punch]:
        found = await Terminal.get(serial=serial)
        return await Punch.filter(terminal_id=found.id).order_by("id")


async def build(db: Database, folder: Path, **settings: Any) -> House:
    """Company, site, unit and people 1001 to 1020 whose codes are mapped."""
    running = Settings(data=folder, database=db.url, **settings)
    installation.start(running)
    house = House(running, ids.new_id(), ids.new_id(), ids.new_id())
    await Company.create(id=house.company_id, name="公司", city="深圳", created_at=START)
    await Site.create(id=house.site_id, company_id=house.company_id, name="总部")
    await Unit.create(id=house.unit_id, company_id=house.company_id, name="研发")
    for code in PEOPLE:
        await add_person(house, code, mapped=True)
    return house


async def add_person(house: House, code: str, *, mapped: bool = False) -> str:
    person_id = ids.new_id()
    await Person.create(
        id=person_id, company_id=house.company_id, code=code, name=f"员工{code}",
        unit_id=house.unit_id, site_id=house.site_id, hired_on=date(2020, 1, 1), created_at=START,
    )  # fmt: skip
    if mapped:
        await CodeMapping.create(
            id=ids.new_id(), company_id=house.company_id, code_group="default", code=code,
            person_id=person_id, valid_from=START,
        )  # fmt: skip
    return person_id


@asynccontextmanager
async def gateway() -> AsyncIterator[None]:
    """The whole gateway of the running installation, in this loop."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(supervisor.run(stop))
        try:
            yield
        finally:
            stop.set()
            await running


async def until(
    what: Callable[[], Awaitable[Any]], seconds: float = 15, every: float = 0.05
) -> Any:
    """Wait until something holds and return it; on time-out fail with its last value."""
    last: Any = None
    try:
        async with asyncio.timeout(seconds):
            while not (last := await what()):  # noqa: ASYNC110 - what is waited for is outside
                await asyncio.sleep(every)
    except TimeoutError:
        raise AssertionError(f"still {last!r} after {seconds} s") from None
    return last
