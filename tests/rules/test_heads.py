"""The sentences over the people, terminal, unassigned and search pages."""

import pytest

from rules.heads import Trouble, people_head, search_head, terminals_head, unassigned_head
from rules.text import Text, plain

GATE, DOOR = Text("大门", "Gate"), Text("后门", "Back door")
CASES = [
    (people_head(0, 3, 0), "花名册还是空的。", "Nobody is on file yet."),
    (people_head(1, 1, 0), "在职 1 人，分在 1 个部门。", "1 person works here in 1 unit."),
    (
        people_head(1200, 6, 1),
        "在职 1,200 人，分在 6 个部门，另有离职 1 人的档案。",
        "1,200 people work here in 6 units, and 1 file of leavers kept.",
    ),
    (terminals_head(0, Trouble()), "还没有终端在用。", "No terminal is in use yet."),
    (
        terminals_head(1, Trouble()),
        "1 台终端正常，记录都已入库。",
        "The terminal is alive and every record is stored.",
    ),
    (
        terminals_head(3, Trouble()),
        "3 台终端都正常，记录都已入库。",
        "All 3 terminals are alive and every record is stored.",
    ),
    (
        terminals_head(3, Trouble(silent=[GATE, DOOR], owing=1)),
        "大门、后门失联；还有 1 条记录没取回。",
        "Gate, Back door are silent; 1 record still to be fetched.",
    ),
    (
        terminals_head(2, Trouble(unseen=[GATE], skewed=[DOOR])),
        "大门还没有连上；后门的钟不准。",
        "Gate is not connected yet; Back door has a wrong clock.",
    ),
    (unassigned_head(0, 0, None), "每条打卡都有主人。", "Every punch has its owner."),
    (
        unassigned_head(1, 1, 0),
        "1 个编号的 1 条打卡还不知道是谁的；没有读不出的记录。",
        "1 punch under 1 code has no owner yet; nothing is unreadable.",
    ),
    (
        unassigned_head(2, 12, 1),
        "2 个编号的 12 条打卡还不知道是谁的；1 条记录读不出。",
        "12 punches under 2 codes have no owner yet; 1 record could not be read.",
    ),
    (
        search_head("", 0),
        "搜人、终端、申请号、通知号。",
        "Search people, terminals, requests and notices.",
    ),
    (search_head("{x}", 0), "没有找到“{x}”。", "Nothing found for '{x}'."),
    (search_head("li", 1), "搜“li”，找到 1 条。", "1 match for 'li'."),
    (
        search_head("li", 8, more=True),
        "搜“li”，找到 8 条以上。",
        "8 matches or more for 'li'.",
    ),
]


@pytest.mark.parametrize(("said", "zh", "en"), CASES)
def test_the_sentence_answers_in_both_languages(said: Text, zh: str, en: str) -> None:
    assert said == Text(zh, en)


def test_a_name_with_braces_stays_a_name() -> None:
    assert terminals_head(1, Trouble(silent=[plain("{gate}")])).en == "{gate} is silent."
