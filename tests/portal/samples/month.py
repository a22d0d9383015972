"""The month with a day's sheet open, as in the reference picture."""

# ruff: noqa: E501 - sample sentences stand in one line each, in both languages

import datetime as dt

from portal.widgets.answer import answer_head
from portal.widgets.button import button, text_button
from portal.widgets.card import section_title
from portal.widgets.chip import avatar, filter_chip, menu_chip, removable_chip, state_chip
from portal.widgets.day_bar import DayLine, day_bar, minutes
from portal.widgets.day_glyph import (
    ABSENT,
    EARLY,
    EMPTY,
    FUTURE,
    LATE,
    NO_IN,
    NO_OUT,
    OVERTIME,
    PLAIN,
    DayMark,
    Edge,
    boxed,
    day_legend,
)
from portal.widgets.markup import Child, div, el, span
from portal.widgets.month_grid import MonthDay, MonthGrid, MonthRow
from portal.widgets.punches import Means
from portal.widgets.say import t
from portal.widgets.seal import Proof, proof_seal
from portal.widgets.sheet import SideSheet, sheet_walk
from portal.widgets.timeline import Moment, time_line
from portal.widgets.view import put
from portal.widgets.why import RawPunch, facts, figure, note, raw_punches, why_steps
from rules.text import Text

TODAY = dt.date(2026, 11, 20)
DAYS = [dt.date(2026, 11, n) for n in range(1, 31)]
HEAD = [MonthDay(day=day, rest=day.weekday() > 4, today=day == TODAY) for day in DAYS]


def needs(mark: DayMark) -> DayMark:
    return DayMark(
        day=mark.day,
        begin=mark.begin,
        end=mark.end,
        over=mark.over,
        char=mark.char,
        said=mark.said,
        needs=True,
    )


LATE_NO_OUT = DayMark(
    begin=Edge.OFF,
    end=Edge.MISSING,
    needs=True,
    said=Text("迟到 14 分，缺下班卡", "late 14 min, no punch out"),
)
A, T, S, P, C = (boxed(Text(zh, en), said) for zh, en, said in (
    ("年", "A", Text("年假", "annual leave")), ("差", "T", Text("出差", "travel")), ("病", "S", Text("病假", "sick leave")),
    ("事", "P", Text("事假", "personal leave")), ("调", "C", Text("调休", "time off in lieu")),
))  # fmt: skip
WAIT = boxed(Text("候", "?"), Text("待定", "undecided"), undecided=True)
HOLD = boxed(Text("缓", "H"), Text("终端失联，暂缓", "terminal silent, on hold"), undecided=True)
PEOPLE = (
    ("陈思远", "Chen Siyuan", "研发", "R&D", {10: LATE}, 1, 0),
    ("方志恒", "Fang Zhiheng", "研发", "R&D", {17: ABSENT, 18: ABSENT, 19: ABSENT, 20: needs(ABSENT)}, 4, 1),
    ("蒋欣怡", "Jiang Xinyi", "研发", "R&D", {5: OVERTIME, 6: OVERTIME, 20: LATE}, 1, 0),
    ("李文博", "Li Wenbo", "研发", "R&D", {4: OVERTIME, 12: LATE_NO_OUT}, 1, 1),
    ("唐小雅", "Tang Xiaoya", "研发", "R&D", {9: A, 10: A, 20: LATE}, 1, 0),
    ("吴昊", "Wu Hao", "研发", "R&D", {20: WAIT}, 0, 0),
    ("赵立群", "Zhao Liqun", "研发", "R&D", {16: T, 17: T, 18: T}, 0, 0),
    ("周子墨", "Zhou Zimo", "研发", "R&D", {3: LATE, 13: EARLY}, 2, 0),
    ("何佳怡", "He Jiayi", "市场", "Sales", {30: boxed(Text("年", "A"), Text("年假待批", "leave asked"), undecided=True)}, 0, 0),
    ("梁浩然", "Liang Haoran", "市场", "Sales", {18: T, 19: T, 20: LATE, 26: T}, 1, 0),
    ("沈曼", "Shen Man", "市场", "Sales", {19: A, 20: A, 23: A}, 0, 0),
    ("许雯", "Xu Wen", "人事", "HR", {25: A}, 0, 0),
    ("韩静", "Han Jing", "财务", "Finance", {6: OVERTIME, 19: S, 20: S}, 0, 0),
    ("彭国栋", "Peng Guodong", "生产", "Plant", {7: OVERTIME, 11: needs(NO_IN), 14: OVERTIME}, 1, 1),
    ("罗嘉敏", "Luo Jiamin", "生产", "Plant", {18: ABSENT, 19: ABSENT, 20: needs(ABSENT)}, 3, 1),
    ("石磊", "Shi Lei", "生产", "Plant", {6: needs(EARLY), 14: OVERTIME}, 1, 1),
    ("黄丽娟", "Huang Lijuan", "生产", "Plant", {12: needs(NO_OUT), 20: P}, 1, 1),
    ("欧阳倩", "Ouyang Qian", "品质", "Quality", {7: OVERTIME}, 0, 0),
    ("邓小满", "Deng Xiaoman", "仓储", "Store", {3: C, 20: HOLD}, 0, 0),
    ("曾伟", "Zeng Wei", "仓储", "Store", {9: needs(NO_IN), 20: HOLD}, 1, 1),
)  # fmt: skip


