"""Hostile words in every part that shows what people write; nothing of it may run."""

import datetime as dt

from portal.widgets.answer import answer_head
from portal.widgets.card import card
from portal.widgets.chip import removable_chip
from portal.widgets.day_glyph import boxed
from portal.widgets.diff import Diff, diff_list
from portal.widgets.field_input import FieldInput
from portal.widgets.letter import Letter, letter_paper
from portal.widgets.marks import Presence, Tally, tally_row
from portal.widgets.markup import Child
from portal.widgets.month_grid import MonthDay, MonthGrid, MonthRow
from portal.widgets.nav import home_bar
from portal.widgets.punches import Means, Punch, punch_row
from portal.widgets.sheet import SideSheet
from portal.widgets.table import Column, DataTable, Found, Query, Row
from portal.widgets.timeline import Moment, time_line
from portal.widgets.toast import toast
from portal.widgets.todo import Todo, todo_row
from portal.widgets.view import put

WORDS = (
    "<script>window.ran=1</script>",
    '"><img src=x onerror="window.ran=1">',
    "'><svg onload=window.ran=1>",
    "</style></script><iframe srcdoc='<script>parent.ran=1</script>'>",
    "{{constructor.constructor('window.ran=1')()}}",
    "`;window.ran=1;//",
    "javascript:window.ran=1",
)


async def hostile() -> None:
    for words in WORDS:
        put(answer_head(words, words), card(title=words, aside=words), *parts(words))
        day = dt.date(2026, 11, 1)
        marks = [boxed(words[:1], words)]
        MonthGrid([MonthDay(day=day)], [MonthRow(key=words, name=words, unit=words, marks=marks)])
        box = FieldInput(words, "choice", options=[(words, words)]).describe(help_text=words)
        box.say_error(words)
        FieldInput(words, text=words).describe(placeholder=words, unit=words)
        await table(words).refresh()
        toast(words)
    SideSheet(WORDS[1]).show(WORDS[0], WORDS[1], WORDS[2])


def parts(words: str) -> list[Child]:
    here = {Presence.HERE: 1}
    return [
        removable_chip(words, act=words, key=words),
        tally_row(Tally(key=words, name=words, here=1, expected=1, counts=here)),
        punch_row(
            Punch(
                key=words, at=dt.time(9), means=Means.FACE, name=words, unit=words, terminal=words
            )
        ),
        diff_list([Diff(key=words, name=words, cause=words, before=1, after=2)]),
        todo_row(
            Todo(key=words, symbol="mail", title=words, about=words, otherwise=words, since=words)
        ),
        time_line([Moment(words=words, quote=words)]),
        letter_paper(Letter(title=words, paragraphs=(words,), issuer=words, date=words)),
        home_bar(words, unread=1),
    ]


def table(words: str) -> DataTable:
    async def load(_query: Query) -> Found:
        return Found(rows=[Row(key=words, cells=(words,))], total=1)

    return DataTable((Column(key="a", label=words, sortable=True),), load)
