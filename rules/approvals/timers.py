"""What falls due while nobody acts: reminders, then deadlines, in order of task opening."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rules.approvals.flow import START, Flow
from rules.approvals.handover import take_over
from rules.approvals.nodes import speak
from rules.approvals.org import Org
from rules.approvals.resolve import admin, stand_in
from rules.approvals.run import Run
from rules.approvals.values import RequestState, Task
from rules.approvals.walk import conclude, go_back
from rules.problem import Refused


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Timer:
    """One thing that falls due; sorted as it has to happen (0 remind, 1 deadline)."""

    at: datetime
    kind: Literal[0, 1]
    order: int
    task: int


def timers(state: RequestState) -> list[Timer]:
    """Return everything that will fall due if nobody acts, first things first."""
    found: list[Timer] = []
    for task in state.tasks:
        if task.status == "open":
            found += [Timer(at=r, kind=0, order=task.order, task=task.id) for r in task.reminders]
            if task.due is not None:
                found.append(Timer(at=task.due, kind=1, order=task.order, task=task.id))
    return sorted(found)


def next_due(state: RequestState) -> datetime | None:
    """Return when `advance` has something to do next."""
    due = timers(state)
    return due[0].at if due else None


def heir(state: RequestState, task: Task, *, org: Org, flow: Flow, now: datetime) -> str | None:
    """Return who gets a task at its deadline, as things stand now; None: nobody new."""
    run = Run(state=state, org=org, flow=flow, now=now)
    deadline = run.tree.node(task.node).deadline
    find = HEIRS.get(deadline.then) if deadline is not None and task.due is not None else None
    try:
        return find(run, task) if find else None
    except Refused:
        return None


def run_due(run: Run, now: datetime) -> None:
    """Let everything happen that is due at or before `now`, at its own time."""
    while (due := timers(run.state)) and due[0].at <= now:
        run.now = due[0].at
        run.bounced.clear()
        run.put(revision=run.state.revision + 1)
        (_deadline if due[0].kind else _remind)(run, run.task(due[0].task))
    run.now = now


def _remind(run: Run, task: Task) -> None:
    run.change(task, reminders=task.reminders[1:])
    run.notify(task.person, "remind")


def _deadline(run: Run, task: Task) -> None:
    """Carry out what the node says; where nobody may take it, the task stays as it is."""
    deadline = run.tree.node(task.node).deadline
    task = run.change(task, due=None, reminders=())
    before, told = run.state, len(run.notices)
    try:
        THEN[deadline.then if deadline else "none"](run, task)
    except Refused:
        run.state = before
        del run.notices[told:]


def _say(word: Literal["yes", "no"]) -> Callable[[Run, Task], None]:
    def answer(run: Run, task: Task) -> None:
        speak(run, task, word, reason="deadline")
        conclude(run, run.tree.node(task.node))

    return answer


def _return(run: Run, task: Task) -> None:
    run.line("return", node=task.node, person=None, to=(START,), reason="deadline")
    go_back(run, run.tree.node(task.node), START)


def _above(run: Run, task: Task) -> str:
    return stand_in(run, run.tree.node(task.node), task.person)


def _admin(run: Run, task: Task) -> str:
    return admin(run, run.options(task.node))


HEIRS: dict[str, Callable[[Run, Task], str]] = {"superior": _above, "admin": _admin}


def _escalate(run: Run, task: Task) -> None:
    """Move the task up; the administrator has no deadline of his own."""
    deadline = run.tree.node(task.node).deadline
    to = HEIRS[deadline.then](run, task) if deadline else task.person
    if to == task.person:
        return
    run.line("escalate", node=task.node, person=task.person, to=(to,), reason="deadline")
    run.notify(task.person, "escalated")
    new = take_over(run, task, to)
    if new is not None and to == run.org.admin:
        run.change(new, due=None, reminders=())
    conclude(run, run.tree.node(task.node))


THEN: dict[str, Callable[[Run, Task], None]] = {
    "none": lambda _run, _task: None,
    "remind": lambda run, task: run.notify(task.person, "remind"),
    "approve": _say("yes"),
    "reject": _say("no"),
    "return": _return,
    "superior": _escalate,
    "admin": _escalate,
}
