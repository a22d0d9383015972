"""The monthly pay run: its states as a table, what holds it up, and the sentence that says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from rules.period import Month
from rules.problem import Refused, refuse
from rules.text import Text, join


class RunState(StrEnum):
    """Draft can be recomputed, reviewed waits for closing, closed never changes."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    CLOSED = "closed"


Act = Literal["recompute", "review", "reopen", "close"]

TRANSITIONS: dict[tuple[RunState, Act], RunState] = {
    (RunState.DRAFT, "recompute"): RunState.DRAFT,
    (RunState.DRAFT, "review"): RunState.REVIEWED,
    (RunState.REVIEWED, "reopen"): RunState.DRAFT,
    (RunState.REVIEWED, "close"): RunState.CLOSED,
}
"""What may be done in which state; everything else is refused. Closed has no way out."""

STATES: dict[RunState, Text] = {
    RunState.DRAFT: Text("草稿", "draft"),
    RunState.REVIEWED: Text("已复核", "reviewed"),
    RunState.CLOSED: Text("已关闭", "closed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a run stands, counted in people.

    `differ` = another amount than last month (None: there is no last month), `unexplained` =
    of those, without a reason, `to_review` = waiting for a second look, `blocked` = not computed.
    While it is `running` the counts are not final.
    """

    month: Month
    people: int
    state: RunState = RunState.DRAFT
    differ: int | None = None
    unexplained: int = 0
    to_review: int = 0
    blocked: int = 0
    running: bool = False

    @property
    def held_up(self) -> int:
        """Count what keeps the run from being closed."""
        return self.unexplained + self.to_review + self.blocked


def act(standing: Standing, what: Act) -> RunState:
    """Return the state after `what`, or refuse with the reason."""
    after = TRANSITIONS.get((standing.state, what))
    if after is None:
        raise _refused("pay.state", Text("{month}工资批次{state}，不能这样做", _NOT_NOW), standing)
    if standing.running:
        raise _refused("pay.running", _RUNNING, standing)
    if what in ("review", "close") and standing.blocked:
        raise _refused("pay.blocked", head(standing), standing)
    if what == "close" and standing.held_up:
        raise _refused("pay.held_up", head(standing), standing)
    return after


def head(standing: Standing) -> Text:
    """Return the answer at the top of the run page: what differs, what is open, what now."""
    if standing.state is RunState.CLOSED:
        return Text("{month}已关，{n}。", "{month} is closed, {n}.").format(
            month=month_name(standing.month), n=people(standing.people)
        )
    if standing.running:
        return Text("{month}正在计算。", "{month} is being computed.").format(
            month=month_name(standing.month)
        )
    open_points = [
        text.format(n=people(count))
        for text, count in (
            (Text("{n}算不出来", "{n} cannot be computed"), standing.blocked),
            (Text("{n}找不到原因", "{n} without a reason"), standing.unexplained),
            (Text("{n}待复核", "{n} to be reviewed"), standing.to_review),
        )
        if count
    ]
    return join([_compared(standing), *open_points]) + _verdict(standing)


def runs_head(ready: Sequence[Month], open_runs: Sequence[Month]) -> Text:
    """Say what the list of runs asks for: a run to finish, a month to compute, or nothing."""
    months = open_runs or ready[:1]
    if not months:
        return Text("没有要算的月份。", "There is no month to compute.")
    said = Text("{month}还没关闭。", "{month} is not closed yet.")
    if not open_runs:
        said = Text("{month}可以算了。", "{month} is ready to compute.")
    names = join([month_name(one) for one in months], zh="、", en=" and ")
    return said.format(month=names)


def month_name(month: Month) -> Text:
    """Name a month as people say it: 9 月 / September."""
    return Text(f"{month.month} 月", _ENGLISH[month.month - 1])


def people(count: int) -> Text:
    """Count people: 16 人 / 16 people."""
    return Text(f"{count} 人", "1 person" if count == 1 else f"{count} people")


def _compared(standing: Standing) -> Text:
    month = month_name(standing.month.previous)
    if standing.differ is None:
        text = Text("{n}，没有上月可比", "{n}, no earlier month to compare with")
        return text.format(n=people(standing.people))
    if standing.differ == 0:
        text = Text("{n}与{month}一分不差", "{n} exactly as in {month}")
        return text.format(n=people(standing.people), month=_spaced(month))
    verb = "differs" if standing.differ == 1 else "differ"
    text = Text("{n}与{month}不同", f"{{n}} {verb} from {{month}}")
    return text.format(n=people(standing.differ), month=_spaced(month))


def _verdict(standing: Standing) -> Text:
    if standing.held_up:
        return Text("，还不能关。", ": not ready to close.")
    if standing.state is RunState.DRAFT:
        return Text("，可以复核了。", ": ready for review.")
    return Text("，可以关了。", ": ready to close.")


def _spaced(month: Text) -> Text:
    return Text(f" {month.zh}", month.en)


def _refused(code: str, text: Text, standing: Standing) -> Refused:
    said = text.format(month=month_name(standing.month), state=STATES[standing.state])
    return refuse(code, said.zh, said.en, where=str(standing.month))


_RUNNING = Text("{month}还在计算，请稍等。", "{month} is still being computed; wait a moment.")
_NOT_NOW = "the pay run of {month} is {state}: this cannot be done"
_ENGLISH = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
