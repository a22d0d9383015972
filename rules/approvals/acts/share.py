"""How a holder shares or hands on his task: transfer, add signers, remove them."""

from typing import Literal, cast, get_args

from rules.approvals.acts import who
from rules.approvals.errors import refused
from rules.approvals.flow import Node
from rules.approvals.handover import swap
from rules.approvals.run import Run
from rules.approvals.values import WAITING, Group, Task
from rules.approvals.walk import conclude

_Mode = Literal["all", "any", "in_turn"]
OPPOSITE = {"before": "after", "after": "before"}


def transfer(run: Run, task: Task, node: Node) -> None:
    """Hand the task to somebody who then holds it in his own right."""
    if run.options(node.id).transfer == "refused":
        raise refused("not_allowed", node.id)
    to = run.act.to[0] if run.act.to else ""
    who.target(run, node.id, to)
    run.line("transfer", node=node.id, person=task.person, to=(to,))
    swap(run, task, to)


def add(run: Run, task: Task, node: Node) -> None:
    """Add signers before or after the own word, or full members beside it."""
    where, people = run.act.where, tuple(dict.fromkeys(run.act.to))
    if task.group is not None:
        raise refused("nested", node.id)
    if any(g.seat == task.seat and g.where == OPPOSITE.get(where) for g in run.state.groups):
        raise refused("not_allowed", node.id)
    if not people or where not in ("before", "after", "with"):
        raise refused("bad_target", node.id)
    for person in people:
        who.target(run, node.id, person)
    run.line(f"add_{where}", node=node.id, person=task.person, to=people)
    (_with if where == "with" else _signers)(run, task, node, people)


def remove(run: Run) -> None:
    """Take away an added signer of one's own who has not acted."""
    person = run.act.to[0] if run.act.to else ""
    own = [g for g in run.state.groups if g.by == run.act.actor and not g.done]
    found = [t for g in own for t in run.signers(g) if t.person == person and t.status in WAITING]
    if not found:
        raise refused("bad_target", person)
    run.line("remove", node=found[0].node, person=run.act.actor, to=(person,))
    run.close(found[0], "gone")
    conclude(run, run.tree.node(found[0].node))


def _with(run: Run, task: Task, node: Node, people: tuple[str, ...]) -> None:
    behind = task.id
    for person in people:
        if node.mode == "in_turn":
            behind = run.seat(node, person, behind=behind).id
        else:
            run.open(run.seat(node, person))


def _signers(run: Run, task: Task, node: Node, people: tuple[str, ...]) -> None:
    group = Group(
        id=run.next_id(),
        node=node.id,
        opening=task.opening,
        seat=task.seat,
        where=cast("Literal['before', 'after']", run.act.where),
        mode=_mode(run),
        by=run.act.actor,
    )
    run.add_group(group)
    for person in people:
        run.seat(node, person, group=group.id)
    if group.where == "before":
        run.change(task, status="held", due=None, reminders=())
        conclude(run, node)


def _mode(run: Run) -> _Mode:
    if run.act.mode not in get_args(_Mode):
        raise refused("bad_target", run.act.mode)
    return cast("_Mode", run.act.mode)
