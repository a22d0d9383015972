"""The time line of a request, newest first: who did what when, and what is still open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rules.approvals.flow import START, Flow, Tree
from rules.approvals.phrases import moment
from rules.approvals.values import HistoryLine, OpenTask, RequestState, open_tasks
from rules.text import Text, join

NameOf = Callable[[str], Text]
MACHINE = Text("系统", "The system")
TODO = Text("待办", "to decide")
TODO_BY = Text("待办，{at} 前", "to decide by {at}")
TODO_START = Text("修改后再提交", "to change and resubmit")
ACTS: dict[str, Text] = {
    "submit": Text("提交", "submitted"),
    "resubmit": Text("再次提交", "resubmitted"),
    "approve": Text("同意", "approved"),
    "reject": Text("驳回", "rejected"),
    "return": Text("退回到{to}", "returned to {to}"),
    "withdraw": Text("撤回", "withdrew"),
    "takeback": Text("拿回自己的同意", "took the approval back"),
    "transfer": Text("转交{to}", "transferred to {to}"),
    "add_before": Text("请{to}先签", "added {to} to sign before"),
    "add_after": Text("请{to}后签", "added {to} to sign after"),
    "add_with": Text("加{to}一起签", "added {to} to sign as well"),
    "remove": Text("取消{to}的加签", "removed {to}"),
    "cc": Text("抄送{to}", "sent a copy to {to}"),
    "comment": Text("留言", "commented"),
    "urge": Text("催办", "urged"),
    "edit": Text("修改内容", "changed the form"),
    "auto_approve": Text("自动通过", "approved automatically"),
    "auto_reject": Text("自动驳回", "rejected automatically"),
    "escalate": Text("到期未办，转{to}", "did not act in time; now with {to}"),
    "reassign": Text("的待办转{to}", "is replaced by {to}"),
    "drop": Text("不再参加", "takes no further part"),
}
REASONS: dict[str, Text] = {
    "self": Text("审批人就是发起人", "the approver is the initiator"),
    "nobody": Text("这一步没有审批人", "the step has no approver"),
    "duplicate": Text("前面已同意", "approved an earlier step"),
    "deadline": Text("到期未办", "deadline passed"),
    "left": Text("已离职或停用", "left or disabled"),
}
FOR = Text("{who}（代{principal}）", "{who} (for {principal})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One point of the time line; an open one is drawn hollow and has no comment."""

    who: Text
    did: Text
    at: datetime | None
    comment: str = ""
    via: str = ""
    state: Literal["past", "now"] = "past"


def timeline(state: RequestState, *, flow: Flow, name: NameOf, now: datetime) -> list[Line]:
    """Return what is open, then what happened, newest first; `name` says a person."""
    tree = Tree(flow)
    ahead = [_open(task, name, now) for task in open_tasks(state)]
    return [*ahead, *(_past(line, tree, name) for line in reversed(state.history))]


def _open(task: OpenTask, name: NameOf, now: datetime) -> Line:
    due = task.task.due if task.task else None
    words = TODO_START if task.node == START else TODO
    did = words if due is None else TODO_BY.format(at=moment(due, now))
    return Line(who=_who(task.person, task.principal, name), did=did, at=None, state="now")


def _past(line: HistoryLine, tree: Tree, name: NameOf) -> Line:
    to = join([_target(line, target, tree, name) for target in line.to], zh="、")
    did = ACTS[line.act].format(to=to)
    if line.reason is not None and line.act != "escalate":
        did = Text("{did}（{why}）", "{did} ({why})").format(did=did, why=REASONS[line.reason])
    who = _who(line.person, line.principal, name)
    return Line(who=who, did=did, at=line.at, comment=line.comment, via=line.via)


def _who(person: str | None, principal: str | None, name: NameOf) -> Text:
    if person is None:
        return MACHINE
    if principal is None:
        return name(person)
    return FOR.format(who=name(person), principal=name(principal))


def _target(line: HistoryLine, target: str, tree: Tree, name: NameOf) -> Text:
    if line.act != "return":
        return name(target)
    if target == START:
        return Text("发起人", "the initiator")
    return tree.node(target).name or Text("前面的步骤", "an earlier step")
