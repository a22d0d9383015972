"""The options of a flow: typed values with our defaults, and the table the settings page shows."""

from dataclasses import dataclass, field
from typing import Literal

from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whoever stands in when a step has nobody: these people."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where products differ. The defaults are ours; `own` is called `self` in a stored flow."""

    any_reject: Literal["first", "all"] = "first"
    all_reject: Literal["first", "wait"] = "first"
    reject_to: str = "end"
    resubmit: Literal["restart", "direct"] = "direct"
    direct_if_changed: Literal["restart"] = "restart"
    direct_scope: Literal["node"] = "node"
    withdraw: Literal["never", "before_first_decision", "until_end"] = "before_first_decision"
    takeback: Literal["never", "before_next_acts"] = "before_next_acts"
    nobody: Literal["auto_approve", "auto_reject", "admin", "block"] | Named = "admin"
    own: Literal["keep", "skip", "superior", "unit_head"] = field(
        default="superior", metadata={"key": "self"}
    )
    dedupe: Literal["off", "later_auto", "adjacent"] = "adjacent"
    left: Literal["superior", "admin", "drop"] = "superior"
    sod: tuple[tuple[str, str], ...] = ()
    delegate_chain: Literal["follow", "one_hop"] = "follow"
    delegate_open: Literal["new_only"] = "new_only"
    delegate_end: Literal["stay"] = "stay"
    delegate_act: Literal["delegate_only"] = "delegate_only"
    add_reject: Literal["reject", "advice"] = "reject"
    add_after_acts: Literal["separate"] = "separate"
    parallel_reject: Literal["cancel_all"] = "cancel_all"
    edit_after: Literal["forbid", "restart", "flag"] = "restart"
    comment_on_reject: Literal["optional", "required"] = "required"
    escalate: Literal["move"] = "move"
    urge_gap_minutes: int = 30
    transfer: Literal["allowed", "refused"] = "allowed"
    stale: Literal["task", "any"] = "task"
    no_branch: Literal["skip", "error"] = "error"
    on_redefine: Literal["keep"] = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One option as HR sees it: its question, and each answer in words."""

    name: str
    label: Text
    answers: tuple[tuple[str, Text], ...]


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="resubmit",
        label=Text("退回后再提交", "After a return and resubmission"),
        answers=(
            ("direct", Text("没改内容就直接回到退回的那一步", "Unchanged: straight back")),
            ("restart", Text("从头再批一遍", "Everybody is asked again")),
        ),
    ),
    Setting(
        name="withdraw",
        label=Text("发起人能撤回到什么时候", "Until when the initiator may withdraw"),
        answers=(
            ("before_first_decision", Text("第一个人处理之前", "Before the first decision")),
            ("until_end", Text("办结之前", "Until it ends")),
            ("never", Text("不能撤回", "Never")),
        ),
    ),
    Setting(
        name="own",
        label=Text("审批人就是发起人时", "When the approver is the initiator"),
        answers=(
            ("superior", Text("交给其上级", "The superior decides")),
            ("unit_head", Text("交给部门负责人", "The head of the unit decides")),
            ("skip", Text("跳过", "Skip the step")),
            ("keep", Text("允许自己批", "Allow it")),
        ),
    ),
    Setting(
        name="nobody",
        label=Text("找不到审批人时", "When nobody is found"),
        answers=(
            ("admin", Text("交给管理员", "The administrator decides")),
            ("block", Text("不让提交", "Refuse to submit")),
            ("auto_approve", Text("自动通过", "Approve automatically")),
            ("auto_reject", Text("自动驳回", "Reject automatically")),
        ),
    ),
    Setting(
        name="dedupe",
        label=Text("同一个人出现两次", "The same person twice"),
        answers=(
            ("adjacent", Text("相邻两步只批一次", "Once for adjacent steps")),
            ("later_auto", Text("批过就不再问", "Once for the whole round")),
            ("off", Text("每一步都问", "Ask at every step")),
        ),
    ),
    Setting(
        name="left",
        label=Text("审批人离职时", "When an approver leaves"),
        answers=(
            ("superior", Text("交给其上级", "The superior takes over")),
            ("admin", Text("交给管理员", "The administrator takes over")),
            ("drop", Text("去掉这个人", "Drop that voice")),
        ),
    ),
)
