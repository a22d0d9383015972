"""The four phone screens of the reference pictures."""

# ruff: noqa: E501 - sample sentences stand in one line each, in both languages

import datetime as dt

from portal.widgets.button import button, link, text_button
from portal.widgets.card import card
from portal.widgets.chip import state_chip
from portal.widgets.day_bar import DayLine, day_bar, minutes
from portal.widgets.day_glyph import NO_OUT, OVERTIME, PLAIN, week
from portal.widgets.diff import Cause, diff_because
from portal.widgets.leave_picker import LeaveDays, LeaveKind, leave_days, leave_kinds, leave_send
from portal.widgets.letter import Letter, letter_paper
from portal.widgets.markup import Node, div, el, icon, span
from portal.widgets.nav import back_bar, bottom_bar, home_bar
from portal.widgets.phone import big_button, phone_frame, phone_ledger, phone_section, phone_title
from portal.widgets.punches import Means
from portal.widgets.say import t
from portal.widgets.seal import Proof, proof_seal
from portal.widgets.show import yuan
from portal.widgets.sign_pad import SignPad
from portal.widgets.slip import SlipLine, SlipSum, WhyDay, WhyTree, slip
from portal.widgets.view import put
from portal.widgets.why import RawPunch
from rules.text import Text
from tests.portal.samples.frame import tabs
from tests.portal.samples.payslip import HELD, SIMPLE

LATES = WhyTree(
    formula=Text("−（次数 2 × 每次 50.00）", "−(2 lates × 50.00 each)"),
    filled=Text("手册 4.2，您 2025-03-03 签收", "handbook 4.2, signed by you 2025-03-03"),
    days=(
        WhyDay(day=Text("10-13 周二", "Tue 13 Oct"), verdict=Text("迟到 12 分", "12 min late"), rule="", punches=(
            RawPunch(key="48213", at="09:12:07", where=Text("南山三楼", "3rd floor"), means=Means.FINGER, number="#48 213"),
        )),
        WhyDay(day=Text("10-27 周二", "Tue 27 Oct"), verdict=Text("迟到 21 分", "21 min late"), rule="", punches=(
            RawPunch(key="50177", at="09:21:44", where=Text("南山前台", "lobby"), means=Means.FACE, number="#50 177"),
        )),
    ),
)  # fmt: skip


TODAY = DayLine(
    shift=(minutes("09:00"), minutes("18:00")),
    shift_label="08:52",
    worked=[(minutes("08:52"), minutes("12:00")), (minutes("13:26"), minutes("18:00"))],
    came=minutes("08:52"),
    left=minutes("18:00"),
    left_open=True,
    breaks=[(minutes("12:00"), minutes("13:26"))],
    break_label=Text("午休", "lunch"),
    now_label=Text("现在 18:04", "now 18:04"),
)
OK = Text("如常", "as planned")
COUNTS = (
    (
        "face",
        Text("08:52 南山前台，人脸", "08:52 lobby, face"),
        Text("早 8 分，如常", "8 min early"),
    ),
    ("clock", Text("12:00–13:30 午休", "12:00–13:30 lunch"), Text("不计", "not counted")),
    ("finger", Text("13:26 三楼，指纹", "13:26 3rd floor, finger"), OK),
    ("info", Text("现在打卡", "punch now"), Text("记满 7.5 时，如常", "7.5 h, as planned")),
)
WEEK = (
    (Text("一 16", "Mo 16"), PLAIN, OK, False),
    (Text("二 17", "Tu 17"), PLAIN, OK, False),
    (Text("三 18", "We 18"), OVERTIME, Text("加 1.5 时", "+1.5 h"), False),
    (Text("四 19", "Th 19"), PLAIN, OK, False),
    (Text("五 20", "Fr 20"), NO_OUT, Text("今天", "today"), True),
)
DAYS = LeaveDays(
    first=dt.date(2026, 11, 23),
    weeks=2,
    start=dt.date(2026, 11, 30),
    end=dt.date(2026, 12, 4),
    rest=frozenset(dt.date(2026, 11, 28) + dt.timedelta(days=n) for n in (0, 1, 7, 8)),
)
KINDS = (
    LeaveKind(key="annual", name=Text("年假", "Annual"), balance=Text("余 6.5 天", "6.5 days left"), chosen=True),
    LeaveKind(key="lieu", name=Text("调休", "In lieu"), balance=Text("余 1.5 天", "1.5 days left")),
    LeaveKind(key="sick", name=Text("病假", "Sick"), balance=Text("要病历", "needs a note")),
    LeaveKind(key="other", name=Text("其他假", "Other"), balance=Text("婚、产、丧、事", "marriage, birth, ...")),
)  # fmt: skip
AROUND = (
    ("arrow", Text("工作交给", "Work goes to"), Text("梁浩然", "Liang Haoran")),
    ("flow", Text("谁来批", "Who decides"), Text("叶岚 → 人事", "Ye Lan → HR")),
    ("people", Text("那几天", "Those days"), Text("部门在岗 5 人，够", "5 remain, enough")),
)
LINES = (
    SlipLine(key="base", name=Text("基本工资", "Base pay"), how=Text("满勤", "full month"), fen=500000, why=SIMPLE),
    SlipLine(key="perf", name=Text("绩效工资", "Performance"), how="× 80%", fen=400000, why=SIMPLE),
    SlipLine(key="late", name=Text("迟到扣款", "Lates"), how=Text("2 次", "2"), fen=-10000, why=LATES, opened=True),
    SlipSum(name=Text("应发合计", "Gross total"), how="", fen=890000),
    SlipLine(key="held", name=Text("代扣", "Withheld"), how=Text("社保、公积金、个税", "insurance, fund, tax"), fen=-144396, parts=HELD),
    SlipSum(name=Text("实发", "Net pay"), how="", fen=745604),
)  # fmt: skip
CAUSES = (
    Cause(words=Text("绩效 96% → 80%，您已确认", "score 96% → 80%, you confirmed"), fen=-80000),
    Cause(words=Text("迟到 1 → 2 次", "lates 1 → 2"), fen=-5000),
)
LETTER = Letter(
    title="返岗通知书",
    issuer="深圳市衡舟精密仪器有限公司",
    greeting="方志恒：",
    paragraphs=(
        "您自 2026-11-17 起未到岗，也没有请假记录。请于 *2026-11-24 18:00* 前返岗，或用下面任一方式说明情况。",
        "如您已请假、就医，或打卡设备有问题，请告诉我们，记录会更正。",
    ),
    date="2026 年 11 月 20 日",
)
SIGNING = Text("签收只表示收到，不表示同意其中内容。", "Signing means received, not agreed.")
SILENCE = Text(
    "到 11-24 18:00 还没有回复，公司会再发一次，并按您留的地址邮寄。",
    "Without an answer by 24 Nov 18:00 it is sent again, and by post.",
)


