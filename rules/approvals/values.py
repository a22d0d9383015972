"""The values an approval works on: request, task, history line, notice, act, outcome.

All moments are naive local time of the company; the caller converts. A state is plain data:
`serial.dump(state)` is JSON, `serial.load(RequestState, data)` brings it back.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from rules.approvals.flow import START
from rules.table import Machine
from rules.text import Text

Status = Literal["draft", "running", "returned", "approved", "rejected", "withdrawn"]
TaskStatus = Literal["queued", "held", "open", "yes", "no", "moved", "gone"]
WAITING = ("queued", "held", "open")
MEMBER = ("queued", "held", "open", "yes", "no")
ENDED = ("approved", "rejected", "withdrawn")

REQUEST = Machine(
    label=Text("申请", "The request"),
    moves={
        ("draft", "submit"): "running",
        ("returned", "resubmit"): "running",
        ("running", "return"): "returned",
        ("running", "approve"): "approved",
        ("running", "reject"): "rejected",
        ("running", "withdraw"): "withdrawn",
        ("returned", "withdraw"): "withdrawn",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One person's share in one node; tasks of one `seat` are its holders in turn.

    `opening` is the opening of the node it belongs to, `group` the added signers it is one of,
    `seen` the revisions in which it was open (until None: still), `by_hand` that the holder
    himself said yes or no.
    """

    id: int
    node: str
    opening: int
    seat: int
    person: str
    principal: str | None = None
    status: TaskStatus = "queued"
    group: int | None = None
    by_hand: bool = False
    opened: datetime | None = None
    order: int = 0
    seen_from: int | None = None
    seen_until: int | None = None
    reminders: tuple[datetime, ...] = ()
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Signers added before or after the word of one seat."""

    id: int
    node: str
    opening: int
    seat: int
    where: Literal["before", "after"]
    mode: Literal["all", "any", "in_turn"]
    by: str
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRun:
    """One node of the present round: its opening, and for branchings the ways taken and done."""

    node: str
    opening: int
    passed: bool = False
    branches: tuple[int, ...] = ()
    done: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A direct return: when `target` passes with the same content, go straight to `source`."""

    target: str
    source: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One line of the record; `principal` is stored as `for`, `content` is what was seen."""

    node: str | None
    person: str | None
    act: str
    to: tuple[str, ...] = ()
    principal: str | None = field(default=None, metadata={"key": "for"})
    reason: str | None = None
    at: datetime
    comment: str = ""
    content: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestState:
    """All there is to know about one request; only `engine` makes new ones."""

    initiator: str
    form: Mapping[str, object] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status: Status = "draft"
    version: int | None = None
    revision: int = 0
    serial: int = 0
    runs: tuple[NodeRun, ...] = ()
    passed: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    groups: tuple[Group, ...] = ()
    jumps: tuple[Jump, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    copied: tuple[str, ...] = ()
    urged: datetime | None = None
    keys: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Somebody is to be told; kinds as in the approval format (task, returned, remind ...)."""

    to: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody wants to do.

    `to`: receiver, return target, added, copied or mentioned people, or the one who leaves.
    `seen` is the state's revision on the actor's page, `content` the hash of the form he saw.
    """

    actor: str
    kind: str
    node: str | None = None
    to: tuple[str, ...] = ()
    comment: str = ""
    form: Mapping[str, object] = field(default_factory=dict)
    where: str = ""
    mode: str = "all"
    successor: str | None = None
    key: str | None = None
    seen: int | None = None
    content: str | None = None
    batch: bool = False
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The new state, whom to tell, and the ends reached: what `hr` must now carry out."""

    state: RequestState
    notices: tuple[Notice, ...] = ()
    effects: tuple[Literal["approved", "rejected", "withdrawn"], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """One thing somebody has to do now, as lists show it."""

    node: str
    person: str
    principal: str | None = None
    task: Task | None = None


def content_hash(form: Mapping[str, object]) -> str:
    """Hash of the form's values (SHA-256 of canonical JSON): what a yes is bound to."""
    text = json.dumps(form, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def open_tasks(state: RequestState) -> list[OpenTask]:
    """Return what waits for whom, in order of opening; a returned request waits at `start`."""
    if state.status == "returned":
        return [OpenTask(node=START, person=state.initiator)]
    found = sorted((t for t in state.tasks if t.status == "open"), key=lambda t: t.order)
    return [OpenTask(node=t.node, person=t.person, principal=t.principal, task=t) for t in found]
