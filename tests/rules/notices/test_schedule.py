import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.notices import schedule
from rules.notices.facts import Fact, FactKind, fold

NOW = datetime(2026, 11, 16, tzinfo=UTC)
FAR = NOW + timedelta(days=9)


@pytest.mark.parametrize(
    ("tries", "seconds"), [(1, 5), (2, 30), (3, 120), (4, 600), (5, 1800), (9, 1800)]
)
def test_retries_wait_longer_each_time(tries: int, seconds: int) -> None:
    assert schedule.retry_at(tries, NOW, random=0.5, deadline=FAR) == NOW + timedelta(
        seconds=seconds
    )


@given(st.integers(1, 20), st.floats(0, 1, exclude_max=True))
def test_jitter_stays_within_a_fifth(tries: int, random: float) -> None:
    at = schedule.retry_at(tries, NOW, random=random, deadline=FAR)
    middle = schedule.retry_at(tries, NOW, random=0.5, deadline=FAR)
    assert at
    assert middle
    assert 0.799 <= (at - NOW) / (middle - NOW) <= 1.201


def test_the_provider_is_obeyed_and_the_deadline_ends_it() -> None:
    told = timedelta(hours=1)
    assert schedule.retry_at(1, NOW, random=0.5, deadline=FAR, told=told) == NOW + told
    soon = NOW + timedelta(seconds=4)
    assert schedule.retry_at(1, NOW, random=0.5, deadline=soon) is None


def test_queries_come_at_5_10_20_40_seconds_and_then_back_off() -> None:
    at = [schedule.query_at(n, NOW) for n in range(8)]
    seconds = [(a - NOW).total_seconds() for a in at if a]
    assert seconds == [5, 10, 20, 40, 80, 160, 320, 640]


def test_queries_keep_half_an_hour_apart_and_end() -> None:
    at = [schedule.query_at(n, NOW) for n in range(200)]
    known = [a for a in at if a]
    gaps = [(b - a).total_seconds() for a, b in itertools.pairwise(known)]
    assert max(gaps) == 1800
    assert gaps == sorted(gaps)
    assert known[-1] <= NOW + schedule.QUERY_WITHIN
    assert at[-1] is None


@pytest.mark.parametrize(
    ("state", "hinted", "last", "asks"),
    [
        (FactKind.ACCEPTED, FactKind.DELIVERED, None, True),
        (FactKind.ACCEPTED, FactKind.FAILED, None, True),
        (FactKind.UNKNOWN, FactKind.DELIVERED, None, True),
        (FactKind.DELIVERED, FactKind.DELIVERED, None, False),
        (FactKind.DELIVERED, FactKind.FAILED, None, False),
        (FactKind.ACCEPTED, FactKind.DELIVERED, NOW - timedelta(seconds=1), False),
        (FactKind.ACCEPTED, FactKind.DELIVERED, NOW - timedelta(seconds=2), True),
    ],
)
def test_a_hint_asks_early_only_when_it_says_more_and_not_too_often(
    state: FactKind, hinted: FactKind, last: datetime | None, *, asks: bool
) -> None:
    standing = fold([Fact(kind=state, proven=True, at=NOW)])
    assert schedule.hint_asks(standing, hinted=hinted, last_query=last, now=NOW) is asks


@pytest.mark.parametrize(
    ("channel", "minutes", "found", "may"),
    [
        ("sms_aliyun", 60, None, False),
        ("sms_aliyun", 60, True, False),
        ("sms_aliyun", 1, False, False),
        ("sms_aliyun", 2, False, True),
        ("email", 9, None, False),
        ("email", 10, None, True),
        ("inapp", 0, None, True),
        ("pigeon", 60, False, False),
    ],
)
def test_an_unanswered_send_goes_out_again_only_when_that_is_safe(
    channel: str, minutes: int, *, found: bool | None, may: bool
) -> None:
    now = NOW + timedelta(minutes=minutes)
    assert schedule.may_resend(channel, sent=NOW, now=now, found=found) is may
