"""When a share goes to another person: transfer, escalation, leaving, separation of duty."""

from rules.approvals.flow import Node
from rules.approvals.nodes import drop_signers
from rules.approvals.resolve import left_for, partners
from rules.approvals.run import Run
from rules.approvals.values import WAITING, Task
from rules.approvals.walk import conclude


def swap(run: Run, task: Task, to: str) -> Task:
    """Put a person into a seat in his own right; an open task opens anew for him."""
    run.close(task, "moved")
    status = "queued" if task.status == "open" else task.status
    new = run.seat(
        run.tree.node(task.node),
        to,
        behind=task.id,
        seat=task.seat,
        group=task.group,
        status=status,
    )
    return run.open(new) if task.status == "open" else new


def take_over(run: Run, task: Task, to: str) -> Task | None:
    """Swap, unless the person stands in the node already: one person keeps one share."""
    if any(t.person == to and t.id != task.id for t in run.tasks(task.node)):
        drop(run, task)
        return None
    return swap(run, task, to)


def drop(run: Run, task: Task) -> None:
    """Remove a share with its added signers."""
    run.close(task, "gone")
    drop_signers(run, task.seat)


def leave(run: Run, task: Task, node: Node, successor: str | None = None) -> None:
    """Replace who cannot act any more, as the flow says for people who left."""
    to = successor or left_for(run, node, task.person)
    if to is None:
        run.line("drop", node=node.id, person=task.person, reason="left")
        drop(run, task)
        return
    run.line("reassign", node=node.id, person=task.person, to=(to,), reason="left")
    take_over(run, task, to)


def leave_all(run: Run, tasks: list[Task], successor: str | None = None) -> None:
    """Replace the holder of several tasks; each node is settled before the next."""
    for task in tasks:
        if run.task(task.id).status in WAITING:
            node = run.tree.node(task.node)
            leave(run, run.task(task.id), node, successor)
            conclude(run, node)


def separate(run: Run, task: Task) -> None:
    """After a yes: tasks of the same person in the other node of a pair go to somebody else."""
    people = {task.person, task.principal}
    others = (t for other in partners(run, task.node) for t in run.tasks(other))
    leave_all(run, [t for t in others if t.status in WAITING and t.person in people])
