"""A pay run with one payslip open, as in the reference picture."""

# ruff: noqa: E501 - sample sentences stand in one line each, in both languages

from portal.widgets.answer import answer_head
from portal.widgets.button import button, text_button
from portal.widgets.card import card
from portal.widgets.chip import Tone, filter_chip
from portal.widgets.diff import Cause, Diff, diff_because, diff_list
from portal.widgets.markup import Node, div, el, span
from portal.widgets.punches import Means
from portal.widgets.say import t
from portal.widgets.seal import Proof, proof_seal
from portal.widgets.show import yuan
from portal.widgets.slip import Input, SlipLine, SlipSum, WhyDay, WhyTree, slip
from portal.widgets.view import put
from portal.widgets.why import RawPunch, figure
from rules.text import Text

DIFFS: tuple[tuple[str, str, str, str, int, int, Tone], ...] = (
    ("陈思远", "Chen Siyuan", "绩效 96% → 80%；迟到 1 → 2 次", "performance 96% → 80%; lates 1 → 2", 975000, 890000, "good"),
    ("方志恒", "Fang Zhiheng", "绩效 100% → 50%，政策已签收", "score 100% → 50%, signed", 1800000, 1300000, "wait"),
    ("彭国栋", "Peng Guodong", "休息日加班 2 天", "two rest-day overtimes", 720000, 852414, "good"),
    ("何佳怡", "He Jiayi", "提成：三季度回款", "commission, Q3 receipts", 1140000, 1465000, "good"),
    ("周子墨", "Zhou Zimo", "转正：10-09 起调薪", "confirmed: new pay from 9 Oct", 800000, 921739, "good"),
    ("韩静", "Han Jing", "病假 2 天", "two days of sick leave", 960000, 924713, "good"),
    ("欧阳倩", "Ouyang Qian", "找不到原因，请核对", "no cause found, please check", 785000, 835000, "wrong"),
    ("石磊", "Shi Lei", "中班津贴 6 次", "six late-shift allowances", 690000, 708000, "good"),
    ("黄丽娟", "Huang Lijuan", "事假 1 天", "one day of personal leave", 680000, 648736, "good"),
    ("曾伟", "Zeng Wei", "夜班津贴 3 次", "three night allowances", 620000, 632000, "good"),
)  # fmt: skip
RULE = Text("标准班 09:00，宽限 5 分", "shift 09:00, grace 5 min")
LATES = WhyTree(
    formula=Text("−（迟到次数 × 每次扣款）", "−(number of lates × charge per late)"),
    filled=Text("−(2 × 50.00) = *−100.00*", "−(2 × 50.00) = *−100.00*"),
    inputs=(
        Input(name=Text("迟到次数", "number of lates"), value="2", key="lates", source=Text("来自考勤 2026-10 已关闭版", "attendance 2026-10, closed version")),
        Input(name=Text("每次扣款", "charge per late"), value="50.00", key="charge", source=Text("员工手册 4.2，本人签收 2025-03-03", "handbook 4.2, signed by him 2025-03-03")),
    ),
    days=(
        WhyDay(day=Text("10-13 周二", "Tue 13 Oct"), verdict=Text("迟到 12 分", "12 min late"), rule=RULE, punches=(
            RawPunch(key="48213", at="09:12:07", where=Text("NS-02 南山三楼", "NS-02 Nanshan 3rd floor"), means=Means.FINGER, number="#48 213"),
        )),
        WhyDay(day=Text("10-27 周二", "Tue 27 Oct"), verdict=Text("迟到 21 分", "21 min late"), rule=RULE, punches=(
            RawPunch(key="50177", at="09:21:44", where=Text("NS-01 南山前台", "NS-01 Nanshan lobby"), means=Means.FACE, number="#50 177"),
        )),
    ),
)  # fmt: skip
SIMPLE = WhyTree(
    formula=Text("月基本工资", "monthly base"), filled=Text("*5,000.00*", "*5,000.00*")
)
HELD = (
    SlipLine(
        key="si",
        name=Text("社会保险", "Social insurance"),
        how=Text("个人部分", "own part"),
        fen=-91800,
    ),
    SlipLine(
        key="hf",
        name=Text("住房公积金", "Housing fund"),
        how=Text("个人部分", "own part"),
        fen=-45000,
    ),
    SlipLine(
        key="tax",
        name=Text("个人所得税", "Income tax"),
        how=Text("累计预扣", "cumulative"),
        fen=-7596,
    ),
)
LINES = (
    SlipLine(key="base", name=Text("基本工资", "Base pay"), how=Text("出勤 18 天，无缺勤", "18 days worked, none missed"), fen=500000, why=SIMPLE),
    SlipLine(key="perf", name=Text("绩效工资", "Performance pay"), how="5,000.00 × 80%", fen=400000, why=SIMPLE),
    SlipLine(key="late", name=Text("迟到扣款", "Late deduction"), how=Text("2 次 × 50.00", "2 × 50.00"), fen=-10000, why=LATES, opened=True),
    SlipSum(name=Text("应发合计", "Gross total"), how="5,000.00 + 4,000.00 − 100.00", fen=890000, double=True),
    SlipLine(key="held", name=Text("个人代扣", "Withheld"), how=Text("社保 918.00 ・ 公积金 450.00 ・ 个税 75.96", "insurance 918.00, housing fund 450.00, tax 75.96"), fen=-144396, parts=HELD),
    SlipSum(name=Text("实发", "Net pay"), how=Text("转入招商银行尾号 7731", "to China Merchants Bank, ending 7731"), fen=745604),
)  # fmt: skip
CAUSES = (
    Cause(
        words=Text(
            "绩效得分从 96% 到 80%，本人 11-03 已确认",
            "score went from 96% to 80%, confirmed by him on 3 Nov",
        ),
        fen=-80000,
    ),
    Cause(words=Text("迟到从 1 次到 2 次", "lates went from 1 to 2"), fen=-5000),
)
SEAL = Proof(recorded=True, sequenced=True, stamped=True)


