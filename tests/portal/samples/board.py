"""The live board, as in the reference picture."""

# ruff: noqa: E501 - sample sentences stand in one line each, in both languages

import datetime as dt
from collections.abc import Sequence

from portal.widgets.answer import answer_head
from portal.widgets.bars import (
    Bar,
    Bracket,
    ShiftLine,
    bars_table,
    bars_with_usual,
    flip,
    flip_button,
    usual_key,
)
from portal.widgets.button import button
from portal.widgets.card import card
from portal.widgets.chip import Tone
from portal.widgets.ladder import Absence, absence_row
from portal.widgets.marks import Presence, Site, Tally, legend, tally_board, tally_row
from portal.widgets.markup import Child, Node, div, span
from portal.widgets.punches import Means, Punch, punch_row, punch_stream
from portal.widgets.say import t
from portal.widgets.terminals import TerminalTile, terminal_strip
from portal.widgets.view import View, put
from rules.text import Text

P = Presence
SITES = (
    Site(key="ns", name=Text("南山总部", "Nanshan HQ"), units=(
        Tally(key="rd", name=Text("研发部", "R&D"), here=11, expected=13, counts={P.HERE: 11, P.MISSING: 2, P.TRAVEL: 1}),
        Tally(key="mk", name=Text("市场部", "Sales"), here=6, expected=6, counts={P.HERE: 6, P.LEAVE: 1, P.TRAVEL: 1}),
        Tally(key="hr", name=Text("人事行政部", "HR & admin"), here=3, expected=3, counts={P.HERE: 3}),
        Tally(key="fi", name=Text("财务部", "Finance"), here=2, expected=2, counts={P.HERE: 2, P.LEAVE: 1}),
    )),
    Site(key="ba", name=Text("宝安厂区", "Bao'an plant"), units=(
        Tally(key="pr", name=Text("生产部", "Production"), here=18, expected=19,
              counts={P.HERE: 18, P.MISSING: 1, P.LEAVE: 1, P.LATER: 2}),
        Tally(key="qa", name=Text("品质部", "Quality"), here=4, expected=4, counts={P.HERE: 4}),
    )),
    Site(key="lg", name=Text("龙岗仓", "Longgang store"), units=(
        Tally(key="wh", name=Text("仓储物流", "Warehouse"), here=4, expected=6, counts={P.HERE: 4, P.UNKNOWN: 2}),
    )),
)  # fmt: skip
ABSENT = (
    ("方志恒", "Fang Zhiheng", "研发部 ・ 11-17 起", "R&D, since 17 Nov", "返岗通知书须在 18:00 前发出", "return-to-work notice due by 18:00", 3, False),
    ("罗嘉敏", "Luo Jiamin", "生产部 ・ 11-18 起", "Production, since 18 Nov", "联系 3 次未接，12:00 升级到厂长", "3 calls unanswered; plant head at 12:00", 2, False),
    ("吴昊", "Wu Hao", "研发部 ・ 今天", "R&D, today", "09:30 提醒直属上级赵立群", "09:30 reminder to Zhao Liqun", 0, False),
    ("邓小满", "Deng Xiaoman", "仓储物流 ・ 今天", "Warehouse, today", "暂缓：龙岗仓终端失联，不计缺勤", "on hold: terminal silent, not counted", 0, True),
    ("曾伟", "Zeng Wei", "仓储物流 ・ 今天", "Warehouse, today", "暂缓：龙岗仓终端失联，不计缺勤", "on hold: terminal silent, not counted", 0, True),
)  # fmt: skip
PUNCHES = (
    ("09:24:31", Means.FACE, "梁浩然", "Liang Haoran", "市场部", "Sales", "NS-01"),
    ("09:23:58", Means.FINGER, "唐小雅", "Tang Xiaoya", "研发部", "R&D", "NS-02"),
    ("09:17:02", Means.FACE, "蒋欣怡", "Jiang Xinyi", "研发部", "R&D", "NS-01"),
    ("09:06:44", Means.CARD, "石磊", "Shi Lei", "生产部", "Production", "BA-03"),
    ("08:59:51", Means.FACE, "何佳怡", "He Jiayi", "市场部", "Sales", "NS-01"),
    ("08:59:47", Means.FINGER, "陈思远", "Chen Siyuan", "研发部", "R&D", "NS-02"),
    ("08:59:36", Means.FINGER, "周子墨", "Zhou Zimo", "研发部", "R&D", "NS-02"),
    ("08:59:30", Means.FACE, "许雯", "Xu Wen", "人事行政部", "HR & admin", "NS-01"),
)
BARS = tuple(
    Bar(label=label, count=count, usual=usual, running=label == "09:15")
    for label, count, usual in (
        ("07:00", 2, 1), ("07:15", 1, 2), ("07:30", 4, 4), ("07:45", 5, 6), ("08:00", 4, 5), ("08:15", 8, 8),
        ("08:30", 11, 12), ("08:45", 9, 11), ("09:00", 3, 2), ("09:15", 1, 1),
    )
)  # fmt: skip
OK = Text("正常", "alive")
TILES: tuple[tuple[str, str, str, str, Means, Tone, Text, tuple[str, ...], tuple[str, ...]], ...] = (
    ("NS-01", "南山前台", "Nanshan lobby", "MQTT", Means.FACE, "good", OK, ("3 秒前", "无积压", "钟 +0.2 s"), ("3 s ago", "no backlog", "+0.2 s")),
    ("NS-02", "南山三楼", "Nanshan 3rd floor", "ZK", Means.FINGER, "good", OK, ("8 秒前", "无积压", "钟 −0.6 s"), ("8 s ago", "no backlog", "−0.6 s")),
    ("BA-01", "宝安大门", "Bao'an gate", "ADMS", Means.FACE, "good", OK, ("11 秒前", "无积压", "钟 +0.1 s"), ("11 s ago", "no backlog", "+0.1 s")),
    ("BA-02", "宝安车间", "Bao'an shop floor", "ZK", Means.FINGER, "wait", Text("补传中", "behind"), ("5 秒前", "还差 12 条", "钟 +1.4 s"), ("5 s ago", "12 to come", "+1.4 s")),
    ("BA-03", "宝安食堂", "Bao'an canteen", "ADMS", Means.CARD, "good", OK, ("20 秒前", "无积压", "钟 +0.3 s"), ("20 s ago", "no backlog", "+0.3 s")),
    ("LG-01", "龙岗仓门口", "Longgang door", "ZK", Means.FINGER, "wrong", Text("失联", "silent"), ("08:41 起失联，重连 4 次",), ("since 08:41", "4 retries failed")),
)  # fmt: skip


