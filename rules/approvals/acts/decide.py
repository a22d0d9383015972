"""What a holder says: approve, reject, return."""

from rules.approvals.errors import refused
from rules.approvals.flow import Node
from rules.approvals.handover import separate
from rules.approvals.nodes import speak
from rules.approvals.resolve import barred
from rules.approvals.run import Run
from rules.approvals.values import Task
from rules.approvals.walk import can_go_back, conclude, go_back


def approve(run: Run, task: Task, node: Node) -> None:
    """Say yes to what the form now holds, the actor's own corrections included."""
    _correct(run, node)
    if barred(run, node, task.person):
        raise refused("sod", node.id)
    speak(run, task, "yes")
    separate(run, task)
    conclude(run, node)


def reject(run: Run, task: Task, node: Node) -> None:
    """Say no."""
    _correct(run, node)
    if run.options(node.id).comment_on_reject == "required" and not run.act.comment.strip():
        raise refused("comment_required", "comment")
    speak(run, task, "no")
    conclude(run, node)


def send_back(run: Run, task: Task, node: Node) -> None:
    """Return the request to an earlier node or to the initiator; it beats the mode."""
    target = run.act.to[0] if run.act.to else ""
    if not can_go_back(run, node, target):
        raise refused("bad_target", target)
    run.line("return", node=node.id, person=task.person, principal=task.principal, to=(target,))
    run.decide(node.id)
    go_back(run, node, target)


def _correct(run: Run, node: Node) -> None:
    """Take over the actor's corrections; only fields the node lets him edit."""
    for name in run.act.form:
        if name not in node.editable:
            raise refused("not_allowed", name)
    run.fill(run.act.form)
