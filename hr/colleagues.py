"""Colleagues by name: whom work is handed to, whom a task is passed to. Names are public inside."""

from dataclasses import dataclass

from hr.action import Work, query
from hr.people import unit_labels
from orm.models import Person
from rules.access import Permission
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    id: str
    name: str
    unit: Text


@query(Permission.SELF, "同事", "Colleagues")
async def colleagues(work: Work) -> list[Colleague]:
    """Everybody who works here now but oneself, the own unit first."""
    units = await unit_labels(work.company_id)
    everybody = await Person.filter(company_id=work.company_id, left_on=None).order_by("code")
    mine = next((one.unit_id for one in everybody if one.id == work.actor.person_id), "")
    others = [one for one in everybody if one.id != work.actor.person_id]
    return [
        Colleague(id=one.id, name=one.name, unit=units[one.unit_id])
        for one in sorted(others, key=lambda one: one.unit_id != mine)
    ]
