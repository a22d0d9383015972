"""The live board: who is here now, who should be, is every terminal alive."""

from datetime import datetime

from nicegui import ui

from hr import clock, punches, terminals
from hr.board import Board
from hr.punches import PunchRow
from portal.live import Feed, Reader, feed_of, follow
from portal.page import Group, Page, View
from portal.parts import presence
from portal.parts.terminal import tile
from portal.widgets.answer import answer_head
from portal.widgets.bars import bars_table, bars_with_usual, flip, flip_button, usual_key
from portal.widgets.button import link, text_button
from portal.widgets.card import card, section_title
from portal.widgets.empty import empty_state
from portal.widgets.ladder import absence_row
from portal.widgets.marks import LEGEND, Tally, legend, mark, tally_board
from portal.widgets.markup import Node, div, el, render, span
from portal.widgets.punches import punch_row, punch_stream
from portal.widgets.sheet import SideSheet
from portal.widgets.show import WEEKDAYS, moment
from portal.widgets.terminals import terminal_strip
from portal.widgets.view import put
from rules.access import Permission
from rules.text import Text

TITLE = Text("实时看板", "Live board")
ROWS = 8
ABSENT_SHOWN = 6
_SOON, _ANYWAY, _STRIP = 2.0, 30.0, 10.0


async def build(view: View) -> None:
    feed = await feed_of(view)
    rows = await view.ask(punches.stream, limit=ROWS)
    page = LiveBoard(view, feed, await feed.board(view, _SOON), rows)
    follow(page.beat)


class LiveBoard:
    """An open board: rows go in one by one, other parts only when they changed."""

    def __init__(self, view: View, feed: Feed, found: Board, rows: list[PunchRow]) -> None:
        self.view, self.feed, self.board = view, feed, found
        self.reader = Reader(feed, rows)
        self.asked = self.strip_asked = clock.monotonic()
        self.stale = False
        self.sheet = SideSheet(TITLE, on={"person": self._person})
        parts = self._parts()
        self.drawn = {name: render(node) for name, node in parts.items()}
        self.head = put(parts["head"])
        self.body = put(
            div(
                div(parts["who"], parts["came"], cls="stack"),
                div(parts["absent"], self._stream(rows, parts["count"]), cls="stack side"),
                cls="board",
            ),
            parts["strip"],
            cls="stack",
            on={
                "unit": self._unit,
                "person": self._person,
                "punch": self._punch,
                "terminal": lambda key: ui.navigate.to(f"/terminals/{key}"),
                "everybody": self._everybody,
            },
        )

    async def beat(self) -> None:
        """One look: new punches at once, the sums behind them at most every two seconds."""
        await self.feed.look(self.view)
        rows = self.reader.fresh()
        if rows:
            self.stale = True
            shown = [punch_row(presence.punch(one)) for one in rows]
            self.body.prepend("punches", shown, keep=max(ROWS, len(rows)))
        since = clock.monotonic() - self.asked
        if since > (_SOON if self.stale else _ANYWAY):
            self.asked, self.stale = clock.monotonic(), False
            self.board = await self.feed.board(self.view, _SOON)
            self._redraw(self._parts())
        elif self._terminals_open and clock.monotonic() - self.strip_asked > _STRIP:
            self.strip_asked = clock.monotonic()
            found = await self.view.ask(terminals.list_terminals)
            now = self.view.local(clock.now())
            self._redraw({"strip": self._strip([one for one in found if one.enabled], now)})

    def _redraw(self, parts: dict[str, Node]) -> None:
        for name, node in parts.items():
            html = render(node)
            if self.drawn[name] != html:
                self.drawn[name] = html
                (self.head if name == "head" else self.body).patch(name, node)

    @property
    def _terminals_open(self) -> bool:
        return Permission.TERMINAL_VIEW in self.view.me.may

    def _parts(self) -> dict[str, Node]:
        """Everything that changes, by the name it is patched under."""
        found = self.board
        return {
            "head": _row("head", answer_head(_where(found.at), found.head)),
            "who": _row("who", _who(found)),
            "came": _row("came", _came(found)),
            "absent": _row("absent", _absent(found)),
            "count": span(_count(found), data_row="count"),
            "strip": self._strip(list(found.terminals), found.at),
        }

    def _strip(self, found: list[terminals.TerminalView], now: datetime) -> Node:
        if not self._terminals_open:
            return _row("strip")
        if not found:
            return _row("strip", card(_no_terminal(), flush=True))
        return _row("strip", terminal_strip([tile(one, now) for one in found]))

    def _stream(self, rows: list[PunchRow], count: Node) -> Node:
        return card(
            punch_stream([presence.punch(one) for one in rows]),
            el("p", Text("还没有打卡。", "No punch yet."), cls="nobody"),
            title=Text("刚刚打卡", "Last punches"),
            aside=count,
            cls="grow",
        )

    def _unit(self, key: str) -> None:
        units = {unit.key: unit for site in presence.sites(self.board) for unit in site.units}
        if unit := units.get(key):
            self.sheet.show(div(el("h2", unit.name), cls="sheet-title"), _names(unit))

    def _everybody(self, _key: str) -> None:
        rows = [presence.absence(one, self.board.at) for one in self.board.missing]
        title = Text(f"还没打卡的 {len(rows)} 人", f"{len(rows)} without a punch")
        self.sheet.show(
            div(el("h2", title), cls="sheet-title"), div(absence_row(one) for one in rows)
        )

    def _person(self, key: str) -> None:
        if Permission.PERSON_VIEW in self.view.me.may:
            ui.navigate.to(f"/people/{key}")

    async def _punch(self, key: str) -> None:
        rows = await self.view.ask(punches.stream, limit=100)
        person = next((one.person_id for one in rows if one.id == key), None)
        if person:
            self._person(person)
        elif Permission.PUNCH_ASSIGN in self.view.me.may:
            ui.navigate.to("/unassigned")


