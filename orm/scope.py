"""No scope, no query: rows about a person are asked for by company, person or their own parent.

`OWNED` names the tables; a test reads every query of `hr/` and fails on one without a bound.
"""

from tortoise.expressions import Q, Subquery

from orm.models import (
    AbsenceLadder,
    Attempt,
    Day,
    DirtyDay,
    LeaveGrant,
    Notice,
    PayProfile,
    Payslip,
    PerformanceScore,
    Person,
    Punch,
    Request,
    Task,
    TerminalCommand,
)

OWNED = (
    AbsenceLadder,
    Attempt,
    Day,
    DirtyDay,
    LeaveGrant,
    Notice,
    PayProfile,
    Payslip,
    PerformanceScore,
    Person,
    Punch,
    Request,
    Task,
    TerminalCommand,
)
"""Tables whose rows are about one person."""

BOUNDS = frozenset(
    {"id", "company_id", "person_id", "initiator_id", "notice_id", "request_id", "run_id"}
    | {"terminal_id", "vendor_id"}
)
"""Columns of which at least one bounds such a query."""


def owned_by(people: Q) -> Q:
    """Filter on an owned table for the persons a filter on `Person` reaches, as one subquery.

    A list of ids would end at 32,766 of them on SQLite.
    """
    return Q(person_id__in=Subquery(Person.filter(people).values("id")))
