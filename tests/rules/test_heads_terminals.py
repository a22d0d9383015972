"""The sentences over the pages about terminals, in both languages."""

from dataclasses import replace

import pytest

from rules.heads_terminals import Trust, codes_head, gaps_head, orders_head, terminal_head
from rules.text import Text

GATE = Trust(name=Text("大门", "Gate"))


@pytest.mark.parametrize(
    ("one", "zh", "en"),
    [
        (GATE, "大门可信：三十天没有失联，记录一条不差。",
         "Gate can be trusted: never silent in 30 days, no record missing."),
        (replace(GATE, spells=1), "大门可信：三十天失联 1 次，记录一条不差。",
         "Gate can be trusted: silent 1 time in 30 days, no record missing."),
        (replace(GATE, enabled=False, silent_since="08:41"), "大门已停用，它的打卡不会进来。",
         "Gate is switched off: its punches stay on it."),
        (replace(GATE, seen=False), "大门还没有连上过，在等它的第一声。",
         "Gate has never connected; waiting for its first sign of life."),
        (replace(GATE, silent_since="08:41", owing=3),
         "大门从 08:41 起失联，这段时间没打卡不算缺勤。",
         "Gate is silent since 08:41; a missing punch there proves no absence."),
        (replace(GATE, owing=1, skewed=True, gaps=2, differing=1),
         "大门：还有 1 条没取回；钟不准；2 个缺口没看过；1 天的记录对不上。",
         ("Gate: 1 record to be fetched; its clock is wrong; 2 gaps not looked at; "
          "1 day on which the records differ.")),
    ],
)  # fmt: skip
def test_the_head_says_whether_a_terminal_can_be_believed(one: Trust, zh: str, en: str) -> None:
    assert (terminal_head(one).zh, terminal_head(one).en) == (zh, en)


def test_gaps_that_need_an_eye_are_counted() -> None:
    assert gaps_head(0, 0, 0).en == "No gap needs your eye."
    assert gaps_head(1, 0, 1).en == "1 gap on 1 terminal not looked at yet."
    assert gaps_head(3, 12, 2).zh == "2 台终端有 3 个缺口没看过，知道少了 12 条。"


def test_orders_are_counted_by_what_they_wait_for() -> None:
    assert orders_head(0, 0, 0).zh == "没有在等的指令。"
    assert orders_head(1, 2, 1).zh == "指令：1 条等第二个人同意，2 条在等终端，1 条没做成。"
    assert orders_head(2, 1, 0).en == "Orders: 2 wait for a second person, 1 is under way."


def test_codes_without_an_owner_are_told_apart() -> None:
    assert codes_head(60, 0, 0).zh == "60 个编号都有主人。"
    assert codes_head(1, 0, 0).en == "1 code has an owner."
    assert codes_head(60, 2, 1).zh == "终端里还有 3 个编号没有主人：1 个能对上，2 个是新人或外人。"
