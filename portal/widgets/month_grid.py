"""The month: people down, days across; one element, one array in, a click gives (person, day)."""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from portal.widgets.day_glyph import Day, DayMark, spoken, strokes
from portal.widgets.say import Words, t
from portal.widgets.show import short_weekday
from rules.text import Text

Pick = Callable[[str, dt.date], Awaitable[None] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthDay:
    day: dt.date
    rest: bool = False
    today: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """One person: a mark per day of the month, how many days are odd, how many wait for HR."""

    key: str
    name: str
    unit: Words
    marks: Sequence[DayMark]
    odd: int = 0
    waiting: int = 0


HEADS = {
    "name": Text("姓名", "Name"),
    "odd": Text("异常", "Odd"),
    "waiting": Text("待处理", "To do"),
    "needs": Text("等您处理", "waits for you"),
    "table": Text("月度考勤", "Month sheet"),
}


class MonthGrid(Element, component="month_grid.js"):
    """Arrow keys walk the cells, Enter picks; `set_mark` redraws one cell in the open page."""

    def __init__(
        self, days: Sequence[MonthDay], rows: Sequence[MonthRow], *, on_pick: Pick | None = None
    ) -> None:
        super().__init__()
        self._props["days"] = [_head(day) for day in days]
        self._props["words"] = {key: t(words) for key, words in HEADS.items()}
        self._on_pick = on_pick
        self.show(rows)
        self.on("pick", self._picked)

    def show(self, rows: Sequence[MonthRow]) -> None:
        """Draw other people; marks that are plain cost two characters each on the wire."""
        self._props["rows"] = [_row(row) for row in rows]
        self.update()

    def choose(self, person: str, day: dt.date) -> None:
        """Mark the cell whose sheet is open."""
        self._props["chosen"] = [person, day.isoformat()]
        self.update()

    def set_mark(self, person: str, day: dt.date, mark: DayMark) -> None:
        """Redraw one cell without touching the rest."""
        self.run_method("setCell", person, day.isoformat(), cell(mark))

    async def _picked(self, event: GenericEventArguments) -> None:
        said: dict[str, Any] = event.args
        if self._on_pick is None:
            return
        answer = self._on_pick(str(said["person"]), dt.date.fromisoformat(str(said["day"])))
        if answer is not None:
            await answer


def cell(mark: DayMark) -> list[object]:
    """[symbols, character, dashed, needs, spoken]; the browser only draws it."""
    dashed = mark.day is Day.UNDECIDED
    return [strokes(mark), t(mark.char), int(dashed), int(mark.needs), spoken(mark)]


def _row(row: MonthRow) -> dict[str, object]:
    words: dict[str, int] = {}
    kinds: list[list[object]] = []
    cells = [_index(cell(mark), words, kinds) for mark in row.marks]
    return {
        "key": row.key, "name": row.name, "unit": t(row.unit), "kinds": kinds, "cells": cells,
        "odd": row.odd, "waiting": row.waiting,
    }  # fmt: skip


def _index(drawn: list[object], seen: dict[str, int], kinds: list[list[object]]) -> int:
    name = repr(drawn)
    if name not in seen:
        seen[name] = len(kinds)
        kinds.append(drawn)
    return seen[name]


def _head(day: MonthDay) -> dict[str, object]:
    return {
        "iso": day.day.isoformat(), "n": day.day.day, "w": short_weekday(day.day),
        "rest": day.rest, "today": day.today,
    }  # fmt: skip
