"""My month: one stroke a day, why a day is so, and a correction where a punch is missing."""

from collections.abc import Mapping
from datetime import date

from hr import clock, month
from hr.month import Cell, DayView, PersonMonth
from hr.views import month_of
from portal import address
from portal.errors import tried
from portal.page import Group, Page, View
from portal.parts.days import (
    IN_MISSING,
    OUT_MISSING,
    day_line,
    day_mark,
    hours,
    in_words,
    raw_punches_of,
)
from portal.widgets.answer import answer_head
from portal.widgets.button import icon_button, link
from portal.widgets.card import section_title
from portal.widgets.day_bar import day_bar
from portal.widgets.day_glyph import day_glyph, day_legend
from portal.widgets.markup import Child, Node, div, el, span
from portal.widgets.sheet import SideSheet
from portal.widgets.show import date as full_date
from portal.widgets.show import short_weekday
from portal.widgets.view import put
from portal.widgets.why import raw_punches, why_steps
from rules.access import Permission
from rules.period import Month
from rules.problem import Refused
from rules.text import Text

TITLE = Text("我的考勤", "My days")
HEAD = Text("{month} 有 {n} 天和排班不一样。", "{n} days of {month} differ from the shift.")
HEAD_AHEAD = Text("{month} 还没到。", "{month} is still to come.")
HEAD_NONE = Text("{month} 到现在一切如常。", "{month} is as planned so far.")
HEAD_PAST = Text("{month} 一切如常。", "{month} was as planned.")
ASK = {"in": Text("补上班卡", "Add clock-in"), "out": Text("补下班卡", "Add clock-out")}
MISSING = {"in": IN_MISSING, "out": OUT_MISSING}


async def build(view: View) -> None:
    await MyDays(view).start()


class MyDays:
    """The month of one person; month and open day are in the address."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.today = view.local(clock.now()).date()
        self._read(view.query)

    def _read(self, query: Mapping[str, str]) -> None:
        self.chosen = _day_of(query.get("day", ""))
        asked = query.get("month", "")
        self.month = month_of(asked) if asked else Month.of(self.chosen or self.today)

    async def start(self) -> None:
        self.head = put(on={"month": tried(self._turn)})
        self.grid = put(on={"day": tried(self._open)})
        self.sheet = SideSheet(Text("一天", "A day"), on_close=self._closed)
        await self._draw()
        if self.chosen:
            await self._show(self.chosen)
        address.on_back(self._follow)

    async def _follow(self, _path: str, query: Mapping[str, str]) -> None:
        """Back and Forward: the month and the open day of the address."""
        self._read(query)
        await self._draw()
        if self.chosen:
            await self._show(self.chosen)
        else:
            self.sheet.close()

    async def _draw(self) -> None:
        found = await self.view.ask(month.my_days, str(self.month))
        self.head.show(answer_head(TITLE, _sentence(found, self.month), [self._pager()]))
        blank = span(cls="day-cell blank", aria_hidden="true")
        before, after = self.month.first.weekday(), 6 - self.month.last.weekday()
        self.grid.show(
            div(
                (span(short_weekday(cell.date), cls="day-head") for cell in _a_week(found)),
                [blank] * before,
                (self._cell(cell) for cell in found.cells),
                [blank] * after,
                cls="days",
            ),
            day_legend(),
        )

    def _pager(self) -> Node:
        return div(
            icon_button("left", Text("上个月", "Previous month"), act="month", key="back"),
            el("strong", str(self.month)),
            icon_button("right", Text("下个月", "Next month"), act="month", key="on"),
            cls="pager",
        )

    def _cell(self, cell: Cell) -> Node:
        mark, said = day_mark(cell), in_words(cell)
        states = [
            "rest" if "rest" in cell.glyphs else "",
            "today" if cell.date == self.today else "",
            "needs" if cell.missing and cell.needs_hr and cell.date < self.today else "",
            "chosen" if cell.date == self.chosen else "",
        ]
        return el(
            "button",
            el("strong", cell.date.day),
            day_glyph(mark),
            span(said if "future" not in cell.glyphs else "", cls="said"),
            cls=" ".join(["day-cell", *(state for state in states if state)]),
            type="button",
            data_act="day",
            data_key=cell.date.isoformat(),
            aria_label=Text("{day} {said}", "{day} {said}").format(
                day=full_date(cell.date), said=said
            ),
        )

    async def _turn(self, way: str) -> None:
        self.month = self.month.previous if way == "back" else self.month.next
        self.chosen = None
        self.sheet.close()
        address.replace(self._address())
        await self._draw()

    async def _open(self, key: str) -> None:
        day = _day_of(key)
        if day is None:
            return
        await self._show(day)
        address.push(self._address())

    async def _show(self, day: date) -> None:
        self.chosen = day
        await self._draw()
        try:
            found = await self.view.ask(month.my_day, day)
        except Refused as refused:
            self.sheet.show(_title(day), el("p", _nothing(refused, day, self.today), cls="sub"))
            return
        self.sheet.show(_title(day), _body(found), _foot(found, self.today))

    async def _closed(self) -> None:
        self.chosen = None
        address.push(self._address())
        await self._draw()

    def _address(self) -> str:
        day = str(self.chosen) if self.chosen else ""
        return address.address("/me/days", month=str(self.month), day=day)


def _a_week(found: PersonMonth) -> list[Cell]:
    """Seven days from the month's first Monday, for the head of the columns."""
    start = next(i for i, cell in enumerate(found.cells) if cell.date.weekday() == 0)
    return list(found.cells[start : start + 7])


