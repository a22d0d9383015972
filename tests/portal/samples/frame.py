"""The frame with the sample company around a page."""

# ruff: noqa: E501 - sample sentences stand in one line each, in both languages

from collections.abc import Iterator
from contextlib import contextmanager

from portal.widgets.nav import NavGroup, NavItem, TopBar
from portal.widgets.say import lang
from portal.widgets.shell import Shell, shell
from rules.text import Text

GROUPS = (
    (Text("今天", "Today"), (("board", Text("实时看板", "Live board"), "board", 0), ("todo", Text("待办中心", "To do"), "todo", 7))),
    (Text("人", "People"), (("people", Text("花名册", "People"), "people", 60), ("moves", Text("入职与离职", "Joiners, leavers"), "moves", 2))),
    (
        Text("时间", "Time"),
        (
            ("month", Text("月度考勤", "Month sheet"), "calendar", 7),
            ("leave", Text("假期", "Leave"), "leave", 0),
            ("terminals", Text("终端", "Terminals"), "terminal", 1),
        ),
    ),
    (Text("薪酬", "Pay"), (("payslip", Text("工资批次", "Pay runs"), "yen", 0),)),
    (Text("通知", "Notices"), (("notice", Text("通知书", "Notices"), "mail", 1),)),
    (Text("留证", "Proof"), (("evidence", Text("证据", "Evidence"), "proof", 0),)),
    (Text("设置", "Set-up"), (("flows", Text("审批流", "Flows"), "flow", 0), ("parts", Text("表单与字段", "Forms, fields"), "form", 0))),
)  # fmt: skip
TABS = (
    ("my-day", Text("我的一天", "My day"), "home"),
    ("my-leave", Text("申请", "Requests"), "leave"),
    ("todo", Text("待办", "To do"), "todo"),
    ("my-payslip", Text("工资", "Pay"), "slip"),
)


def tabs(current: str) -> tuple[NavItem, ...]:
    return tuple(
        NavItem(label=label, href=f"/{key}", symbol=icon, current=key == current)
        for key, label, icon in TABS
    )


@contextmanager
def sample_frame(current: str, *, mini: bool = False) -> Iterator[None]:
    groups = [
        NavGroup(
            label=title,
            items=[
                NavItem(
                    label=label, href=f"/{key}", symbol=icon, count=count, current=key == current
                )
                for key, label, icon, count in items
            ],
        )
        for title, items in GROUPS
    ]
    top = TopBar(
        company=Text("深圳市衡舟精密仪器有限公司", "Hengzhou Precision, Shenzhen"),
        person="许雯" if lang() == "zh" else "Xu Wen",
        role=Text("人事", "HR"),
        other_language="English" if lang() == "zh" else "中文",
    )
    with shell(Shell(top=top, groups=groups, tabs=tabs(current), mini=mini)):
        yield
