"""Who has to act at a node: the rule, then stand-ins, separation of duty, delegations."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from rules.approvals.errors import refused
from rules.approvals.flow import Node, Who
from rules.approvals.options import Named, Options
from rules.approvals.org import superiors, units_above
from rules.approvals.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The holders with their principals in order; or the machine's answer and its reason."""

    holders: tuple[tuple[str, str | None], ...] = ()
    auto: Literal["yes", "no"] | None = None
    reason: str = ""


def resolve(run: Run, node: Node, *, submitting: bool = False) -> Found:
    """Find the holders of an approve node; refuse `nobody` where the flow blocks."""
    options = run.options(node.id)
    people = _unique(_replace_left(run, node, by_rule(run, node)))
    asked = _replace_self(run, node, options, people)
    if people and not asked:
        return Found(auto="yes", reason="self")
    free = _unique(p for p in asked if not barred(run, node, p))
    if not free:
        return nobody(run, node, submitting=submitting)
    return Found(holders=_delegated(run, node, options, free))


def nobody(run: Run, node: Node, *, submitting: bool = False) -> Found:
    """Answer for a node without people; later than at submission `block` acts as admin."""
    options = run.options(node.id)
    rule = options.nobody
    if rule == "block" and submitting:
        raise refused("nobody", node.id)
    if rule in ("auto_approve", "auto_reject"):
        return Found(auto="yes" if rule == "auto_approve" else "no", reason="nobody")
    named = rule.people if isinstance(rule, Named) else ()
    people = [not_initiator(run, options, p) for p in named if run.org.active(p)]
    free = [p for p in people if not barred(run, node, p)]
    return Found(holders=_delegated(run, node, options, _unique(free or [admin(run, options)])))


# --- 1. the rule


def by_rule(run: Run, node: Node) -> list[str]:
    """Return the people the rule of a node names, as it stands now."""
    if node.who is None:
        return []
    if node.who.rule == "choice":
        return list(run.state.choices.get(node.id, ()))
    return list(RULES[node.who.rule](run, node.who))


def _start(run: Run, who: Who) -> str:
    if who.of is None:
        return run.state.initiator
    return next(iter(_persons(run.state.form.get(who.of))), "")


def _persons(value: object) -> list[str]:
    many = value if isinstance(value, (list, tuple)) else [value]
    return [person for person in many if isinstance(person, str) and person]


def _superior(run: Run, who: Who) -> Iterable[str]:
    level = 1 if who.level is None else who.level
    chain = list(islice(superiors(run.org, _start(run, who)), level))
    return chain[-1:] if len(chain) == level or who.top == "last" else []


def _superior_chain(run: Run, who: Who) -> Iterable[str]:
    return islice(superiors(run.org, _start(run, who)), who.levels)


def _unit_head(run: Run, who: Who) -> Iterable[str]:
    above = units_above(run.org, run.org.unit(_start(run, who)))[who.level or 0 :]
    heads = [run.org.head(unit) for unit in (above if who.up else above[:1])]
    return [head for head in heads if head is not None][:1]


def _role(run: Run, who: Who) -> Iterable[str]:
    units = units_above(run.org, run.org.unit(_start(run, who)))
    return [
        member.person
        for member in run.org.members(who.role)
        if who.scope is None or member.scope is None or set(member.scope) & set(units)
    ]


def _position(run: Run, who: Who) -> Iterable[str]:
    people = run.org.holders(who.position)
    if who.unit is None:
        return people
    return [p for p in people if who.unit in units_above(run.org, run.org.unit(p))]


RULES: dict[str, Callable[[Run, Who], Iterable[str]]] = {
    "people": lambda _run, who: who.people,
    "superior": _superior,
    "superior_chain": _superior_chain,
    "unit_head": _unit_head,
    "role": _role,
    "position": _position,
    "field": lambda run, who: _persons(run.state.form.get(who.field)),
    "initiator": lambda run, _who: [run.state.initiator],
}


