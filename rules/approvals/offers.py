"""Which buttons a person gets: found by trying each act on a copy that is thrown away."""

from dataclasses import dataclass
from datetime import datetime

from rules.approvals.acts import who
from rules.approvals.engine import apply
from rules.approvals.flow import START, Flow
from rules.approvals.org import Org
from rules.approvals.run import Run
from rules.approvals.values import Act, RequestState
from rules.approvals.walk import can_go_back
from rules.problem import Refused

PLAIN = ("approve", "reject", "resubmit", "withdraw", "takeback", "urge")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """Acts that would be accepted now, and the nodes a holder may return to (`start` first)."""

    acts: frozenset[str]
    return_to: tuple[str, ...] = ()
    editable: tuple[str, ...] = ()


def offers(state: RequestState, actor: str, *, org: Org, flow: Flow, now: datetime) -> Offers:
    """Return what a person may do with a request at this moment."""
    acts = {kind for kind in PLAIN if _accepted(state, actor, kind, org=org, flow=flow, now=now)}
    run = Run(state=state, org=org, flow=flow, now=now, act=Act(actor=actor, kind="return"))
    try:
        task = who.holder(run)
    except Refused:
        return Offers(acts=frozenset(acts))
    node = run.tree.node(task.node)
    acts |= {"return"}
    acts |= {"add"} if task.group is None else set()
    acts |= {"transfer"} if run.options(node.id).transfer == "allowed" else set()
    back = tuple(target for target in state.passed if can_go_back(run, node, target))
    return Offers(acts=frozenset(acts), return_to=(START, *back), editable=node.editable)


def _accepted(
    state: RequestState, actor: str, kind: str, *, org: Org, flow: Flow, now: datetime
) -> bool:
    try:
        apply(state, Act(actor=actor, kind=kind, comment="-"), org=org, flow=flow, now=now)
    except Refused:
        return False
    return True
