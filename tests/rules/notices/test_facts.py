import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.notices.facts import CLOSED, Fact, FactKind, fold, notice

START = datetime(2026, 11, 16, 6, 2, 8, tzinfo=UTC)
FACTS = st.lists(
    st.builds(
        Fact,
        kind=st.sampled_from(FactKind),
        proven=st.booleans(),
        at=st.integers(0, 9).map(lambda s: START + timedelta(seconds=s)),
        channel=st.sampled_from(["inapp", "email", "sms_aliyun"]),
    ),
    max_size=8,
)


def fact(kind: FactKind, seconds: int = 0, *, proven: bool = True, channel: str = "") -> Fact:
    return Fact(kind=kind, proven=proven, at=START + timedelta(seconds=seconds), channel=channel)


@given(FACTS, st.randoms())
def test_the_order_of_arrival_never_matters(facts: list[Fact], shuffle: random.Random) -> None:
    again = facts + facts[:3]
    shuffle.shuffle(again)
    assert fold(again) == fold(facts)


@given(FACTS)
def test_a_state_never_goes_down_and_a_conflict_never_goes_away(facts: list[Fact]) -> None:
    rank, conflict = -1, False
    for n in range(len(facts) + 1):
        standing = fold(facts[:n])
        assert standing.kind.rank >= rank
        assert standing.conflict >= conflict
        rank, conflict = standing.kind.rank, standing.conflict


@given(FACTS)
def test_a_hint_changes_no_claim(facts: list[Fact]) -> None:
    proven = [f for f in facts if f.proven]
    assert fold(facts).best == fold(proven).best
    assert fold(facts).proven == fold(proven).proven


@given(st.lists(FACTS, max_size=4))
def test_arrival_of_a_notice_is_the_best_arrival_of_its_attempts(
    attempts: list[list[Fact]],
) -> None:
    standings = [fold(facts) for facts in attempts]
    arrived = [s.kind for s in standings if s.reached(FactKind.DELIVERED)]
    whole = notice(standings)
    if arrived:
        assert whole.kind == max(arrived, key=lambda kind: kind.rank)
    else:
        assert not whole.reached(FactKind.DELIVERED)


@pytest.mark.parametrize(
    ("kinds", "state", "conflict"),
    [
        ([], FactKind.CREATED, False),
        ([FactKind.SENT, FactKind.UNKNOWN], FactKind.UNKNOWN, False),
        ([FactKind.UNKNOWN, FactKind.ACCEPTED], FactKind.ACCEPTED, False),
        ([FactKind.DELIVERED, FactKind.ACCEPTED], FactKind.DELIVERED, False),
        ([FactKind.ACCEPTED, FactKind.FAILED], FactKind.FAILED, False),
        ([FactKind.DELIVERED, FactKind.FAILED], FactKind.DELIVERED, True),
        ([FactKind.FAILED, FactKind.DELIVERED], FactKind.DELIVERED, True),
        ([FactKind.EXPIRED, FactKind.DELIVERED], FactKind.DELIVERED, False),
        ([FactKind.DISPUTED, FactKind.READ], FactKind.DISPUTED, False),
    ],
)
def test_the_strongest_proven_fact_is_the_state(
    kinds: list[FactKind], state: FactKind, *, conflict: bool
) -> None:
    standing = fold(fact(kind, n) for n, kind in enumerate(kinds))
    assert (standing.kind, standing.conflict) == (state, conflict)


def test_of_equal_facts_the_earliest_counts() -> None:
    first, later = fact(FactKind.READ, 1, channel="inapp"), fact(FactKind.READ, 5, channel="inapp")
    assert fold([later, first]).best == first


def test_a_stronger_arrival_shows_the_weaker_steps_but_a_failure_shows_only_itself() -> None:
    standing = fold([fact(FactKind.SENT), fact(FactKind.READ, 9)])
    assert standing.first(FactKind.DELIVERED) == fact(FactKind.READ, 9)
    assert fold([fact(FactKind.FAILED)]).first(FactKind.ACCEPTED) is None
    assert fold([fact(FactKind.CONFIRMED)]).first(FactKind.FAILED) is None


def test_a_notice_is_closed_only_when_every_attempt_is() -> None:
    failed = fold([fact(FactKind.ACCEPTED), fact(FactKind.FAILED, 1)])
    waiting = fold([fact(FactKind.SENT, 2)])
    assert notice([failed, waiting]).kind is FactKind.SENT
    assert notice([failed, failed]).kind in CLOSED
    assert notice([]).kind is FactKind.CREATED
