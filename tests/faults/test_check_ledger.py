"""The judge itself: it must see each kind of fault, or its verdict is worth nothing."""

from collections import Counter

import pytest

from tests.faults.check_ledger import Row, judge

TRUE: list[Row] = [
    ("Z", "1001", "2026-11-02 08:00:00", "anna"),
    ("Z", "9", "2026-11-02 08:01:00", ""),
]
LEDGER = Counter(row[:3] for row in TRUE)
PEOPLE = {"1001": "anna", "1002": "bo"}


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (TRUE[:1], "lost"),
        ([*TRUE, TRUE[0]], "doubled"),
        ([*TRUE, ("Z", "1002", "2026-11-02 08:00:00", "bo")], "invented"),
        ([("Z", "1001", "2026-11-02 08:00:00", "bo"), TRUE[1]], "wrong_person"),
        ([("Z", "1001", "2026-11-02 08:00:00", ""), TRUE[1]], "wrong_person"),
        ([TRUE[0], ("Z", "9", "2026-11-02 08:01:00", "anna")], "wrong_person"),
    ],
)  # fmt: skip
def test_every_fault_is_seen(rows: list[Row], fault: str) -> None:
    found = judge(LEDGER, rows, PEOPLE)
    assert {name: n for name, n in list(found.items())[2:] if n} == {fault: 1}


def test_a_true_database_is_clean() -> None:
    assert not any(list(judge(LEDGER, TRUE, PEOPLE).values())[2:])
