"""What can be known before a request starts: the path of the present form, and what it lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.approvals import conditions
from rules.approvals.errors import refused
from rules.approvals.flow import Flow, Node
from rules.approvals.org import Org
from rules.approvals.resolve import resolve
from rules.approvals.run import Run
from rules.approvals.values import RequestState
from rules.problem import Refused


def path(run: Run, nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Yield the nodes the present form will meet, and a condition at which it gets stuck."""
    for node in nodes:
        if not node.branches:
            yield node
            continue
        taken = conditions.taken(run, node)
        if not taken and node.type == "condition" and run.options(node.id).no_branch == "error":
            yield node
        for branch in taken:
            yield from path(run, node.branches[branch].nodes)


def check(run: Run) -> None:
    """Refuse what cannot go through: choice_required, nobody, no_branch, in this order."""
    ahead = list(path(run, run.flow.nodes))
    for node in ahead:
        if node.who is not None and node.who.rule == "choice":
            _check_choice(run, node)
    for node in ahead:
        if node.type == "approve":
            resolve(run, node, submitting=True)
    for node in ahead:
        if node.branches:
            raise refused("no_branch", node.id)


def _check_choice(run: Run, node: Node) -> None:
    if not run.state.choices.get(node.id):
        raise refused("choice_required", node.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """One step a form will meet, and who would be asked as things stand now."""

    node: Node
    people: tuple[str, ...]


def preview(state: RequestState, *, org: Org, flow: Flow, now: datetime) -> list[Ahead]:
    """Return the approve nodes of a draft's path with their people; nobody is an empty tuple."""
    run = Run(state=state, org=org, flow=flow, now=now)
    steps = [node for node in path(run, flow.nodes) if node.type == "approve"]
    return [Ahead(node=node, people=_people(run, node)) for node in steps]


def _people(run: Run, node: Node) -> tuple[str, ...]:
    try:
        return tuple(person for person, _ in resolve(run, node).holders)
    except Refused:
        return ()
