"""Waits grow, stay bounded, differ, and start over after a success."""

from random import Random

import pytest

from gateway.backoff import Backoff


def test_waits_double_from_a_second_to_a_minute_with_jitter() -> None:
    backoff = Backoff(Random(1))
    for step in (1, 2, 4, 8, 16, 32, 60, 60):
        assert step / 2 <= backoff.wait() <= step


def test_a_success_starts_over() -> None:
    backoff = Backoff(Random(1))
    for _ in range(5):
        backoff.wait()
    backoff.reset()
    assert backoff.wait() <= 1


@pytest.mark.parametrize("seed", range(5))
def test_what_cannot_help_is_tried_every_few_minutes_only(seed: int) -> None:
    assert 150 <= Backoff(Random(seed)).wait(retryable=False) <= 300


def test_two_never_come_in_step() -> None:
    assert Backoff(Random(1)).wait() != Backoff(Random(2)).wait()
