"""How a request moves through its flow: forward, back, and to its end."""

from collections.abc import Callable

from rules.approvals import conditions
from rules.approvals.errors import refused
from rules.approvals.flow import JOINING, START, Node, inside
from rules.approvals.modes import Word
from rules.approvals.nodes import open_node, settle
from rules.approvals.resolve import by_rule
from rules.approvals.run import Run
from rules.approvals.values import WAITING, Jump


def begin(run: Run) -> None:
    """Run the flow from its first node."""
    run.reset({node.id for node in inside(run.flow.nodes)})
    _sequence(run, run.flow.nodes, None)


def conclude(run: Run, node: Node) -> None:
    """Settle a node after something happened in it, and go where its verdict leads."""
    run_of = run.run_of(node.id)
    if run.state.status == "running" and run_of is not None and not run_of.passed:
        _follow(run, node, settle(run, node))


def enter(run: Run, node: Node) -> None:
    """Arrive at a node."""
    ENTER[node.type](run, node)


def _follow(run: Run, node: Node, word: Word | None) -> None:
    if word is None:
        return
    for task in run.tasks(node.id):
        if task.status in WAITING:
            run.close(task, "gone")
    if word == "yes":
        _pass(run, node)
    else:
        _reject(run, node)


def _pass(run: Run, node: Node) -> None:
    run.update_run(node.id, passed=True)
    run.put(passed=(*run.state.passed, node.id))
    jump = next((j for j in run.state.jumps if j.target == node.id), None)
    if jump is None:
        _onward(run, node)
        return
    run.put(jumps=tuple(j for j in run.state.jumps if j != jump))
    if jump.content == run.content():
        enter(run, run.tree.node(jump.source))
    else:
        rewind(run, node)
        _onward(run, node)


def _onward(run: Run, node: Node) -> None:
    """Go on behind a finished node; a finished sequence finishes its branch."""
    rest, parent = run.tree.rest(node.id), run.tree.places[node.id].parent
    if rest or parent is None:
        _sequence(run, rest, None)
    else:
        _branch_done(run, parent, run.tree.places[node.id].branch)


def _sequence(run: Run, nodes: tuple[Node, ...], branch: tuple[Node, int] | None) -> None:
    if nodes:
        enter(run, nodes[0])
    elif branch is not None:
        _branch_done(run, *branch)
    else:
        run.move("approve")
        run.notify(run.state.initiator, "approved")


def _branch_done(run: Run, node: Node, branch: int) -> None:
    current = run.run_of(node.id)
    if current is None:
        return
    done = (*current.done, branch)
    run.update_run(node.id, done=done, passed=set(done) >= set(current.branches))
    if set(done) >= set(current.branches):
        _onward(run, node)


# --- arriving


def _approve(run: Run, node: Node) -> None:
    _follow(run, node, open_node(run, node))


def _cc(run: Run, node: Node) -> None:
    people = tuple(dict.fromkeys(p for p in by_rule(run, node) if run.org.active(p)))
    run.begin(node.id)
    run.update_run(node.id, passed=True)
    run.line("cc", node=node.id, person=None, to=people)
    copy_to(run, people)
    _onward(run, node)


def _split(run: Run, node: Node) -> None:
    """Open every branch taken; a branch that ends or restarts the request stops the rest."""
    taken = conditions.taken(run, node)
    if not taken:
        if node.type == "condition" and run.options(node.id).no_branch == "error":
            raise refused("no_branch", node.id)
        _onward(run, node)
        return
    opening = run.begin(node.id, taken).opening
    for branch in taken:
        current = run.run_of(node.id)
        if run.state.status == "running" and current is not None and current.opening == opening:
            _sequence(run, node.branches[branch].nodes, (node, branch))


ENTER: dict[str, Callable[[Run, Node], None]] = {
    "approve": _approve,
    "cc": _cc,
    "condition": _split,
    "parallel": _split,
    "inclusive": _split,
}


def copy_to(run: Run, people: tuple[str, ...]) -> None:
    """Tell people by copy; they may comment from now on."""
    run.put(copied=tuple(dict.fromkeys((*run.state.copied, *people))))
    for person in people:
        run.notify(person, "cc")


# --- going back


def _reject(run: Run, node: Node) -> None:
    """Go where a no leads; a machine's no that comes round again ends the request."""
    target = run.options(node.id).reject_to
    again = node.id in run.bounced
    run.bounced.add(node.id)
    if not again and can_go_back(run, node, target):
        go_back(run, node, target)
        return
    run.move("reject")
    run.notify(run.state.initiator, "rejected")


def can_go_back(run: Run, source: Node, target: str) -> bool:
    """Tell whether a node may be returned to: passed this round, before, not in a sibling."""
    if target == START:
        return True
    if target not in run.state.passed or target == source.id:
        return False
    ways = set(run.tree.joins(source.id))
    ahead = {node.id for node in _behind(run, run.tree.node(target))}
    return source.id in ahead and all(way in ways for way in run.tree.joins(target))


def go_back(run: Run, source: Node, target: str) -> None:
    """Return a request from a node to an earlier one or to the initiator."""
    direct = run.options(source.id).resubmit == "direct" and not run.tree.joins(source.id)
    if direct:
        jump = Jump(target=target, source=source.id, content=run.content())
        run.reset({source.id, target}, same_round=True)
        run.put(jumps=(*(j for j in run.state.jumps if j.target != target), jump))
    elif target == START:
        run.reset({node.id for node in inside(run.flow.nodes)})
    else:
        rewind(run, run.tree.node(target))
        run.reset({target})
    if target == START:
        run.move("return")
        run.notify(run.state.initiator, "returned")
    else:
        enter(run, run.tree.node(target))


def rewind(run: Run, node: Node) -> None:
    """Void everything behind a node and reopen the branchings around it."""
    run.reset({later.id for later in _behind(run, node)})
    for outer, branch in run.tree.around(node.id):
        current = run.run_of(outer.id)
        if current is None:
            continue
        done = tuple(b for b in current.done if b != branch)
        run.update_run(outer.id, passed=False, done=done)
        if outer.type in JOINING and not current.passed:
            return


def _behind(run: Run, node: Node) -> list[Node]:
    """Return the nodes that follow a node, up to the first join that still waits."""
    found = list(inside(run.tree.rest(node.id)))
    for outer, _ in run.tree.around(node.id):
        current = run.run_of(outer.id)
        if outer.type in JOINING and current is not None and not current.passed:
            break
        found += inside(run.tree.rest(outer.id))
    return found
