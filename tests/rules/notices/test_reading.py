from dataclasses import replace

import pytest

from rules.notices.facts import FactKind
from rules.notices.reading import View, refusal

GOOD = View(
    method="POST",
    person="e1",
    addressee="e1",
    shown="d",
    document="d",
    reached_end=True,
    reauthenticated=True,
)


@pytest.mark.parametrize(
    "kind", [FactKind.DELIVERED, FactKind.READ, FactKind.CONFIRMED, FactKind.DISPUTED]
)
def test_the_persons_own_act_counts(kind: FactKind) -> None:
    assert refusal(GOOD, kind) is None


@pytest.mark.parametrize(
    ("view", "kind", "code"),
    [
        (replace(GOOD, person=""), FactKind.READ, "notice.login"),
        (replace(GOOD, person="e2"), FactKind.READ, "notice.other_person"),
        (replace(GOOD, method="GET"), FactKind.READ, "notice.passive"),
        (replace(GOOD, method="HEAD"), FactKind.DELIVERED, "notice.passive"),
        (replace(GOOD, shown="x"), FactKind.READ, "notice.document"),
        (replace(GOOD, reached_end=False), FactKind.READ, "notice.not_to_end"),
        (replace(GOOD, reauthenticated=False), FactKind.CONFIRMED, "notice.second_check"),
        (replace(GOOD, reauthenticated=False), FactKind.DISPUTED, "notice.second_check"),
    ],
)
def test_anything_less_does_not(view: View, kind: FactKind, code: str) -> None:
    problem = refusal(view, kind)
    assert problem
    assert problem.code == code


def test_delivery_needs_no_end_and_reading_no_second_check() -> None:
    assert refusal(replace(GOOD, reached_end=False), FactKind.DELIVERED) is None
    assert refusal(replace(GOOD, reauthenticated=False), FactKind.READ) is None
