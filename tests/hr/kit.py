"""What the tests of `hr` share: a punch as it comes from the wall, a judged day, a refusal."""

from collections.abc import Awaitable
from datetime import date

import pytest

from devices.driver import Batch, PunchEvent
from hr import days, gateway
from hr.action import Work
from hr.actor import Machine
from hr.clock import now
from orm.models import Day, Person
from rules.access import Permission
from rules.problem import Refused


async def refusal(awaitable: Awaitable[object]) -> str:
    """The code of a refusal; anything else fails the test."""
    with pytest.raises(Refused) as caught:
        await awaitable
    return caught.value.problem.code


async def punch(code: str, *local: str, serial: str = "TOWN0001", flags: str = "") -> None:
    """Punches of one person code, as the gateway stores them."""
    to = next(one for one in await gateway.enrolled() if one.serial == serial)
    events = tuple(
        PunchEvent(
            person_code=code,
            local=text,
            verify="face",
            identity=f"{code} {text}",
            payload=f"{code}\t{text}".encode(),
            flags=tuple(filter(None, [flags])),
        )
        for text in local
    )
    payload = b"\n".join(one.payload for one in events)
    await gateway.store(to, Batch(source="test", payload=payload, events=events))


async def judged(person_id: str, on: date) -> Day:
    """The day as it stands after everything dirty was judged."""
    company = (await Person.get(id=person_id)).company_id
    while await days.recompute(company):
        pass
    return await Day.get(person_id=person_id, date=on)


async def machine_work(company_id: str, needs: Permission = Permission.SELF) -> Work:
    """A call of the house itself."""
    return Work(actor=await Machine(company_id).actor(), needs=needs, now=now())