def punches() -> list[Punch]:
    return [
        Punch(
            key=str(i),
            at=dt.time.fromisoformat(at),
            means=m,
            name=Text(zh, en),
            unit=Text(uz, ue),
            terminal=term,
        )
        for i, (at, m, zh, en, uz, ue, term) in enumerate(PUNCHES)
    ]


def absences() -> list[Absence]:
    return [
        Absence(
            key=zh,
            name=t(Text(zh, en)),
            about=Text(az, ae),
            next_step=Text(nz, ne),
            level=level,
            held=held,
        )
        for zh, en, az, ae, nz, ne, level, held in ABSENT
    ]


def tiles() -> list[TerminalTile]:
    return [
        TerminalTile(key=name, name=name, place=Text(zh, en), protocol=proto, means=means, tone=tone, state=state,
                     facts=[Text(" ・ ".join(fz), ", ".join(fe))])
        for name, zh, en, proto, means, tone, state, fz, fe in TILES
    ]  # fmt: skip


def board() -> View:
    sentence = Text(
        "应到 53 人，已到 48 人，3 人没到；龙岗仓终端失联，另 2 人无法判断。",
        "48 of 53 are here and 3 are missing; Longgang is silent, so 2 are unknown.",
    )
    actions = (
        button(Text("换日期", "Other day"), act="day"),
        button(Text("联系未到的 3 人", "Contact the 3"), act="contact", kind="primary"),
    )
    where = Text("实时看板 ・ 2026-11-20 周五 09:24", "Live board, Fri 2026-11-20 09:24")
    put(
        answer_head(where, sentence, actions),
        on={"contact": lambda _key: arrive(view), "day": lambda _key: other_day(view)},
    )
    left, right = div(who(), came(), cls="stack"), div(missing(), stream(), cls="stack side")
    view = put(div(left, right, terminal_strip(tiles()), cls="board"))
    return view


def arrive(view: View) -> None:
    """Somebody comes: one row is redrawn, one line is added, nothing else is touched."""
    counts = {P.HERE: 12, P.MISSING: 1, P.TRAVEL: 1}
    row = Tally(key="rd", name=Text("研发部", "R&D"), here=12, expected=13, counts=counts)
    view.patch("unit-rd", tally_row(row))
    late = Punch(
        key="new", at=dt.time(9, 25, 3), means=Means.FACE, name=Text("吴昊", "Wu Hao"),
        unit=Text("研发部", "R&D"), terminal="NS-01",
    )  # fmt: skip
    view.prepend("punches", punch_row(late), keep=len(PUNCHES))
    view.take_out("absence-吴昊")


def other_day(view: View) -> None:
    """A whole card is redrawn: the chart with one more quarter; it stays turned over if it was."""
    view.patch("came", came((*BARS, Bar(label="10:30", count=2, usual=3))))


def who() -> Child:
    return card(
        tally_board(SITES),
        title=Text("谁在", "Who is here"),
        aside=Text("一格一人 ・ 已到 / 应到", "each mark is a person; here / expected"),
        foot=legend(),
    )


def came(bars: Sequence[Bar] = BARS) -> Node:
    lines = (
        ShiftLine(before=4, words=Text("宝安 08:00 上班", "plant starts 08:00"), left=True),
        ShiftLine(before=8, words=Text("总部 09:00 上班", "HQ starts 09:00")),
    )
    sums = (
        Bracket(words=Text("07 时 12 人", "07 h, 12"), width=4),
        Bracket(words=Text("08 时 32 人", "08 h, 32"), width=4),
        Bracket(words=Text("09 时 4 人，截至 09:24", "09 h, 4, to 09:24"), width=2),
    )
    chart = card(
        flip(bars_with_usual(bars, lines=lines, brackets=sums), bars_table(bars)),
        title=Text("几点到的", "When they came"),
        aside=[
            usual_key(Text("前四个周五的平均", "average of the last four Fridays")),
            flip_button(Text("看表", "table"), Text("看图", "chart")),
        ],
    )
    return div(chart, cls="bare", data_row="came")


def missing() -> Child:
    return card(
        (absence_row(a) for a in absences()),
        title=Text("还没打卡的 5 人", "Five without a punch"),
        aside=Text("按紧要程度", "most urgent first"),
        flush=True,
    )


def stream() -> Child:
    said = Text("今天共 51 条，全部入库，待认领 0", "51 today, all stored, 0 unassigned")
    return card(
        punch_stream(punches()),
        title=Text("刚刚打卡", "Last punches"),
        aside=span(said, data_row="punch-count"),
        cls="grow",
    )
