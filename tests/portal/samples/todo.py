"""The to-do centre with one request open, as in the reference picture."""

# ruff: noqa: E501 - sample sentences stand in one line each, in both languages

from portal.widgets.answer import answer_head
from portal.widgets.button import button
from portal.widgets.card import section_title
from portal.widgets.chip import Tone, avatar, filter_chip, state_chip
from portal.widgets.field_input import text_area
from portal.widgets.markup import Child, div, el, icon, span
from portal.widgets.say import t
from portal.widgets.seal import Proof, proof_seal
from portal.widgets.sheet import SideSheet
from portal.widgets.timeline import Moment, time_line
from portal.widgets.todo import Todo, TodoGroup, todo_list
from portal.widgets.view import put
from portal.widgets.why import facts, figure
from rules.text import Text

Line = tuple[str, str, str, str, str, str, str, Tone, str, str]
GROUPS: tuple[tuple[Text, tuple[Line, ...]], ...] = (
    (Text("今天到期", "Due today"), (
        ("leave", "何佳怡请年假 5 天", "He Jiayi asks for 5 days", "11-30 周一 至 12-04 周五，余额够", "Mon 30 Nov to Fri 4 Dec, balance enough", "18:00 转人事经理", "to the HR manager at 18:00", "wait", "等了 21 小时", "waiting 21 h"),
        ("mail", "方志恒返岗通知书", "Fang Zhiheng, return-to-work notice", "未到第 4 天，待您审发", "absent for the 4th day, yours to send", "18:00 升级到总经理", "to the general manager at 18:00", "wrong", "等了 24 分", "waiting 24 min"),
        ("calendar", "黄丽娟补下班卡", "Huang Lijuan mends a punch", "11-12，班长彭国栋已作证", "12 Nov, Peng Guodong has confirmed", "24:00 退回本人", "back to her at 24:00", "wait", "等了 2 天", "waiting 2 d"),
    )),
    (Text("本周", "This week"), (
        ("yen", "欧阳倩工资差异没有原因", "Ouyang Qian, no cause for a difference", "10 月批次，+500.00", "October run, +500.00", "批次关不了", "the run cannot close", "plain", "等了 5 小时", "waiting 5 h"),
        ("form", "石磊加班申请 3 小时", "Shi Lei asks for 3 h overtime", "11-21 周六，本月已 28 小时", "Sat 21 Nov, 28 h this month", "周六 07:00 自动作废", "void on Sat 07:00", "plain", "等了 3 小时", "waiting 3 h"),
    )),
    (Text("以后", "Later"), (
        ("moves", "周启明离职证明", "Zhou Qiming, certificate", "12-03 前交付，草稿已生成", "by 3 Dec, draft is ready", "还有 13 天", "13 days left", "plain", "等了 2 天", "waiting 2 d"),
        ("terminal", "终端 LG-01 换证书", "Terminal LG-01, new certificate", "到期 2027-01-15", "expires 2027-01-15", "到期后停止上报", "then it stops reporting", "plain", "等了 1 天", "waiting 1 d"),
    )),
)  # fmt: skip


FOOT = (
    button(Text("同意", "Agree"), act="agree", kind="primary", symbol="check"),
    button(Text("驳回", "Reject"), act="reject", kind="danger"),
    button(Text("退回", "Return"), act="return", symbol="back"),
    div(
        button(Text("转交", "Hand over"), act="pass", kind="quiet", symbol="arrow"),
        button(Text("加签", "Add a signer"), act="add", kind="quiet", symbol="plus"),
        cls="foot-right",
    ),
)


def groups() -> list[TodoGroup]:
    return [
        TodoGroup(title=title, todos=[
            Todo(key=str(i), symbol=symbol, title=Text(tz, te), about=Text(az, ae), otherwise=Text(oz, oe), since=Text(sz, se),
                 tone=tone, chosen=symbol == "leave")
            for i, (symbol, tz, te, az, ae, oz, oe, tone, sz, se) in enumerate(todos)
        ])
        for title, todos in GROUPS
    ]  # fmt: skip