def my_day() -> None:
    shift = div(
        span(Text("总部标准班", "HQ standard"), cls="sub"),
        el("strong", "09:00–18:00"),
        cls="between",
    )
    punch = big_button(
        Text("打下班卡 18:04", "Punch out 18:04"),
        act="punch",
        symbol="phone",
        hint=Text("您在南山总部 40 米内，可以用手机打", "You are within 40 m of Nanshan HQ"),
        tall=True,
    )
    head = home_bar(t(Text("林晓彤", "Lin Xiaotong")))
    with phone_frame(head, tabs=bottom_bar(tabs("my-day"), more="/more")):
        put(
            phone_title(
                Text("2026-11-20 周五", "Fri 2026-11-20"),
                Text("已下班，还差一次打卡", "Shift is over, one punch is missing"),
            ),
            card(shift, day_bar(TODAY), cls="padded"),
            punch,
            phone_section(Text("今天怎么算", "How today counts"), phone_ledger(COUNTS)),
            phone_section(Text("这一周", "This week"), week(WEEK)),
            cls="phone-flow",
        )


def my_leave() -> None:
    usual = Text("叶岚通常 4 小时内批", "Ye Lan usually answers within 4 h")
    foot = leave_send(Text("提交，请 5 天年假", "Ask for 5 days"), usual)
    with phone_frame(back_bar(Text("请假", "Leave")), foot=foot):
        put(
            phone_title("", Text("请 5 天年假，还剩 1.5 天", "5 days of leave, 1.5 remain")),
            leave_kinds(KINDS),
            leave_days(DAYS),
            phone_ledger(AROUND),
            cls="phone-flow",
        )


def my_payslip() -> None:
    foot = pair(
        button(Text("我有疑问", "I have a question"), act="ask"),
        button(Text("确认无误", "It is right"), act="confirm", kind="primary"),
    )
    other = text_button(Text("换月份", "Other month"), act="month")
    paid = el("p", Text("2026 年 10 月 ・ 11-25 发薪", "October 2026, paid 25 Nov"), cls="where")
    against = div(Text("比 9 月 ", "September "), el("strong", "−850.00"))
    total = div(
        div(paid, el("h1", yuan(890000), cls="money")),
        div(div(Text("应发", "gross")), against, cls="end"),
        cls="phone-total",
    )
    because = Text("与 9 月不同，是因为", "Different from September because")
    with phone_frame(back_bar(Text("工资条", "Payslip"), aside=other), foot=foot):
        put(
            total,
            diff_because(because, CAUSES, before=975000, after=890000),
            card(slip(LINES), cls="slip-card"),
            proof_seal(Proof(recorded=True, sequenced=True, stamped=True)),
            cls="phone-flow",
        )


def my_notice() -> None:
    foot = pair(
        button(Text("说明情况", "Explain"), act="explain"),
        button(Text("签收", "Sign for it"), act="sign", kind="primary"),
    )
    chip = state_chip(Text("还有 4 天", "4 days left"), "wait", symbol="clock")
    read = span(
        icon("check"),
        Text("已读到末尾，10:12", "Read to the end, 10:12"),
        cls="tone-good with-icon",
    )
    ask = span(icon("person"), Text("有事直接找许雯", "Ask Xu Wen directly"), cls="with-icon")
    title = phone_title(
        Text("衡舟精密人事部 ・ 11-20 周五 09:40", "Hengzhou HR, Fri 20 Nov 09:40"),
        Text("返岗通知书", "Return-to-work notice"),
    )
    with phone_frame(back_bar(Text("通知", "Notice"), aside=chip), foot=foot):
        put(
            title,
            letter_paper(LETTER, short=True),
            between(read, link(Text("下载原件", "Download"), "/download")),
            cls="phone-flow",
        )
        SignPad(Text("手写签收", "Sign by hand"), redo=Text("重写", "Again"))
        put(
            el("p", SIGNING, cls="sub"),
            el("p", SILENCE, cls="sub ruled-top"),
            between(ask, link(Text("打电话", "Call"), "tel:+8675500000000")),
            cls="phone-flow",
        )


def pair(*buttons: Node) -> Node:
    return div(*buttons, cls="pair")


def between(left: Node, right: Node) -> Node:
    return div(left, right, cls="between small-line")