LINE = DayLine(
    shift=(minutes("09:00"), minutes("18:00")),
    shift_label="09:00",
    worked=[(minutes("09:14"), minutes("17:50"))],
    breaks=[(minutes("12:00"), minutes("13:30"))],
    break_label=Text("休 12:00–13:30", "break 12:00–13:30"),
    came=minutes("09:14"),
    came_label=Text("09:14:22 上班", "in 09:14:22"),
    left_open=True,
    left_label=Text("下班无卡", "no punch out"),
    outage=(minutes("17:50"), minutes("19:30")),
    outage_label=Text("NS-02 失联 17:50–19:30", "NS-02 silent 17:50–19:30"),
)
PUNCHES = (
    RawPunch(key="51208", at="09:14:22", where=Text("NS-01 南山前台", "NS-01 lobby"), means=Means.FACE, number="#51 208"),
    RawPunch(key="51377", at="13:27:05", where=Text("NS-02 南山三楼", "NS-02 3rd floor"), means=Means.FINGER, number="#51 377"),
)  # fmt: skip
STEPS = (
    Text("排班是*总部标准班 09:00–18:00*，宽限 5 分钟。", "The shift is *HQ standard 09:00–18:00*, grace 5 minutes."),
    Text("第一次打卡 *09:14:22*，晚 14 分钟，超过宽限，所以是*迟到*。", "First punch *09:14:22*, 14 minutes after the start and past the grace: *late*."),
    Text("18:00 以后没有打卡。但三楼终端 17:50 到 19:30 失联，平时他都在这台下班，所以*不判早退*，只记缺卡，等补卡。",
         "No punch after 18:00. The 3rd-floor terminal he leaves by was silent 17:50 to 19:30: *not judged early*, only a missing punch."),
)  # fmt: skip
NEXT = (
    Moment(when="now", words=Text("现在：补卡邀请还没发", "Now: he has not been asked")),
    Moment(when="next", words=Text("*11-25 前*：他补卡并获同意，缺卡消，迟到留", "*By 25 Nov*: mended and agreed, the gap goes, the late stays")),
    Moment(when="next", words=Text("*11-25 后*：仍缺，记缺卡 1 次，关账时再问您一次", "*After 25 Nov*: counted once, you are asked at closing")),
)  # fmt: skip


def rows() -> list[MonthRow]:
    return [
        MonthRow(
            key=zh,
            name=t(Text(zh, en)),
            unit=Text(uz, ue),
            marks=marks(special),
            odd=odd,
            waiting=waiting,
        )
        for zh, en, uz, ue, special, odd, waiting in PEOPLE
    ]


def marks(special: dict[int, DayMark]) -> list[DayMark]:
    return [special.get(day.day) or usual(day) for day in DAYS]


