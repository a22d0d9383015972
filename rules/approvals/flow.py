"""The definition of a flow: nodes in sequence, branches inside, and where each node stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from rules.approvals.options import Options
from rules.approvals.serial import dump, load
from rules.text import Text

Rule = Literal[
    "people",
    "superior",
    "superior_chain",
    "unit_head",
    "role",
    "position",
    "field",
    "choice",
    "initiator",
]
Mode = Literal["all", "any", "in_turn", "vote"]
START = "start"
JOINING = ("parallel", "inclusive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """How a node finds its people; it starts from the initiator or from the person in `of`."""

    rule: Rule
    of: str | None = None
    people: tuple[str, ...] = ()
    level: int | None = None
    levels: int = 1
    top: Literal["last", "none"] | None = None
    up: bool = False
    role: str = ""
    scope: Literal["initiator_unit"] | None = None
    position: str = ""
    unit: str | None = None
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """Share of yes-weight in percent; `weights` per person, others weigh 1."""

    share: int = field(metadata={"key": "pass"})
    compare: Literal[">=", ">"] = ">="
    early: bool = True
    weights: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Hours from the opening of each task, on the natural or the working clock."""

    hours: float
    clock: Literal["natural", "work"] = "natural"
    remind_before: tuple[float, ...] = ()
    then: Literal["none", "remind", "approve", "reject", "return", "superior", "admin"] = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One way on: taken when every clause (field, op, value) holds, or as the default."""

    nodes: tuple["Node", ...] = ()
    priority: int = 0
    default: bool = False
    when: tuple[tuple[str, str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step; `options` beat the flow's for this node."""

    id: str
    type: Literal["approve", "cc", "condition", "parallel", "inclusive"]
    name: Text | None = None
    who: Who | None = None
    mode: Mode = "all"
    vote: Vote | None = None
    deadline: Deadline | None = None
    editable: tuple[str, ...] = ()
    batch: bool = True
    options: Mapping[str, object] = field(default_factory=dict)
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One published version; a running request keeps it for ever."""

    version: int
    options: Options = field(default_factory=Options)
    nodes: tuple[Node, ...] = ()

    def options_of(self, node: Node) -> Options:
        """Return the options that hold at a node."""
        if not node.options:
            return self.options
        return load(Options, {**dump(self.options), **node.options}, f"{node.id}.options")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a node stands: its sequence and index, and the branch of the node around it."""

    node: Node
    sequence: tuple[Node, ...]
    index: int
    parent: Node | None = None
    branch: int = 0


class Tree:
    """Index of a flow: neighbours and surroundings of every node."""

    def __init__(self, flow: Flow) -> None:
        self.places: dict[str, Place] = {}
        self._index(flow.nodes, None, 0)

    def _index(self, nodes: tuple[Node, ...], parent: Node | None, branch: int) -> None:
        for index, node in enumerate(nodes):
            self.places[node.id] = Place(
                node=node, sequence=nodes, index=index, parent=parent, branch=branch
            )
            for number, inner in enumerate(node.branches):
                self._index(inner.nodes, node, number)

    def node(self, node_id: str) -> Node:
        """Return a node by id."""
        return self.places[node_id].node

    def rest(self, node_id: str) -> tuple[Node, ...]:
        """Return the nodes behind it in its own sequence."""
        place = self.places[node_id]
        return place.sequence[place.index + 1 :]

    def around(self, node_id: str) -> Iterator[tuple[Node, int]]:
        """Yield the branching nodes around a node with the branch taken, innermost first."""
        place = self.places[node_id]
        while place.parent is not None:
            yield place.parent, place.branch
            place = self.places[place.parent.id]

    def joins(self, node_id: str) -> list[tuple[str, int]]:
        """Return the parallel and inclusive branches a node lies in."""
        return [(n.id, branch) for n, branch in self.around(node_id) if n.type in JOINING]


def inside(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Yield the nodes and everything in their branches, in order."""
    for node in nodes:
        yield node
        for branch in node.branches:
            yield from inside(branch.nodes)
