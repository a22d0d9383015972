"""A machine allows what its table lists and says what is possible instead."""

import pytest

from rules.problem import Refused
from rules.table import Machine
from rules.text import Text

RUN = Machine(
    label=Text("工资批次", "The pay run"),
    moves={
        ("draft", "review"): "reviewed",
        ("reviewed", "reopen"): "draft",
        ("reviewed", "close"): "closed",
    },
)


def test_a_listed_move_leads_to_its_state() -> None:
    assert RUN.after("reviewed", "close") == "closed"
    assert RUN.allows("draft", "review")
    assert RUN.states() == {"draft", "reviewed", "closed"}


@pytest.mark.parametrize(
    ("state", "event", "possible"),
    [("draft", "close", "review"), ("reviewed", "review", "reopen, close"), ("closed", "x", "-")],
)
def test_a_move_not_listed_is_refused_with_what_is_possible(
    state: str, event: str, possible: str
) -> None:
    with pytest.raises(Refused) as refusal:
        RUN.after(state, event)
    problem = refusal.value.problem
    assert problem.code == "bad_state"
    assert problem.hint == Text(f"现在可以：{possible}", f"Possible now: {possible}")
    assert not RUN.allows(state, event)
