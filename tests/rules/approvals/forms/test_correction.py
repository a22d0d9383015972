"""A missing punch lies in the past and has a reason."""

from datetime import datetime
from typing import Any

import pytest

from rules.approvals.forms.correction import CORRECTION
from rules.text import Text

NOW = datetime.fromisoformat("2026-11-12T20:00")
VALUES = {"date": "2026-11-12", "direction": "out", "time": "18:02", "reason": "班长彭国栋已作证"}


def test_a_correction_names_the_punch_and_its_moment() -> None:
    assert CORRECTION.validate(VALUES, now=NOW) == []
    assert CORRECTION.headline(VALUES) == Text("补下班卡", "missing punch: Clock out")
    assert CORRECTION.summary(VALUES).zh == "11-12 周四 18:02，班长彭国栋已作证"
    moment = datetime.fromisoformat("2026-11-12T18:02")
    assert CORRECTION.span(VALUES) == (moment, moment)


@pytest.mark.parametrize(
    ("change", "where"),
    [({"time": "20:01"}, "time"), ({"reason": " "}, "reason"), ({"direction": "up"}, "direction")],
)
def test_what_cannot_be_is_refused_at_its_field(change: dict[str, Any], where: str) -> None:
    assert [p.where for p in CORRECTION.validate({**VALUES, **change}, now=NOW)] == [where]
