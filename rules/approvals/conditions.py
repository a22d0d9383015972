"""Which way a request goes: clauses over the form, and the branches they open."""

from collections.abc import Callable, Mapping

from rules.approvals.flow import Branch, Node
from rules.approvals.org import units_above
from rules.approvals.run import Run


def taken(run: Run, node: Node) -> tuple[int, ...]:
    """Return the branches of a branching node that run, by their place in the list."""
    numbered = list(enumerate(node.branches))
    if node.type == "parallel":
        return tuple(number for number, _ in numbered)
    open_to = [(b.priority, i) for i, b in numbered if not b.default and holds(run, b)]
    fits = [i for _, i in (sorted(open_to)[:1] if node.type == "condition" else open_to)]
    return tuple(fits or [i for i, b in numbered if b.default][:1])


def holds(run: Run, branch: Branch) -> bool:
    """Tell whether every clause of a branch holds for the form as it is now."""
    return all(_clause(run, *clause) for clause in branch.when)


def _clause(run: Run, name: str, op: str, value: object) -> bool:
    if name == "@unit":
        mine = units_above(run.org, run.org.unit(run.state.initiator))
        return op == "in" and isinstance(value, (list, tuple)) and bool(set(mine) & set(value))
    form: Mapping[str, object] = run.state.form
    if name not in form:
        return op == "!=" or (op == "==" and value is None)
    return OPS[op](form[name], value)


def _same(left: object, right: object) -> bool:
    """Tell whether two JSON values are equal; true is not 1."""
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def _ordered(compare: Callable[[float], bool]) -> Callable[[object, object], bool]:
    """Compare numbers with numbers and text with text; anything else does not hold."""

    def check(left: object, right: object) -> bool:
        if isinstance(left, str) and isinstance(right, str):
            return compare((left > right) - (left < right))
        if isinstance(left, (int, float)) and isinstance(right, (int, float)):
            return compare((left > right) - (left < right))
        return False

    return check


OPS: dict[str, Callable[[object, object], bool]] = {
    "==": _same,
    "!=": lambda left, right: not _same(left, right),
    "<": _ordered(lambda order: order < 0),
    "<=": _ordered(lambda order: order <= 0),
    ">": _ordered(lambda order: order > 0),
    ">=": _ordered(lambda order: order >= 0),
    "in": lambda left, right: isinstance(right, (list, tuple)) and left in right,
    "has": lambda left, right: isinstance(left, (list, tuple)) and right in left,
}
