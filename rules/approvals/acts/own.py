"""What the initiator does: submit, resubmit, edit, urge, withdraw."""

from datetime import timedelta

from rules.approvals import foresee
from rules.approvals.errors import refused
from rules.approvals.flow import START, inside
from rules.approvals.run import Run
from rules.approvals.values import open_tasks
from rules.approvals.walk import begin, enter


def submit(run: Run) -> None:
    """Start the flow; the request keeps this version of it for ever."""
    foresee.check(run)
    run.put(version=run.flow.version)
    run.move("submit")
    run.line("submit", node=START, person=run.act.actor)
    begin(run)


def resubmit(run: Run) -> None:
    """Go on after a return: straight to who returned it if nothing changed, else anew."""
    jump = next((j for j in run.state.jumps if j.target == START), None)
    direct = jump is not None and jump.content == run.content()
    if not direct:
        run.reset({node.id for node in inside(run.flow.nodes)})
        foresee.check(run)
    run.put(jumps=tuple(j for j in run.state.jumps if j != jump))
    run.move("resubmit")
    run.line("resubmit", node=START, person=run.act.actor)
    if direct and jump is not None:
        enter(run, run.tree.node(jump.source))
    else:
        begin(run)


def edit(run: Run) -> None:
    """Change the form; while it runs, as the flow allows: approvals void, or people told."""
    running = run.state.status == "running"
    after = run.flow.options.edit_after
    if running and after == "forbid":
        raise refused("not_allowed")
    run.fill(run.act.form)
    run.line("edit", node=None, person=run.act.actor)
    if running and after == "restart":
        begin(run)
    elif running:
        for person in (*_approvers(run), *(t.person for t in open_tasks(run.state))):
            run.notify(person, "changed")


def urge(run: Run) -> None:
    """Ask everybody who holds a task to act; not again within the flow's gap."""
    last, gap = run.state.urged, timedelta(minutes=run.flow.options.urge_gap_minutes)
    if last is not None and run.now - last < gap:
        raise refused("too_soon")
    run.put(urged=run.now)
    run.line("urge", node=None, person=run.act.actor)
    for task in open_tasks(run.state):
        run.notify(task.person, "urge")


def withdraw(run: Run) -> None:
    """Take the request back; every holder is told."""
    until = run.flow.options.withdraw
    if until == "never":
        raise refused("not_allowed")
    running = run.state.status == "running"
    if running and until == "before_first_decision" and run.state.decided:
        raise refused("too_late")
    holders = [task.person for task in open_tasks(run.state)] if running else []
    run.line("withdraw", node=START, person=run.act.actor)
    run.move("withdraw")
    for person in holders:
        run.notify(person, "withdrawn")


def _approvers(run: Run) -> list[str]:
    """Return who said yes by his own hand in this round."""
    nodes = [r.node for r in run.state.runs]
    return [t.person for n in nodes for t in run.tasks(n) if t.status == "yes" and t.by_hand]
