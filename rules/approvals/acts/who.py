"""Who may act: each check refuses with the reason, in the order the format settles."""

from rules.approvals.errors import refused
from rules.approvals.resolve import barred
from rules.approvals.run import Run
from rules.approvals.values import WAITING, Task


def holder(run: Run) -> Task:
    """Return the actor's open task; a page that is out of date is judged by what it showed."""
    mine = [t for t in _mine(run) if t.opened is not None]
    shown = [t for t in mine if run.act.seen is not None and _was_open(t, run.act.seen)]
    ready = sorted((t for t in shown or mine if t.status == "open"), key=lambda t: t.order)
    if not ready:
        raise refused("task_closed" if mine else "not_assignee", run.act.node or "")
    return ready[0]


def initiator(run: Run) -> None:
    """Only the initiator."""
    if run.act.actor != run.state.initiator:
        raise refused("not_initiator")


def participant(run: Run) -> None:
    """The initiator, and anyone who has or had a task."""
    if run.act.actor != run.state.initiator and not had_task(run):
        raise refused("not_participant")


def reader(run: Run) -> None:
    """Participants, and people who got a copy."""
    if run.act.actor not in run.state.copied:
        participant(run)


def administrator(run: Run) -> None:
    """Only the administrator."""
    if run.act.actor != run.org.admin:
        raise refused("not_allowed")


def approver(run: Run) -> None:
    """Whoever approved a node of this round by his own hand."""
    if own_yes(run) is None:
        raise refused("task_closed" if had_task(run) else "not_assignee")


def adder(run: Run) -> None:
    """Whoever has something to do here, or has added signers who still have."""
    added = (t for g in run.state.groups if g.by == run.act.actor for t in run.signers(g))
    if not any(t.status in WAITING for t in (*_mine(run), *added)):
        raise refused("task_closed" if had_task(run) else "not_assignee")


def had_task(run: Run) -> bool:
    """Tell whether the actor ever had a task in this request."""
    return any(t.person == run.act.actor and t.opened is not None for t in run.state.tasks)


def own_yes(run: Run) -> Task | None:
    """Return the actor's own yes in the node that passed last among those he approved."""
    for node in reversed(run.state.passed):
        for task in run.tasks(node):
            mine = task.person == run.act.actor and task.group is None
            if mine and task.by_hand and task.status == "yes":
                return task
    return None


def target(run: Run, node_id: str, person: str) -> None:
    """Refuse a person who cannot get a share in a node."""
    act, options = run.act, run.options(node_id)
    if person == act.actor:
        raise refused("self_target", person)
    active(run, person)
    if person == run.state.initiator and options.own != "keep":
        raise refused("self_approval", person)
    if barred(run, run.tree.node(node_id), person):
        raise refused("sod", person)
    if any(t.person == person for t in run.tasks(node_id)):
        raise refused("duplicate", person)


def active(run: Run, person: str) -> None:
    """Refuse a person who left, is disabled or unknown."""
    if not run.org.active(person):
        raise refused("inactive_target", person)


def _mine(run: Run) -> list[Task]:
    node = run.act.node
    return [
        t for t in run.state.tasks if t.person == run.act.actor and (node is None or t.node == node)
    ]


def _was_open(task: Task, revision: int) -> bool:
    since = task.seen_from is not None and task.seen_from <= revision
    return since and (task.seen_until is None or revision < task.seen_until)
