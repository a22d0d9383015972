"""Set-up: remove the demo company in one click, with its consequences in words."""

from nicegui import ui

from hr import demo
from hr.demo import Removal
from portal.errors import tried
from portal.page import Group, Page, View
from portal.widgets.answer import answer_head
from portal.widgets.button import button
from portal.widgets.card import card
from portal.widgets.empty import empty_state
from portal.widgets.markup import Node, div
from portal.widgets.say import Words
from portal.widgets.show import number
from portal.widgets.view import put
from portal.widgets.why import facts, note, why_steps
from rules.access import Permission
from rules.text import Text

TITLE = Text("演示公司", "Demo company")
HEAD = Text(
    "移除后不能恢复；您会留在一家空的公司里，从头开始。",
    "It cannot be undone; you stay, in an empty company, and start from there.",
)
STEPS = (
    Text(
        "这家演示公司的一切*全部删除*：人、打卡、考勤、工资、通知、证据。",
        "*Everything* of the demo company is deleted: people, punches, days, pay, notices, proof.",
    ),
    Text(
        "别人的账号一起删除，*打开的页面几秒内关闭*。",
        "All other accounts go with it and *their open pages close within seconds*.",
    ),
    Text(
        "您的账号 *{login}* 和这次登录留着，成为新公司的管理员兼人事。",
        "Your account *{login}* and this session stay, as administrator and HR of a new company.",
    ),
    Text(
        "模拟终端和模拟的邮件、短信*到下次启动才停*；之前它们会被当作没登记的终端。",
        "Simulated terminals and providers *stop at the next start*; until then they count as "
        "terminals that are not enrolled.",
    ),
)


async def build(view: View) -> None:
    """What would go, and the one button."""
    found = await view.ask(demo.removal)
    if not found.is_demo:
        put(answer_head(TITLE, Text("演示公司已经不在了。", "The demo company is gone.")), _gone())
        return

    async def remove(_key: str) -> None:
        await view.ask(demo.remove)
        ui.navigate.to("/")

    action = button(demo.remove.spec.label, act="remove", kind="danger", symbol="bin")
    put(answer_head(TITLE, HEAD, (action,)), _what(found), on={"remove": tried(remove)})


def _what(found: Removal) -> Node:
    counts: tuple[tuple[Words, int], ...] = (
        (Text("员工", "People"), found.people),
        (Text("账号", "Accounts"), found.accounts),
        (Text("打卡", "Punches"), found.punches),
        (Text("考勤日", "Days"), found.days),
        (Text("工资条", "Payslips"), found.payslips),
        (Text("通知", "Notices"), found.notices),
        (Text("证据", "Entries"), found.events),
    )
    steps = [one.format(login=found.login) for one in STEPS]
    return div(
        card(
            why_steps(steps),
            note(
                Text(
                    "要留一份？先到“证据”导出证据包。",
                    "Want to keep it? Export the pack under Evidence first.",
                )
            ),
            title=Text("会发生什么", "What happens"),
            cls="ruled padded",
        ),
        card(
            facts([(name, number(count)) for name, count in counts]),
            title=Text("会删除", "What is deleted"),
            aside=found.name,
            cls="ruled padded",
        ),
        cls="cols demo-cols",
    )


def _gone() -> Node:
    return card(
        empty_state(
            Text("没有要移除的", "Nothing to remove"),
            Text("这是您自己的公司，这里不能移除它。", "This is your own company; it stays."),
            symbol="check",
        ),
        flush=True,
    )


PAGE = Page(
    path="/demo",
    title=TITLE,
    symbol="bin",
    group=Group.SETUP,
    needs=Permission.DEMO_REMOVE,
    build=build,
)
