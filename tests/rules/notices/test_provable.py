from datetime import UTC, datetime

import pytest

from rules.notices.facts import Fact, FactKind, fold
from rules.notices.provable import NEVER, PROVEN_BY, STEPS, Mark, can_prove, mark

NOW = datetime(2026, 11, 16, tzinfo=UTC)
P, O, N, F, B = Mark.PROVEN, Mark.OPEN, Mark.NEVER, Mark.FAILED, Mark.BLANK  # noqa: E741 - a strip


@pytest.mark.parametrize(
    ("channel", "kinds", "strip"),
    [
        ("inapp", "sent accepted delivered", [P, P, P, O, O]),
        ("inapp", "sent", [P, O, O, O, O]),
        ("sms_aliyun", "sent accepted delivered", [P, P, P, N, N]),
        ("email", "sent accepted", [P, P, O, N, N]),
        ("email", "sent failed", [P, F, B, B, B]),
        ("email", "sent accepted failed", [P, P, F, B, B]),
        ("email", "sent accepted expired", [P, P, F, B, B]),
        ("webhook", "sent accepted", [P, P, N, N, N]),
        ("sms_aliyun", "sent unknown", [P, O, O, N, N]),
        ("inapp", "confirmed", [P, P, P, P, P]),
        ("email", "sent accepted failed delivered", [P, P, P, N, N]),
    ],
)
def test_a_strip_is_hollow_where_nothing_is_proven(
    channel: str, kinds: str, strip: list[Mark]
) -> None:
    facts = [Fact(kind=FactKind(k), proven=True, at=NOW) for k in kinds.split()]
    assert [mark(channel, step, fold(facts)) for step in STEPS] == strip


@pytest.mark.parametrize("channel", NEVER)
def test_each_step_is_either_proven_by_something_or_never(channel: str) -> None:
    for step in STEPS[1:]:
        assert (step in PROVEN_BY[channel]) == can_prove(channel, step)
        assert (step in NEVER[channel]) != can_prove(channel, step)


def test_an_unknown_channel_proves_nothing() -> None:
    assert not can_prove("pigeon", FactKind.DELIVERED)
