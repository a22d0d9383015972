"""What a built-in form is: its fields, its rules across fields, its words and its effect."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from rules.approvals.flow import Deadline, Flow, Node, Who
from rules.field import Field, Values, validate_all
from rules.problem import Problem
from rules.text import Text

Effect = Literal["leave", "correction", "overtime"]
IsWorkday = Callable[[date], bool]
PATIENCE = Deadline(hours=18, clock="work", remind_before=(4,), then="superior")


def manager_then_hr() -> Flow:
    """Return the default flow: the own superior, then one of HR; two working days each."""
    manager, hr = Text("直接上级", "Manager"), Text("人事", "HR")
    above = Who(rule="superior", level=1)
    office = Who(rule="role", role="hr")
    return Flow(
        version=1,
        nodes=(
            Node(id="manager", type="approve", name=manager, who=above, deadline=PATIENCE),
            Node(id="hr", type="approve", name=hr, who=office, mode="any", deadline=PATIENCE),
        ),
    )


def nothing_more(_values: Values, _is_workday: IsWorkday) -> dict[str, object]:
    """A form that derives nothing."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form people fill in.

    `across` checks what no field can see alone, at local time `now`. `span` is the local time the
    effect covers. `headline` follows a name ("请年假 5 天"), `summary` stands under it.
    `derive` computes the values of `derived`, which conditions of a flow may use.
    """

    code: str
    title: Text
    icon: str
    prefix: str
    fields: tuple[Field, ...]
    effect: Effect
    across: Callable[[Values, datetime], list[Problem]]
    span: Callable[[Values], tuple[datetime, datetime]]
    headline: Callable[[Values], Text]
    summary: Callable[[Values], Text]
    derived: tuple[Field, ...] = ()
    derive: Callable[[Values, IsWorkday], dict[str, object]] = nothing_more
    flow: Flow = field(default_factory=manager_then_hr)

    def validate(self, values: Values, *, now: datetime) -> list[Problem]:
        """Return every problem of the filled-in form; empty when it can be submitted."""
        problems = validate_all((*self.fields, *self.derived), values)
        return problems or self.across(values, now)

    def complete(self, values: Values, *, is_workday: IsWorkday) -> dict[str, object]:
        """Return the values with the derived ones; call it on values that validate."""
        return {**values, **self.derive(values, is_workday)}

    def title_of(self, values: Values, who: str) -> Text:
        """Return the request's own title: 何佳怡请年假 5 天; He Jiayi: Annual leave, 5 days."""
        words = self.headline(values)
        return Text(f"{who}{words.zh}", f"{who}: {words.en}")

    def field(self, name: str) -> Field:
        """Return a field by name."""
        return next(f for f in (*self.fields, *self.derived) if f.name == name)