def _sentence(found: PersonMonth, of: Month) -> Text:
    if all("future" in cell.glyphs for cell in found.cells):
        return HEAD_AHEAD.format(month=of)
    if not found.unusual:
        running = any("future" in cell.glyphs for cell in found.cells)
        return (HEAD_NONE if running else HEAD_PAST).format(month=of)
    return HEAD.format(month=of, n=found.unusual)


def _title(day: date) -> Node:
    return div(el("h2", full_date(day)), cls="sheet-title")


def _nothing(refused: Refused, day: date, today: date) -> Text:
    if day > today:
        return Text("这一天还没到。", "This day is still to come.")
    return refused.problem.text


def _body(found: DayView) -> Child:
    shift = found.shift
    bar = None
    if shift:
        bar = day_bar(
            day_line(shift, found.date, found.zone, came=found.first_in, left=found.last_out)
        )
    rows = raw_punches_of(found.punches)
    return [
        div(span(shift.label, cls="sub"), el("strong", hours(shift)), cls="between")
        if shift
        else None,
        bar,
        section_title(Text("为什么是这样", "Why it is so")),
        why_steps(found.steps),
        section_title(Text("打卡", "Punches")),
        raw_punches(rows)
        if rows
        else el("p", Text("这一天没有打卡。", "No punch that day."), cls="sub"),
        [_request(one.id, one.number) for one in found.requests],
    ]


def _request(request_id: str, number: str) -> Node:
    return link(number, f"/todo/{request_id}?tab=mine", symbol="form")


def _foot(found: DayView, today: date) -> Child:
    """A correction for each missing end; the whole day can still become leave."""
    if found.date >= today:
        return None
    asks = [
        link(
            ASK[side],
            f"/me/file/correction?date={found.date}&direction={side}",
            symbol="calendar",
            cls="btn primary",
        )
        for side in found.missing
        if side in ASK and found.verdict not in {"leave", "on_duty"}
    ]
    if found.verdict == "absent":
        leave = Text("补请假", "File leave")
        asks.append(
            link(
                leave, f"/me/leave?first={found.date}&last={found.date}", symbol="leave", cls="btn"
            )
        )
    return asks or None


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


PAGE = Page(
    path="/me/days",
    title=TITLE,
    symbol="calendar",
    group=Group.MINE,
    needs=Permission.SELF,
    build=build,
)