def _row(name: str, *inside: Node) -> Node:
    return div(*inside, cls="bare", data_row=name)


def _where(at: datetime) -> Node:
    return span(TITLE, Text(" ・ ", ", "), moment(at))


def _who(found: Board) -> Node:
    return card(
        tally_board(presence.sites(found)) if found.sites else _nobody_yet(),
        title=Text("谁在", "Who is here"),
        aside=Text("一格一人 ・ 已到 / 应到", "each mark is a person; here / expected"),
        foot=legend(),
    )


def _nobody_yet() -> Node:
    return empty_state(
        Text("花名册还是空的", "Nobody is on file yet"),
        Text("新增员工后，每人在这里占一格。", "Each employee becomes a mark here."),
        symbol="people",
        action=link(Text("去花名册", "To the people"), "/people", cls="btn"),
    )


def _came(found: Board) -> Node:
    every = presence.bars(found)
    shown = every[: presence.COLUMNS]
    chart = bars_with_usual(
        shown,
        lines=presence.shift_lines(found, shown),
        brackets=presence.brackets(found, shown),
    )
    usual = Text(
        f"前四个{WEEKDAYS[found.at.weekday()].zh}的平均",
        f"average of the last four {found.at:%A}s",
    )
    nobody = empty_state(
        Text("今天还没有人打卡", "Nobody has punched today"),
        Text("第一个人到了，这里就会动起来。", "The first arrival appears here by itself."),
        symbol="clock",
    )
    return card(
        flip(chart, bars_table(every)) if every else nobody,
        title=Text("几点到的", "When they came"),
        aside=[usual_key(usual), flip_button(Text("看表", "table"), Text("看图", "chart"))]
        if every
        else None,
        cls="fill",
    )


def _absent(found: Board) -> Node:
    number, more = len(found.missing), len(found.missing) - ABSENT_SHOWN
    rows = [absence_row(presence.absence(one, found.at)) for one in found.missing[:ABSENT_SHOWN]]
    everybody = text_button(
        Text(f"看全部 {number} 人", f"show all {number}"), act="everybody", symbol="people"
    )
    return card(
        rows
        or el("p", Text("该到的人都有交代。", "Everybody due is accounted for."), cls="nobody"),
        title=Text(f"还没打卡的 {number} 人", f"{number} without a punch")
        if rows
        else Text("还没打卡的人", "Without a punch"),
        aside=Text("按紧要程度", "most urgent first") if rows else None,
        foot=everybody if more > 0 else None,
        flush=True,
    )


def _count(found: Board) -> Text:
    number, waiting = found.punches_today, found.unassigned
    return Text(
        f"今天共 {number:,} 条，全部入库，待认领 {waiting:,}",
        f"{number:,} today, all stored, {waiting:,} unassigned",
    )


def _no_terminal() -> Node:
    return empty_state(
        Text("还没有终端", "No terminal yet"),
        Text("接上第一台，打卡就会出现在这里。", "Connect the first and its punches appear here."),
        symbol="terminal",
        action=link(Text("登记终端", "Enrol a terminal"), "/terminals?enrol=1", cls="btn primary"),
    )


def _names(unit: Tally) -> list[Node]:
    return [
        div(
            section_title(LEGEND[state], Text(f"{len(who)} 人", f"{len(who)}")),
            el("ul", (el("li", mark(state), name) for name in who), cls="name-list"),
        )
        for state, who in unit.names.items()
    ]


PAGE = Page(
    path="/",
    title=TITLE,
    symbol="board",
    group=Group.TODAY,
    needs=Permission.BOARD_VIEW,
    build=build,
    tab=5,
)
