"""The board's view as tallies, absences, bars and punches."""

from collections import defaultdict
from datetime import datetime, time
from itertools import groupby

from hr.board import Bin, Board, Missing, SiteRow, UnitRow
from hr.punches import PunchRow
from portal.widgets.bars import Bar, Bracket, ShiftLine
from portal.widgets.ladder import Absence
from portal.widgets.marks import Presence, Site, Tally
from portal.widgets.punches import Means, Punch
from portal.widgets.say import t
from portal.widgets.show import month_day
from rules.text import Text

COLUMNS = 16
"""More quarter hours than that do not fit under their labels; the table has them all."""

_QUIET = 0.5
_MEANS = {one.value: one for one in Means}
_PRESENCE = {one.value: one for one in Presence}


def sites(board: Board) -> list[Site]:
    return [_site(str(index), one) for index, one in enumerate(board.sites)]


def _site(key: str, one: SiteRow) -> Site:
    units = [_unit(f"{key}.{index}", unit) for index, unit in enumerate(one.units)]
    return Site(key=key, name=one.name, units=units)


def _unit(key: str, unit: UnitRow) -> Tally:
    names: dict[Presence, list[str]] = defaultdict(list)
    for each in unit.marks:
        if state := _PRESENCE.get(each.presence.value):
            names[state].append(each.name)
    return Tally(
        key=key,
        name=unit.name,
        here=unit.tally.here,
        expected=unit.tally.expected,
        counts={state: len(who) for state, who in names.items()},
        names=dict(names),
        off=unit.tally.off,
    )


def absence(one: Missing, today: datetime) -> Absence:
    since = one.ladder.since
    start = Text("今天", "today")
    if since != today.date():
        start = Text(f"{month_day(since)} 起", f"since {month_day(since)}")
    return Absence(
        key=one.id,
        name=one.name,
        about=Text("{unit} ・ {start}", "{unit}, {start}").format(unit=one.unit, start=start),
        next_step=one.ladder.text if one.ladder.held else one.ladder.next,
        level=int(one.ladder.rung),
        held=one.ladder.held,
    )


def bars(board: Board) -> list[Bar]:
    """Every quarter hour up to now, without the quiet ones at both ends."""
    bins = [one for one in board.bins if time.fromisoformat(one.start) <= board.at.time()]
    while bins and _quiet(bins[0]):
        bins.pop(0)
    while bins and _quiet(bins[-1]):
        bins.pop()
    last = f"{board.at.hour:02d}:{board.at.minute // 15 * 15:02d}"
    return [
        Bar(label=one.start, count=one.count, usual=one.usual, running=one.start == last)
        for one in bins
    ]


def _quiet(one: Bin) -> bool:
    return not one.count and one.usual < _QUIET


def shift_lines(board: Board, shown: list[Bar]) -> list[ShiftLine]:
    """The starts of shifts that fall among the bars; the first stands left of its line."""
    places = {bar.label: index for index, bar in enumerate(shown)}
    found = [(places[one.start], one) for one in board.shifts if one.start in places]
    return [
        ShiftLine(
            before=place,
            words=Text("{name} {start} 上班", "{name} starts {start}").format(
                name=one.name, start=one.start
            ),
            left=place > 2 and (index == 0 or place > len(shown) - 3),
        )
        for index, (place, one) in enumerate(found)
    ]


def brackets(board: Board, shown: list[Bar]) -> list[Bracket]:
    """A sum per hour; the running hour says until when."""
    found = []
    for hour, group in groupby(shown, key=lambda bar: bar.label[:2]):
        inside = list(group)
        count = sum(bar.count for bar in inside)
        words = Text(f"{hour} 时 {count} 人", f"{hour} h, {count}")
        if inside[-1].running:
            words += Text(f"，截至 {board.at:%H:%M}", f", to {board.at:%H:%M}")
        found.append(Bracket(words=words, width=len(inside)))
    return found


def punch(one: PunchRow) -> Punch:
    """A line of the stream; the time is the terminal's own."""
    unknown = Text("未认领 {code}", "unassigned {code}").format(code=one.person_code)
    return Punch(
        key=one.id,
        at=time.fromisoformat(one.local_text[11:19]),
        means=_MEANS.get(one.verify, Means.UNKNOWN),
        name=one.name or t(unknown),
        unit=one.unit,
        terminal=one.terminal,
        unassigned=one.person_id is None,
    )
