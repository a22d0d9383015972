"""One approve node: opening it, hearing its people, and its verdict; it never moves the flow."""

from rules.approvals.flow import Node
from rules.approvals.modes import Voice, Word, group_verdict, verdict
from rules.approvals.resolve import Found, nobody, resolve
from rules.approvals.run import Run
from rules.approvals.values import WAITING, Group, Task


def open_node(run: Run, node: Node) -> Word | None:
    """Find the people of a node and open its tasks; the verdict if nobody need be asked."""
    run.begin(node.id)
    return _seat_all(run, node, resolve(run, node))


def settle(run: Run, node: Node) -> Word | None:
    """Bring a node up to date after any change to its tasks; its verdict once certain."""
    for task in run.tasks(node.id):
        for group in run.groups(task.seat):
            _settle_group(run, node, run.task(task.id), group)
    if not members(run, node):
        return _seat_all(run, node, nobody(run, node))
    return judge(run, node) or _open_due(run, node)


def members(run: Run, node: Node) -> list[Task]:
    """Return the shares that count for the node's own mode, without added signers."""
    return [t for t in run.tasks(node.id) if t.group is None]


def judge(run: Run, node: Node) -> Word | None:
    """Return the verdict on the words spoken so far."""
    voices = [Voice(person=t.principal or t.person, word=_word(run, t)) for t in members(run, node)]
    return verdict(node, run.options(node.id), voices)


def speak(run: Run, task: Task, word: Word, *, reason: str | None = None) -> None:
    """Record a yes or no: by the holder's own hand, or by the machine for a reason."""
    by_hand = reason is None
    act = {"yes": "approve", "no": "reject"}[word]
    facts = {} if by_hand else {"reason": reason}
    run.close(task, word, by_hand=by_hand)
    run.line(
        act if by_hand else f"auto_{act}",
        node=task.node,
        person=task.person,
        principal=task.principal,
        **facts,
    )
    if by_hand:
        run.decide(task.node)


def drop_signers(run: Run, seat: int) -> None:
    """Let the added signers of a seat go."""
    for group in run.groups(seat):
        _finish_group(run, group)


def _seat_all(run: Run, node: Node, found: Found) -> Word | None:
    if found.auto is not None:
        person = run.state.initiator if found.reason == "self" else None
        act = "auto_approve" if found.auto == "yes" else "auto_reject"
        run.line(act, node=node.id, person=person, reason=found.reason)
        return found.auto
    for person, principal in found.holders:
        run.seat(node, person, principal=principal)
    return _open_due(run, node)


def _open_due(run: Run, node: Node) -> Word | None:
    """Open whose turn it is; who approved already answers by machine."""
    while due := _due(run, node, members(run, node)):
        fresh = [task for task in due if not _duplicate(run, node, task)]
        for task in due:
            if task not in fresh:
                speak(run, task, "yes", reason="duplicate")
                if (word := judge(run, node)) is not None:
                    return word
        for task in fresh:
            run.open(task)
    return None


def _due(run: Run, node: Node, tasks: list[Task]) -> list[Task]:
    queued = [t for t in tasks if t.status == "queued"]
    if node.mode != "in_turn":
        return queued
    busy = any(_word(run, task) is None for task in _before(tasks))
    return [] if busy else queued[:1]


def _before(tasks: list[Task]) -> list[Task]:
    """Return the tasks ahead of the first queued one."""
    queued = [t.status == "queued" for t in tasks]
    return tasks[: queued.index(True)] if True in queued else tasks


def _duplicate(run: Run, node: Node, task: Task) -> bool:
    dedupe = run.options(node.id).dedupe
    if dedupe == "off":
        return False
    earlier = run.state.passed if dedupe == "later_auto" else run.state.passed[-1:]
    return any(
        t.person == task.person and t.by_hand and t.status == "yes" and t.group is None
        for other in earlier
        for t in run.tasks(other)
    )


# --- added signers


def _word(run: Run, task: Task) -> Word | None:
    """Return what a seat has said, its after-signers included."""
    if task.status == "no":
        return "no"
    if task.status != "yes":
        return None
    pending = [g for g in run.groups(task.seat) if g.where == "after"]
    return None if pending else "yes"


def _settle_group(run: Run, node: Node, task: Task, group: Group) -> None:
    if task.status == "no":
        _finish_group(run, group)
        return
    if task.status != ("held" if group.where == "before" else "yes"):
        return
    signers = run.signers(group)
    word = group_verdict(group.mode, [_word(run, signer) for signer in signers])
    if word is None:
        _open_signers(run, group, signers)
        return
    _finish_group(run, group)
    if word == "no" and (group.where == "after" or run.options(node.id).add_reject == "reject"):
        run.close(task, "no")
    elif group.where == "before":
        run.open(task)


def _open_signers(run: Run, group: Group, signers: list[Task]) -> None:
    queued = [s for s in signers if s.status == "queued"]
    if group.mode == "in_turn":
        queued = [] if any(s.status == "open" for s in signers) else queued[:1]
    for signer in queued:
        run.open(signer)


def _finish_group(run: Run, group: Group) -> None:
    for signer in run.signers(group):
        if signer.status in WAITING:
            run.close(signer, "gone")
    run.end_group(group)
