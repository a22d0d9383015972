"""What others do: take back, copy, comment, and the administrator's note that somebody leaves."""

from rules.approvals.acts import who
from rules.approvals.errors import refused
from rules.approvals.handover import leave_all
from rules.approvals.resolve import barred, not_initiator
from rules.approvals.run import Run
from rules.approvals.values import Task
from rules.approvals.walk import copy_to, rewind

DECISIVE = ("approve", "reject", "return", "transfer", "add_before", "add_after", "add_with")


def takeback(run: Run) -> None:
    """Take one's own yes back while nobody has acted on it; the task opens again."""
    task = who.own_yes(run)
    if task is None:
        raise refused("not_assignee")
    node = run.tree.node(task.node)
    if run.options(node.id).takeback == "never" or _seats(run, task) > 1:
        raise refused("not_allowed", node.id)
    if run.state.passed[-1] != node.id or _acted_since(run, task):
        raise refused("too_late", node.id)
    run.line("takeback", node=node.id, person=task.person)
    rewind(run, node)
    run.reset({node.id})
    run.open(run.seat(node, task.person, principal=task.principal))


def copy(run: Run) -> None:
    """Send a copy by hand."""
    people = tuple(dict.fromkeys(run.act.to))
    if not people:
        raise refused("bad_target")
    for person in people:
        who.active(run, person)
    run.line("cc", node=None, person=run.act.actor, to=people)
    copy_to(run, people)


def comment(run: Run) -> None:
    """Say something without deciding; people mentioned are told."""
    for person in run.act.to:
        who.active(run, person)
    run.line("comment", node=None, person=run.act.actor)
    for person in run.act.to:
        run.notify(person, "mention")


def leave(run: Run) -> None:
    """Somebody left: his open and waiting tasks go to the successor, or as the flow says."""
    person = run.act.to[0] if run.act.to else ""
    mine = [t for t in run.waiting() if t.person == person]
    for task in mine:
        leave_all(run, [task], _successor(run, task))


def _successor(run: Run, task: Task) -> str | None:
    """Return the named successor where he may act; else the flow's own rule decides."""
    named, node = run.act.successor, run.tree.node(task.node)
    if named is None or not run.org.active(named) or barred(run, node, named):
        return None
    return not_initiator(run, run.options(node.id), named)


def _seats(run: Run, task: Task) -> int:
    return len({t.seat for t in run.state.tasks if t.opening == task.opening})


def _acted_since(run: Run, task: Task) -> bool:
    lines = run.state.history
    own = max(
        i
        for i, h in enumerate(lines)
        if (h.act, h.node, h.person) == ("approve", task.node, task.person)
    )
    return any(h.act in DECISIVE and h.person is not None for h in lines[own + 1 :])
