"""Is a flow fit to be published: everything it names exists, every node can find its people."""

from collections import Counter
from collections.abc import Iterator

from rules.approvals.conditions import OPS
from rules.approvals.flow import START, Branch, Flow, Node, Who, inside
from rules.approvals.serial import load
from rules.problem import Problem, Refused
from rules.text import Text

NEEDS = {
    "people": "people",
    "role": "role",
    "position": "position",
    "field": "field",
}
"""What a rule cannot do without."""


def read_flow(data: object) -> Flow:
    """Build a flow from stored JSON; refuse the first thing that does not fit, with its place."""
    flow = load(Flow, data, "flow")
    for problem in lint(flow):
        raise Refused(problem)
    return flow


def lint(flow: Flow) -> list[Problem]:
    """Return every fault of a flow; `where` is the node's id."""
    nodes = list(inside(flow.nodes))
    ids = Counter(node.id for node in nodes)
    found = [
        _fault(node_id, "这个编号用了不止一次", "this id is used more than once")
        for node_id, times in ids.items()
        if times > 1 or node_id == START
    ]
    for node in nodes:
        found += _options(flow, node, set(ids)) + _people(node) + _branches(node)
    return found


def _options(flow: Flow, node: Node, ids: set[str]) -> list[Problem]:
    try:
        options = flow.options_of(node)
    except Refused as refusal:
        return [refusal.problem]
    named = {options.reject_to} - {"end", START} | {each for pair in options.sod for each in pair}
    return [
        _fault(node.id, f"选项里的节点“{name}”不存在", f"an option names {name}, no such node")
        for name in sorted(named - ids)
    ]


def _people(node: Node) -> list[Problem]:
    if node.type not in ("approve", "cc"):
        return []
    found = list(_who(node, node.who))
    if node.mode == "vote" and node.vote is None:
        found.append(_fault(node.id, "票签要写通过比例", "a vote needs its share to pass"))
    return found


def _who(node: Node, who: Who | None) -> Iterator[Problem]:
    if who is None:
        yield _fault(node.id, "没有写由谁处理", "it does not say who acts")
    elif who.rule in NEEDS and not getattr(who, NEEDS[who.rule]):
        need = NEEDS[who.rule]
        yield _fault(node.id, f"规则 {who.rule} 缺少 {need}", f"rule {who.rule} needs {need}")


def _branches(node: Node) -> list[Problem]:
    if node.branches and node.type in ("approve", "cc"):
        return [_fault(node.id, "这类节点没有分支", "this kind of node has no branches")]
    unknown = {op for branch in node.branches for op in _ops(branch)} - set(OPS)
    return [
        _fault(node.id, f"条件里的“{op}”不认识", f"a condition uses {op}, which is unknown")
        for op in sorted(unknown)
    ]


def _ops(branch: Branch) -> list[str]:
    return [op for _, op, _ in branch.when]


def _fault(where: str, zh: str, en: str) -> Problem:
    text = Text("{where}：{what}", "{where}: {what}").format(where=where, what=Text(zh, en))
    return Problem(code="bad_flow", text=text, where=where)
