"""One act at work: the state so far and what it has caused."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, cast

from rules.approvals.flow import Flow, Node, Tree
from rules.approvals.options import Options
from rules.approvals.org import Org
from rules.approvals.values import (
    ENDED,
    MEMBER,
    REQUEST,
    WAITING,
    Act,
    Group,
    HistoryLine,
    NodeRun,
    Notice,
    Outcome,
    RequestState,
    Status,
    Task,
    TaskStatus,
    content_hash,
)
from rules.approvals.workclock import after

SYSTEM = Act(actor="", kind="tick")
Fields = Any
"""Fields of the value that is made or replaced; the value itself knows their types."""


@dataclass(slots=True, kw_only=True)
class Run:
    """Works on an immutable state by replacing it; `outcome` is what is left at the end."""

    state: RequestState
    org: Org
    flow: Flow
    now: datetime
    act: Act = SYSTEM
    tree: Tree = field(init=False)
    notices: list[Notice] = field(default_factory=list)
    effects: list[Literal["approved", "rejected", "withdrawn"]] = field(default_factory=list)
    bounced: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tree = Tree(self.flow)

    def outcome(self) -> Outcome:
        """Return the state reached and what it caused; each notice once."""
        notices = tuple(dict.fromkeys(self.notices))
        return Outcome(state=self.state, notices=notices, effects=tuple(self.effects))

    def put(self, **changes: Fields) -> None:
        """Replace fields of the state."""
        self.state = replace(self.state, **changes)

    def next_id(self) -> int:
        """Return the next number of this request."""
        self.put(serial=self.state.serial + 1)
        return self.state.serial

    def options(self, node_id: str) -> Options:
        """Return the options that hold at a node."""
        return self.flow.options_of(self.tree.node(node_id))

    def content(self) -> str:
        """Return the hash of the form as it is now."""
        return content_hash(self.state.form)

    def fill(self, form: Mapping[str, object]) -> None:
        """Put values into the form."""
        self.put(form={**self.state.form, **form})

    # --- record and notices

    def notify(self, to: str, kind: str) -> None:
        """Tell a person; repeated words count once."""
        self.notices.append(Notice(to=to, kind=kind))

    def line(self, act: str, *, node: str | None, person: str | None, **facts: Fields) -> None:
        """Write one line into the record; words and device are the actor's own."""
        mine = person is not None and person == self.act.actor and "reason" not in facts
        entry = HistoryLine(
            act=act,
            node=node,
            person=person,
            at=self.now,
            comment=self.act.comment if mine else "",
            via=self.act.via if mine else "",
            content=self.content(),
            **facts,
        )
        self.put(history=(*self.state.history, entry))

    def move(self, event: str) -> None:
        """Move the request by its state machine; an end closes all tasks and is reported."""
        status = cast("Status", REQUEST.after(self.state.status, event))
        self.put(status=status)
        if status in ENDED:
            for task in self.waiting():
                self.close(task, "gone")
            self.effects.append(cast("Literal['approved']", status))

    def decide(self, node_id: str) -> None:
        """Remember that a person has decided at a node in this round."""
        if node_id not in self.state.decided:
            self.put(decided=(*self.state.decided, node_id))

    # --- nodes

    def run_of(self, node_id: str) -> NodeRun | None:
        """Return the present opening of a node."""
        return next((r for r in self.state.runs if r.node == node_id), None)

    def begin(self, node_id: str, branches: tuple[int, ...] = ()) -> NodeRun:
        """Open a node anew."""
        run = NodeRun(node=node_id, opening=self.next_id(), branches=branches)
        self.put(runs=(*(r for r in self.state.runs if r.node != node_id), run))
        return run

    def update_run(self, node_id: str, **changes: Fields) -> None:
        """Replace fields of a node's present opening."""
        runs = (replace(r, **changes) if r.node == node_id else r for r in self.state.runs)
        self.put(runs=tuple(runs))

    def reset(self, node_ids: set[str], *, same_round: bool = False) -> None:
        """Void what was said at these nodes; in the same round, that it was said stays known."""
        for task in self.waiting():
            if task.node in node_ids:
                self.close(task, "gone")
        state = self.state
        self.put(
            runs=tuple(r for r in state.runs if r.node not in node_ids),
            passed=tuple(n for n in state.passed if n not in node_ids),
        )
        if not same_round:
            clean = (j for j in state.jumps if not {j.target, j.source} & node_ids)
            decided = tuple(n for n in state.decided if n not in node_ids)
            self.put(jumps=tuple(clean), decided=decided)

    # --- tasks

    def tasks(self, node_id: str) -> list[Task]:
        """Return the shares that count in the present opening of a node, in list order."""
        run = self.run_of(node_id)
        opening = run.opening if run else None
        return [
            t
            for t in self.state.tasks
            if t.node == node_id and t.opening == opening and t.status in MEMBER
        ]

    def waiting(self) -> list[Task]:
        """Return every task that is open or waits for its turn or for added signers."""
        return [t for t in self.state.tasks if t.status in WAITING]

    def task(self, task_id: int) -> Task:
        """Return a task as it is now."""
        return next(t for t in self.state.tasks if t.id == task_id)

    def groups(self, seat: int) -> list[Group]:
        """Return the added signers of a seat that are not settled yet."""
        return [g for g in self.state.groups if g.seat == seat and not g.done]

    def signers(self, group: Group) -> list[Task]:
        """Return the shares of added signers, in list order."""
        return [t for t in self.state.tasks if t.group == group.id and t.status in MEMBER]

    def add_group(self, group: Group) -> None:
        """Register added signers."""
        self.put(groups=(*self.state.groups, group))

    def end_group(self, group: Group) -> None:
        """Mark added signers as settled."""
        groups = (replace(g, done=True) if g.id == group.id else g for g in self.state.groups)
        self.put(groups=tuple(groups))

    def seat(self, node: Node, person: str, *, behind: int | None = None, **facts: Fields) -> Task:
        """Give a person a share in a node's present opening, at the end or behind a task."""
        run = self.run_of(node.id) or self.begin(node.id)
        number = self.next_id()
        shape: dict[str, Fields] = {"seat": number, **facts}
        task = Task(id=number, node=node.id, opening=run.opening, person=person, **shape)
        tasks = list(self.state.tasks)
        at = next((i + 1 for i, t in enumerate(tasks) if t.id == behind), len(tasks))
        self.put(tasks=(*tasks[:at], task, *tasks[at:]))
        return task

    def change(self, task: Task, **changes: Fields) -> Task:
        """Replace fields of a task and return it."""
        new = replace(self.task(task.id), **changes)
        self.put(tasks=tuple(new if t.id == task.id else t for t in self.state.tasks))
        return new

    def open(self, task: Task) -> Task:
        """Open a task for its holder, start its deadline and tell him."""
        self.notify(task.person, "task")
        reminders, due = self._timers(task)
        return self.change(
            task,
            status="open",
            opened=self.now,
            order=self.next_id(),
            seen_from=self.state.revision,
            reminders=reminders,
            due=due,
        )

    def close(self, task: Task, status: TaskStatus, *, by_hand: bool = False) -> Task:
        """End a task: answered, handed on, or gone."""
        revision = self.state.revision
        return self.change(
            task, status=status, by_hand=by_hand, seen_until=revision, due=None, reminders=()
        )

    def _timers(self, task: Task) -> tuple[tuple[datetime, ...], datetime | None]:
        deadline = self.tree.node(task.node).deadline
        if deadline is None:
            return (), None
        calendar = self.org.calendar if deadline.clock == "work" else None
        early = (deadline.hours - before for before in deadline.remind_before)
        falls = (after(self.now, round(h * 60), calendar) for h in sorted(early) if h >= 0)
        return tuple(f for f in falls if f), after(self.now, round(deadline.hours * 60), calendar)