def payslip() -> None:
    reason = Text("1 人找不到原因，1 人待复核", "one has no cause and one waits for a check")
    put(
        answer_head(
            Text("工资批次 ・ 2026-10 ・ 60 人", "Pay run, 2026-10, 60 people"),
            Text("16 人与 9 月不同，1 人找不到原因，1 人待复核，还不能关。", "16 differ from September; one has no cause and one waits for a check."),
            (
                button(Text("导出差异", "Export differences"), act="export"),
                button(Text("关闭批次", "Close the run"), act="close", closed=reason),
            ),
        )
    )  # fmt: skip
    put(div(people(), one(), cls="payrun"))


def people() -> Node:
    diffs = [
        Diff(
            key=zh,
            name=t(Text(zh, en)),
            cause=Text(cz, ce),
            before=before,
            after=after,
            tone=tone,
            chosen=zh == "陈思远",
        )
        for zh, en, cz, ce, before, after, tone in DIFFS
    ]
    chips = div(
        filter_chip(Text("全部", "all"), act="filter", key="all", on=True, count=16),
        filter_chip(Text("无原因", "no cause"), act="filter", key="wrong", count=1, symbol="alert"),
        filter_chip(Text("待复核", "to check"), act="filter", key="wait", count=1, symbol="wait"),
        cls="chips card-chips",
    )
    return card(
        chips,
        diff_list(diffs),
        title=Text("与 9 月不同的人", "Who differs from September"),
        aside=Text("16 人中的 10 人", "10 of 16"),
        foot=[Text("其余 44 人一分不差", "the other 44 match to the fen"), text_button(Text("再看 6 人", "show 6 more"), act="more")],
        flush=True,
        cls="diff-card",
    )  # fmt: skip


def one() -> Node:
    head = div(
        div(
            div(el("span", t(Text("陈思远", "Chen Siyuan")), cls="person-name"), " ", span(Text("研发部 ・ 测试工程师 ・ 工号 0027", "R&D, test engineer, no. 0027"), cls="sub")),
            div(Text("2026 年 10 月 ・ 发薪日 2026-11-25 周三", "October 2026, pay day Wed 2026-11-25"), cls="sub"),
        ),
        div(div(Text("应发", "Gross pay"), cls="small"), figure(yuan(890000), act="gross"), cls="total"),
        cls="slip-head",
    )  # fmt: skip
    return card(
        head,
        diff_because(
            Text("与 9 月不同，是因为", "Different from September because"),
            CAUSES,
            before=975000,
            after=890000,
        ),
        slip(LINES),
        foot=[
            proof_seal(SEAL),
            span(Text("本人可在手机上看到同一张", "he sees the same slip on his phone")),
        ],
        cls="tall-foot",
    )
