from dataclasses import replace

import pytest

from rules.payroll.run import TRANSITIONS, Act, RunState, Standing, act, head, runs_head
from rules.period import Month
from rules.problem import Refused

OCTOBER = Standing(month=Month(2026, 10), people=60, differ=0)
REVIEWED = replace(OCTOBER, state=RunState.REVIEWED)
CLOSED = replace(OCTOBER, state=RunState.CLOSED)


@pytest.mark.parametrize(
    ("standing", "zh", "en"),
    [
        (
            replace(REVIEWED, differ=16, unexplained=1, to_review=1),
            "16 人与 9 月不同，1 人找不到原因，1 人待复核，还不能关。",
            (
                "16 people differ from September, 1 person without a reason, "
                "1 person to be reviewed: not ready to close."
            ),
        ),
        (
            replace(OCTOBER, differ=1, blocked=2),
            "1 人与 9 月不同，2 人算不出来，还不能关。",
            "1 person differs from September, 2 people cannot be computed: not ready to close.",
        ),
        (
            OCTOBER,
            "60 人与 9 月一分不差，可以复核了。",
            "60 people exactly as in September: ready for review.",
        ),
        (
            replace(REVIEWED, differ=16),
            "16 人与 9 月不同，可以关了。",
            "16 people differ from September: ready to close.",
        ),
        (
            Standing(month=Month(2026, 1), people=1),
            "1 人，没有上月可比，可以复核了。",
            "1 person, no earlier month to compare with: ready for review.",
        ),
        (
            Standing(month=Month(2026, 1), people=3, differ=2),
            "2 人与 12 月不同，可以复核了。",
            "2 people differ from December: ready for review.",
        ),
        (CLOSED, "10 月已关，60 人。", "October is closed, 60 people."),
        (
            replace(OCTOBER, people=0, differ=None, running=True),
            "10 月正在计算。",
            "October is being computed.",
        ),
    ],
)
def test_the_head_answers_the_question_of_the_page(standing: Standing, zh: str, en: str) -> None:
    assert (head(standing).zh, head(standing).en) == (zh, en)


def test_nothing_is_done_to_a_run_that_is_being_computed() -> None:
    for what in ("recompute", "review"):
        with pytest.raises(Refused, match="still being computed"):
            act(replace(OCTOBER, running=True), what)


def test_the_way_of_a_run() -> None:
    assert act(OCTOBER, "recompute") is RunState.DRAFT
    assert act(OCTOBER, "review") is RunState.REVIEWED
    assert act(REVIEWED, "reopen") is RunState.DRAFT
    assert act(REVIEWED, "close") is RunState.CLOSED


@pytest.mark.parametrize("what", ["recompute", "review", "reopen", "close"])
def test_closed_stays_closed(what: Act) -> None:
    with pytest.raises(Refused) as refusal:
        act(CLOSED, what)
    assert refusal.value.problem.text.zh == "10 月工资批次已关闭，不能这样做"
    assert refusal.value.problem.text.en == "the pay run of October is closed: this cannot be done"


def test_everything_outside_the_table_is_refused() -> None:
    for standing in (OCTOBER, REVIEWED):
        for what in ("recompute", "review", "reopen", "close"):
            if (standing.state, what) not in TRANSITIONS:
                with pytest.raises(Refused, match=r"pay\.state"):
                    act(standing, what)


@pytest.mark.parametrize(
    "held",
    [
        replace(REVIEWED, differ=5, unexplained=1),
        replace(REVIEWED, to_review=1),
        replace(REVIEWED, blocked=1),
    ],
)
def test_a_run_with_open_points_is_not_closed(held: Standing) -> None:
    with pytest.raises(Refused, match=r"pay\.(held_up|blocked)"):
        act(held, "close")


def test_a_run_with_people_it_could_not_compute_is_not_reviewed() -> None:
    with pytest.raises(Refused, match=r"pay\.blocked"):
        act(replace(OCTOBER, blocked=1), "review")


@pytest.mark.parametrize(
    ("ready", "unfinished", "zh", "en"),
    [
        ([], [], "没有要算的月份。", "There is no month to compute."),
        (
            [Month(2026, 9), Month(2026, 10)],
            [],
            "9 月可以算了。",
            "September is ready to compute.",
        ),
        (
            [Month(2026, 10)],
            [Month(2026, 9)],
            "9 月还没关闭。",
            "September is not closed yet.",
        ),
    ],
)
def test_the_list_of_runs_names_the_month_that_waits(
    ready: list[Month], unfinished: list[Month], zh: str, en: str
) -> None:
    said = runs_head(ready, unfinished)
    assert (said.zh, said.en) == (zh, en)
