"""Why an act is refused: one table of codes, each with what to do next."""

from rules.problem import Problem, Refused
from rules.text import Text

CODES: dict[str, tuple[Text, Text]] = {
    "closed": (
        Text("这份申请已经办结", "This request has ended"),
        Text("要改变结果，请另提一份申请", "To change the result, start a new request"),
    ),
    "task_closed": (
        Text("这一步已经不等您处理", "This step no longer waits for you"),
        Text("刷新后看最新进展", "Reload to see where it stands"),
    ),
    "not_assignee": (
        Text("这份申请没有等您处理的事", "Nothing in this request waits for you"),
        Text("请当前处理人转交给您", "Ask the present approver to transfer it to you"),
    ),
    "not_initiator": (
        Text("只有发起人可以这样做", "Only the person who started the request may do this"),
        Text("请联系发起人", "Contact the person who started it"),
    ),
    "not_participant": (
        Text("您没有参与这份申请", "You take no part in this request"),
        Text("请发起人或处理人抄送给您", "Ask the initiator or an approver to copy you in"),
    ),
    "bad_state": (
        Text("申请现在的状态不能这样做", "The request is not in a state that allows this"),
        Text("刷新后看最新进展", "Reload to see where it stands"),
    ),
    "stale": (
        Text("您看到的内容已经变了", "What you saw has changed since"),
        Text("刷新，看过新内容再决定", "Reload, read the new content, then decide"),
    ),
    "not_allowed": (
        Text("这个流程不允许这样做", "This flow does not allow that"),
        Text("请管理员看流程设置", "Ask the administrator about the flow's settings"),
    ),
    "batch_not_allowed": (
        Text("这一步不能批量处理", "This step cannot be decided in bulk"),
        Text("请逐件打开处理", "Open each request and decide it there"),
    ),
    "too_late": (
        Text("已经有人处理，来不及了", "Somebody has acted already; it is too late"),
        Text("请当前处理人退回给您", "Ask the present approver to return it"),
    ),
    "too_soon": (
        Text("刚催办过", "You urged a short while ago"),
        Text("过一会儿再催", "Wait a little before urging again"),
    ),
    "bad_target": (
        Text("目标不对", "That target is not possible"),
        Text("从列出的节点或人员中选", "Choose one of the steps or people offered"),
    ),
    "comment_required": (
        Text("驳回要写原因", "A rejection needs a reason"),
        Text("写一句原因，申请人会看到", "Write one sentence; the initiator will see it"),
    ),
    "choice_required": (
        Text("还没有选审批人", "An approver has not been chosen"),
        Text("先选审批人再提交", "Choose the approver, then submit"),
    ),
    "nobody": (
        Text("有一步找不到审批人", "One step has nobody to approve it"),
        Text("请管理员补上审批人", "Ask the administrator to name an approver"),
    ),
    "no_branch": (
        Text("没有一个分支的条件成立", "No branch of the flow fits this form"),
        Text("检查表单，或请管理员加默认分支", "Check the form, or ask for a default branch"),
    ),
    "nested": (
        Text("加签来的人不能再加签", "An added signer cannot add others"),
        Text("可以转交给别人", "You can transfer it instead"),
    ),
    "self_target": (
        Text("不能选自己", "You cannot choose yourself"),
        Text("选另一个人", "Choose somebody else"),
    ),
    "inactive_target": (
        Text("这个人不在职或不存在", "That person has left, is disabled or unknown"),
        Text("选一个在职的人", "Choose somebody who is active"),
    ),
    "self_approval": (
        Text("发起人不能审批自己的申请", "The initiator cannot approve the own request"),
        Text("选另一个人", "Choose somebody else"),
    ),
    "sod": (
        Text("职责分离：批过另一步的人不能批这一步", "Separation of duty bars this person here"),
        Text("转交给没有批过的人", "Transfer it to somebody who has not approved the other step"),
    ),
    "duplicate": (
        Text("这个人已经在这一步里", "That person already stands in this step"),
        Text("选另一个人", "Choose somebody else"),
    ),
    "unknown_act": (
        Text("没有这种操作", "There is no such act"),
        Text("请用页面上的按钮", "Use the buttons of the page"),
    ),
}


def refused(code: str, where: str = "", **facts: object) -> Refused:
    """Build the refusal of one code; `where` is the node, field or person it is about."""
    text, hint = CODES[code]
    return Refused(Problem(code=code, text=text, where=where, hint=hint, facts=facts))