def todo() -> None:
    put(
        answer_head(
            Text("待办中心", "To do"),
            Text("7 件等您，3 件今天到期。", "7 things wait for you, 3 are due today."),
        )
    )
    put(
        div(
            filter_chip(Text("等我办", "Mine"), act="box", key="mine", on=True, count=7),
            filter_chip(Text("我发起的", "Started by me"), act="box", key="sent", count=2),
            filter_chip(Text("抄送我", "Copied to me"), act="box", key="copied", count=5),
            filter_chip(Text("已办", "Done"), act="box", key="done"),
            span(
                Text("↑ ↓ 选 ・ Enter 开 ・ A 同意", "↑ ↓ choose, Enter opens, A agrees"),
                cls="aside",
            ),
            cls="chips",
        ),
        todo_list(groups()),
    )
    put(
        el(
            "p",
            Text(
                "今天已办 4 件，平均等了 3 小时 10 分。",
                "4 done today after 3 h 10 min on average.",
            ),
            cls="sub",
        ),
        cls="page-foot",
    )
    open_request(SideSheet(Text("请求", "Request"), width="wide"))


def open_request(sheet: SideSheet) -> None:
    sheet.show(request_head(), request_body(), FOOT)
    with sheet.live:
        text_area(
            Text(
                "意见（同意可以不写；驳回和退回要写原因，本人会看到）",
                "Opinion (needed to reject or return; she will read it)",
            ),
            placeholder=Text("写给何佳怡", "To He Jiayi"),
        )
        attached = Text(
            "附件：病历照片 2 张，只有人事可看", "Attached: 2 photos, only HR may open them"
        )
        put(div(icon("clip"), el("p", attached), cls="note muted"))


def request_head() -> Child:
    name = t(Text("何佳怡", "He Jiayi"))
    return div(
        avatar(name),
        div(
            el(
                "h2",
                Text("何佳怡请年假 5 天", "He Jiayi asks for 5 days of leave"),
                cls="person-name",
            ),
            div(
                Text("市场部 ・ 渠道经理 ・ LV-2026-0412", "Sales, channel manager, LV-2026-0412"),
                cls="sub",
            ),
            cls="grow",
        ),
        state_chip(Text("18:00 到期", "due 18:00"), "wait", symbol="clock"),
        cls="sheet-person",
    )


def request_body() -> list[Child]:
    away = (
        ("五", "Fr", "11-27", "无", "none", False), ("一", "Mo", "11-30", "1 人", "1", True), ("二", "Tu", "12-01", "无", "none", True),
        ("三", "We", "12-02", "2 人", "2", True), ("四", "Th", "12-03", "2 人", "2", True), ("五", "Fr", "12-04", "无", "none", True),
        ("一", "Mo", "12-07", "无", "none", False),
    )  # fmt: skip
    return [
        facts((
            (Text("时间", "When"), [el("strong", Text("2026-11-30 周一 至 12-04 周五", "Mon 2026-11-30 to Fri 12-04")), Text("，5 个工作日", ", 5 working days")]),
            (Text("事由", "Why"), Text("回湖南老家，父亲手术", "home to Hunan, father's operation")),
            (Text("年假余额", "Balance"), [figure(Text("6.5 天", "6.5 days"), act="balance"), Text(" → 1.5 天", " → 1.5 days")]),
            (Text("工作交给", "Work goes to"), Text("梁浩然，已答应 11-19 15:20", "Liang Haoran, agreed 19 Nov 15:20")),
            (Text("影响工资", "On pay"), Text("不影响", "none")),
        )),
        section_title(Text("那几天市场部 8 人里还有谁不在", "Who else of 8 in Sales is away")),
        div((div(span(Text(zh, en)), el("strong", day), span(Text(n, m)), cls="asked" if asked else "") for zh, en, day, n, m, asked in away), cls="who-else"),
        el("p", Text("12-02、12-03 沈曼和梁浩然出差，在岗 5 人，不低于部门下限 4 人。", "2 and 3 Dec: Shen Man and Liang Haoran travel, 5 remain, the floor is 4."), cls="sub after-table"),
        section_title(Text("经过", "So far")),
        time_line((
            Moment(when="now", words=Text("*您，人事* 待办，18:00 前；不办就转人事经理杜衡", "*You, HR*: before 18:00, else Du Heng, HR manager")),
            Moment(words=Text("*叶岚，市场总监* 同意 11-19 17:02 ・ 手机", "*Ye Lan, sales director* agreed 19 Nov 17:02, phone"), quote=t(Text("交接好就行，家里要紧。", "Hand over well; family first."))),
            Moment(words=Text("*梁浩然* 答应接手 11-19 15:20 ・ 手机", "*Liang Haoran* takes over 19 Nov 15:20, phone")),
            Moment(words=Text("*何佳怡* 提交 11-19 12:18 ・ 手机 ・ 流程 v4", "*He Jiayi* asked 19 Nov 12:18, phone, flow v4")),
        )),
        proof_seal(Proof(recorded=True, sequenced=True, stamped=True)),
    ]  # fmt: skip