def usual(day: dt.date) -> DayMark:
    if day.weekday() > 4:
        return EMPTY
    return FUTURE if day > TODAY else PLAIN


def month() -> None:
    sheet = SideSheet(Text("一天的经过", "One day"))
    put(
        answer_head(
            Text("月度考勤 ・ 2026-11", "Month sheet, 2026-11"),
            Text("还有 7 处要您看过，11 月才能关账。", "7 places need you before November can close."),
            (
                button(Text("催办补卡", "Remind"), act="remind"),
                button(Text("关闭 11 月", "Close November"), act="close", closed=Text("还有 7 处要您看过", "7 places still need you")),
            ),
        )
    )  # fmt: skip
    put(
        div(
            filter_chip(Text("需要处理", "Needs you"), act="filter", key="needs", on=True, count=7),
            filter_chip(Text("全部 60 人", "All 60"), act="filter", key="all"),
            removable_chip(Text("单位：全部", "Unit: all"), act="unfilter", key="unit"),
            menu_chip(Text("显示 20 人", "Show 20"), act="size"),
            span(Text("已过 20 天，余 10 天", "20 days gone, 10 to go"), cls="aside"),
            cls="chips",
        )
    )
    grid = MonthGrid(HEAD, rows(), on_pick=lambda person, day: pick(sheet, grid, person, day))
    put(day_legend([(boxed(Text("缓", "H"), undecided=True), Text("终端失联", "terminal silent"))]))
    grid.choose("李文博", dt.date(2026, 11, 12))
    show_day(sheet)


def pick(sheet: SideSheet, grid: MonthGrid, person: str, day: dt.date) -> None:
    grid.choose(person, day)
    show_day(sheet)


def show_day(sheet: SideSheet) -> None:
    name = t(Text("李文博", "Li Wenbo"))
    head = [
        div(
            avatar(name),
            el("strong", name),
            span(Text("研发部 ・ 嵌入式工程师", "R&D, embedded engineer")),
            cls="sheet-person",
        ),
        div(
            el("h2", Text("2026-11-12 周四", "Thu 2026-11-12")),
            state_chip(Text("迟到 14 分", "late 14 min"), "wait", symbol="clock"),
            state_chip(Text("缺下班卡", "no punch out"), "wait"),
            cls="sheet-title",
        ),
    ]
    foot = [
        button(Text("请他补卡", "Ask him to mend it"), act="ask", kind="primary"),
        button(Text("改判", "Decide otherwise"), act="judge"),
        sheet_walk(3, 7),
    ]
    sheet.show(head, day_body(), foot)


def day_body() -> list[Child]:
    return [day_bar(LINE), *verdict(), *raw(), *ahead()]


def verdict() -> list[Child]:
    return [section_title(Text("为什么这样判", "Why this verdict")), why_steps(STEPS)]


def raw() -> list[Child]:
    effect: list[Child] = [
        Text("迟到 1 次，", "1 late, "),
        figure("−50.00", act="line"),
        Text("；缺卡补上前不计", "; the gap counts once settled"),
    ]
    rule = figure(
        Text("标准班 v7，2026-09-01 起", "standard v7, from 2026-09-01"), act="rule", key="v7"
    )
    return [
        section_title(Text("打卡", "Punches")),
        raw_punches(PUNCHES),
        facts((
            (Text("规则", "Rule"), rule),
            (Text("记薪影响", "On pay"), effect),
            (Text("改过吗", "Changed"), Text("没有，系统 11-13 02:10 判定", "no, judged 13 Nov 02:10")),
        )),
        proof_seal(Proof(recorded=True, sequenced=True, stamped=True, witnessed=True)),
    ]  # fmt: skip


def ahead() -> list[Child]:
    return [
        section_title(Text("接下来", "What is next")),
        time_line(NEXT),
        div(cls="sheet-sep"),
        note([Text("同一次失联还影响 4 人下班卡。", "The same outage touches 4 more. "), text_button(Text("一次请 5 人补卡", "Ask all 5"), act="ask-all")]),
    ]  # fmt: skip
