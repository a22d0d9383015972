"""The month sheet: where this month needs HR before it can be closed; a day opens beside it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from nicegui import ui

from hr import clock, month, people
from hr.month import DayView, PersonMonth, Sheet
from hr.people import UnitView
from hr.views import month_of
from portal.address import address, on_back, push
from portal.errors import attempt, tried
from portal.page import Group, Page, View
from portal.parts.day_sheet import day_body, day_head
from portal.parts.days import day_mark
from portal.parts.months import asked_month, named
from portal.widgets.answer import answer_head
from portal.widgets.button import button, icon_button, link
from portal.widgets.chip import filter_chip
from portal.widgets.day_glyph import boxed, day_legend
from portal.widgets.empty import empty_state
from portal.widgets.field_input import text_area
from portal.widgets.markup import Child, Node, div, span
from portal.widgets.menu import menu
from portal.widgets.month_grid import MonthDay, MonthGrid, MonthRow
from portal.widgets.sheet import SideSheet, sheet_walk
from portal.widgets.toast import toast
from portal.widgets.view import put
from rules.access import Permission
from rules.attendance.heads import days_gone
from rules.period import Month
from rules.problem import refuse
from rules.text import Text

TITLE = Text("月度考勤", "Month sheet")
HOLD = (boxed(Text("缓", "H"), undecided=True), Text("终端失联", "terminal silent"))
Spot = tuple[str, date]


async def build(view: View) -> None:
    """The month of the address, and the day if it names one."""
    wanted = _month(view)
    unit = view.query.get("unit", "")
    found = await view.ask(month.sheet, str(wanted), unit_id=unit)
    page = MonthPage(view, wanted, found, await view.ask(people.units))
    if "person" in view.path:
        await page.open((view.path["person"], _date(view.path["day"])))
    on_back(page.follow)


class MonthPage:
    """An open month: the grid, and the sheet of the day that was picked."""

    def __init__(self, view: View, wanted: Month, sheet: Sheet, units: list[UnitView]) -> None:
        self.view, self.month, self.sheet, self.units = view, wanted, sheet, units
        self.unit = view.query.get("unit", "")
        self.only_open = view.query.get("show") == "open"
        self.day: DayView | None = None
        acts = {
            "prev": tried(lambda _key: self._step(-1)),
            "next": tried(lambda _key: self._step(1)),
            "accept": tried(self._accept),
            "proof": tried(self._proof),
        }
        self.side = SideSheet(Text("一天的经过", "One day"), on=acts, on_close=self._closed)
        with self.side.live:
            self.reason = text_area(
                Text("按此认定的原因", "Why it may stand"), rows=2, keep="month-accept"
            )
        self.head = put(on={"close": tried(self._close)})
        self.chips = put(on={"go": ui.navigate.to})
        self._draw_grid()

    def _draw_grid(self) -> None:
        self.grid = MonthGrid(_days(self.sheet), self._rows(), on_pick=self._pick)
        self.legend = put(day_legend([HOLD]))
        self.nothing = put()
        self._redraw()

    def _redraw(self) -> None:
        self.head.show(_head(self.view, self.month, self.sheet))
        self.chips.show(self._chips())
        rows = self._rows()
        self.grid.set_visibility(bool(rows))
        self.legend.set_visibility(bool(rows))
        self.nothing.show(None if rows else _nothing(self.sheet, self.unit))

    def _rows(self) -> list[MonthRow]:
        shown = [one for one in self.sheet.people if one.open or not self.only_open]
        return [_row(one) for one in shown]

    def _chips(self) -> Node:
        units: list[tuple[str, str | Text]] = [("", Text("全部", "all"))]
        units += [(one.id, one.name) for one in self.units]
        chosen = next((name for key, name in units if key == self.unit), "")
        return div(
            filter_chip(
                Text("需要处理", "Needs you"),
                act="go",
                key=self._address(show="open"),
                on=self.only_open,
                count=self.sheet.open,
            ),
            filter_chip(
                Text(f"全部 {len(self.sheet.people)} 人", f"All {len(self.sheet.people)}"),
                act="go",
                key=self._address(show=""),
                on=not self.only_open,
            ),
            menu(
                Text("单位：{unit}", "Unit: {unit}").format(unit=chosen),
                [(self._address(unit=key), name) for key, name in units],
                act="go",
                chosen=self._address(),
            ),
            span(days_gone(self.month, self.sheet.today), cls="aside"),
            div(
                _turn("left", Text("上个月", "Month before"), self._address(self.month.previous)),
                _turn("right", Text("下个月", "Month after"), self._address(self.month.next)),
                cls="turn",
            ),
            cls="chips",
        )

    def _address(self, wanted: Month | None = None, **changed: str) -> str:
        asked = {"show": "open" if self.only_open else "", "unit": self.unit} | changed
        return address("/month", month=str(wanted or self.month), **asked)

    @property
    def _open(self) -> list[Spot]:
        return [
            (one.id, cell.date) for one in self.sheet.people for cell in one.cells if cell.needs_hr
        ]

    async def _pick(self, person: str, day: date) -> None:
        cells = {
            cell.date: cell for one in self.sheet.people if one.id == person for cell in one.cells
        }
        if day not in cells or cells[day].glyphs == ("future",):
            toast(Text("这一天还没到。", "That day is still to come."))
            return
        await attempt(lambda: self.show((person, day)))

    async def show(self, spot: Spot) -> None:
        """Show a day beside the grid and say so in the address."""
        await self.open(spot)
        push(f"/month/{self.month}/{spot[0]}/{spot[1]}")

    async def open(self, spot: Spot) -> None:
        """Show a day beside the grid."""
        self.day = await self.view.ask(month.day, *spot)
        self.grid.choose(*spot)
        self.side.show(
            day_head(self.day), await day_body(self.view, self.day), self._foot(self.day)
        )
        self.side.live.set_visibility(self._acceptable(self.day))

    def _acceptable(self, day: DayView) -> bool:
        return day.standing.needs_hr and self.view.may(month.accept)

    def _foot(self, day: DayView) -> list[Child]:
        spot = (day.person_id, day.date)
        place = self._open.index(spot) + 1 if spot in self._open else 0
        accept = button(month.accept.spec.label, act="accept", kind="primary")
        return [
            accept if self._acceptable(day) else None,
            link(Text("员工档案", "Employee"), f"/people/{day.person_id}", cls="btn")
            if Permission.PERSON_VIEW in self.view.me.may
            else None,
            sheet_walk(place, len(self._open)) if self._open else None,
        ]

    async def _step(self, step: int) -> None:
        spots = self._open
        here = (self.day.person_id, self.day.date) if self.day else None
        at = spots.index(here) + step if here in spots else 0
        await self.show(spots[at % len(spots)])

    async def _accept(self, _key: str) -> None:
        if self.day is None:
            return
        if not self.reason.text.strip():
            self.reason.say_error(Text("请写一句原因。", "Give a reason in one sentence."))
            return
        await self.view.ask(month.accept, self.day.person_id, self.day.date, self.reason.text)
        self.reason.forget()
        self.reason.write("")
        self.reason.say_error("")
        toast(Text("已按此认定，写入证据。", "Accepted and put on record."))
        await self._reload()
        await self.show(self._open[0] if self._open else (self.day.person_id, self.day.date))

    async def follow(self, path: str, _query: Mapping[str, str]) -> None:
        """Back and forward: a day opens or closes; another month is another page."""
        match path.split("/")[2:]:
            case [wanted, person, day] if wanted == str(self.month):
                await self.open((person, _date(day)))
            case []:
                self.side.close()

    async def _close(self, _key: str) -> None:
        await self.view.ask(month.close, str(self.month))
        toast(Text("{m}已关账。", "{m} is closed.").format(m=named(self.month)))
        await self._reload()

    async def _reload(self) -> None:
        self.sheet = await self.view.ask(month.sheet, str(self.month), unit_id=self.unit)
        self.grid.show(self._rows())
        self._redraw()

    def _closed(self) -> None:
        push(self._address())

    async def _proof(self, _key: str) -> None:
        if self.day and Permission.EVIDENCE_VIEW in self.view.me.may:
            ui.navigate.to(f"/evidence?subject={self.day.person_id}")


def _month(view: View) -> Month:
    if "month" in view.path:
        return month_of(view.path["month"])
    return asked_month(view, Month.of(view.local(clock.now()).date()))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refuse("date", f"“{text[:20]}”不是日期。", f"“{text[:20]}” is not a date.") from None


def _head(view: View, wanted: Month, sheet: Sheet) -> Node:
    ready = sheet.over and not sheet.open and not sheet.closed
    label = Text("关闭 {m}", "Close {m}").format(m=named(wanted))
    close = button(
        label,
        act="close",
        kind="primary" if ready else "secondary",
        closed=None if ready else sheet.head,
    )
    where = Text(f"{TITLE.zh} ・ {wanted}", f"{TITLE.en}, {wanted}")
    return answer_head(where, sheet.head, (close,) if view.may(month.close) else ())


def _turn(symbol: str, label: Text, address: str) -> Node:
    return icon_button(symbol, label, act="go", key=address, cls="btn")


def _days(sheet: Sheet) -> list[MonthDay]:
    return [
        MonthDay(day=day, rest=not works, today=day == sheet.today)
        for day, works in zip(sheet.days, sheet.working, strict=True)
    ]


def _row(one: PersonMonth) -> MonthRow:
    return MonthRow(
        key=one.id,
        name=one.name,
        unit=one.unit,
        marks=[day_mark(cell) for cell in one.cells],
        odd=one.unusual,
        waiting=one.open,
    )


def _nothing(sheet: Sheet, unit: str) -> Node:
    if sheet.people:
        return empty_state(
            Text("没有要您处理的", "Nothing needs you"),
            Text("看全部的人，或换一个月份。", "Show everybody, or choose another month."),
            symbol="check",
        )
    hint = Text(
        "换一个月份，或先在花名册里新增员工。", "Choose another month, or add people first."
    )
    if unit:
        hint = Text(
            "换一个月份，或去掉单位筛选。", "Choose another month or take the unit filter off."
        )
    title = Text("这个月没有您能看到的员工", "Nobody of this month is within your reach")
    return empty_state(title, hint, symbol="people")


PAGE = Page(
    path="/month",
    title=TITLE,
    symbol="calendar",
    group=Group.TIME,
    needs=Permission.ATTENDANCE_VIEW,
    build=build,
    mini=True,
)
DAY = replace(PAGE, path="/month/{month}/{person}/{day}", menu=False)