# --- 2. and 3. stand-ins


def left_for(run: Run, node: Node, person: str) -> str | None:
    """Return who takes over from an inactive person; None drops him."""
    options = run.options(node.id)
    if options.left == "drop":
        return None
    return admin(run, options) if options.left == "admin" else stand_in(run, node, person)


def stand_in(run: Run, node: Node, person: str) -> str:
    """Return the nearest active superior who may hold the node; else the administrator."""
    options = run.options(node.id)
    for above in superiors(run.org, person):
        if run.org.active(above) and not barred(run, node, above):
            return admin(run, options) if _forbidden(run, options, above) else above
    return admin(run, options)


def admin(run: Run, options: Options) -> str:
    """Return the administrator, or who stands in for him when he is the initiator."""
    return not_initiator(run, options, run.org.admin)


def not_initiator(run: Run, options: Options, person: str) -> str:
    """Close the back door: instead of the initiator his nearest active superior, else refuse."""
    if not _forbidden(run, options, person):
        return person
    above = next((p for p in superiors(run.org, person) if run.org.active(p)), None)
    if above is None:
        raise refused("nobody")
    return above


def _forbidden(run: Run, options: Options, person: str) -> bool:
    return person == run.state.initiator and options.own != "keep"


def _replace_left(run: Run, node: Node, people: list[str]) -> list[str]:
    placed = (p if run.org.active(p) else left_for(run, node, p) for p in people)
    return [p for p in placed if p is not None]


def _replace_self(run: Run, node: Node, options: Options, people: list[str]) -> list[str]:
    initiator = run.state.initiator
    if initiator not in people or options.own == "keep" or _asks_initiator(node):
        return people
    if options.own == "skip":
        return [p for p in people if p != initiator]
    other = stand_in(run, node, initiator) if options.own == "superior" else _head(run, node)
    return [other if p == initiator else p for p in people]


def _asks_initiator(node: Node) -> bool:
    return node.who is not None and node.who.rule == "initiator"


def _head(run: Run, node: Node) -> str:
    """Return the head of the initiator's unit or of one above who is active and not he."""
    org, initiator = run.org, run.state.initiator
    for unit in units_above(org, org.unit(initiator)):
        head = org.head(unit)
        if head not in (None, initiator) and org.active(head) and not barred(run, node, head):
            return head
    return admin(run, run.options(node.id))


# --- 4. separation of duty


def barred(run: Run, node: Node, person: str) -> bool:
    """Tell whether the person approved the other node of a pair in this round."""
    return any(
        task.status == "yes" and task.by_hand and person in (task.person, task.principal)
        for other in partners(run, node.id)
        for task in run.tasks(other)
    )


def partners(run: Run, node_id: str) -> list[str]:
    """Return the nodes that separation of duty pairs with a node."""
    pairs = run.options(node_id).sod
    return [b if a == node_id else a for a, b in pairs if node_id in (a, b)]


# --- 6. delegations


def _delegated(
    run: Run, node: Node, options: Options, people: list[str]
) -> tuple[tuple[str, str | None], ...]:
    holders: dict[str, str | None] = {}
    for person in people:
        delegate = _delegate(run, node, options, person)
        if delegate == person:
            holders[person] = None
        elif delegate not in people:
            holders.setdefault(delegate, person)
    return tuple(holders.items())


def _delegate(run: Run, node: Node, options: Options, person: str) -> str:
    seen = [person]
    while (onward := _link(run, node, seen[-1])) is not None:
        if onward in seen:
            return person
        seen.append(onward)
        if options.delegate_chain == "one_hop":
            break
    return seen[-1]


def _link(run: Run, node: Node, person: str) -> str | None:
    now = run.now.replace(second=0, microsecond=0)
    for link in run.org.delegations:
        if link.principal == person and link.start <= now <= link.end:
            free = link.to != run.state.initiator and not barred(run, node, link.to)
            if free and run.org.active(link.to):
                return link.to
    return None


def _unique(people: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(people))
