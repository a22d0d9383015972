"""The law in force at the company's place: each value with its source, or why it cannot be used."""

import json
from dataclasses import dataclass
from datetime import date

from hr import clock
from hr.action import Work, query
from hr.parameters import jurisdiction, known
from orm.models import Company
from rules.access import Permission
from rules.params import Parameter, places
from rules.problem import Problem
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LawRow:
    """One parameter as it stands today; `problem` says why a run that needs it would stop."""

    id: str
    key: str
    place: str
    value: str
    unit: str
    source: str
    note: str
    confidence: str
    valid_from: date
    valid_to: date | None
    problem: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LawSheet:
    place: str
    today: date
    rows: tuple[LawRow, ...]


@query(Permission.PAY_VIEW, "法定参数", "The law in force")
async def law(work: Work) -> LawSheet:
    """Every key that knows a value for the company's place, as of today."""
    company = await Company.get(id=work.company_id)
    place, today = jurisdiction(company.city), clock.today(company.zone)
    table = await known(work.company_id)
    near = [row for row in table.rows() if row.jurisdiction in places(place)]
    newest = {row.key: row for row in sorted(near, key=_rank)}
    rows = [_row(newest[key], table.find(key, today, place)) for key in sorted(newest)]
    return LawSheet(place=place, today=today, rows=tuple(rows))


def _rank(row: Parameter) -> tuple[int, date, int]:
    """The most specific place last, there the latest start: shown when none is in force."""
    return len(row.jurisdiction), *row.precedence


def _row(newest: Parameter, found: Parameter | Problem) -> LawRow:
    row = newest if isinstance(found, Problem) else found
    return LawRow(
        id=row.id,
        key=row.key,
        place=row.jurisdiction,
        value=row.value
        if isinstance(row.value, str)
        else json.dumps(row.value, ensure_ascii=False),
        unit=row.unit,
        source=row.source,
        note=row.note,
        confidence=row.confidence,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        problem=found.text if isinstance(found, Problem) else None,
    )
