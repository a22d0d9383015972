"""What people can do to a request: one table of acts, each with who may and in which states."""

from collections.abc import Callable
from dataclasses import dataclass

from rules.approvals.acts import decide, others, own, share, who
from rules.approvals.flow import Node
from rules.approvals.run import Run
from rules.approvals.values import Task

STARTED = ("running", "returned", "approved", "rejected", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An act that needs no open task: who may, in which states, what it does."""

    who: Callable[[Run], None]
    states: tuple[str, ...]
    do: Callable[[Run], None]


HOLDER_ACTS: dict[str, Callable[[Run, Task, Node], None]] = {
    "approve": decide.approve,
    "reject": decide.reject,
    "return": decide.send_back,
    "transfer": share.transfer,
    "add": share.add,
}

ACTS: dict[str, Rule] = {
    "submit": Rule(who=who.initiator, states=("draft",), do=own.submit),
    "resubmit": Rule(who=who.initiator, states=("returned",), do=own.resubmit),
    "edit": Rule(who=who.initiator, states=("draft", "running", "returned"), do=own.edit),
    "urge": Rule(who=who.initiator, states=("running",), do=own.urge),
    "withdraw": Rule(who=who.initiator, states=("running", "returned"), do=own.withdraw),
    "takeback": Rule(who=who.approver, states=("running",), do=others.takeback),
    "remove": Rule(who=who.adder, states=("running",), do=share.remove),
    "cc": Rule(who=who.participant, states=STARTED, do=others.copy),
    "comment": Rule(who=who.reader, states=STARTED, do=others.comment),
    "leave": Rule(who=who.administrator, states=("draft", *STARTED), do=others.leave),
}
