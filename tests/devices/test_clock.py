from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import clock
from devices.driver import PunchEvent, identity_of

NOW = "2026-11-20 12:00:00"


def _event(local: str) -> PunchEvent:
    return PunchEvent(person_code="1", local=local, identity=identity_of("1", local), payload=b"x")


@pytest.mark.parametrize(
    ("local", "flags"),
    [
        ("2026-11-20 08:30:00", ()),
        ("2026-11-20 12:04:59", ()),
        ("2026-11-20 12:05:01", ("future",)),
        ("2026-11-21 12:00:01", ("clock_suspect",)),
        ("2036-11-20 12:00:00", ("clock_suspect",)),
        ("2000-01-01 00:00:05", ("clock_suspect",)),
        ("2026-08-01 08:30:00", ("old",)),
    ],
)
def test_odd_times_are_flagged_and_kept(local: str, flags: tuple[str, ...]) -> None:
    (judged,) = clock.judge([_event(local)], NOW)
    assert (judged.local, judged.flags) == (local, flags)


def test_a_clock_set_back_is_seen_in_the_order_of_the_log() -> None:
    events = [_event("2026-11-20 08:30:00"), _event("2026-11-20 08:10:00")]
    assert [event.flags for event in clock.judge(events, NOW)] == [(), ("clock_back",)]
    assert clock.judge(events[1:], NOW, previous="2026-11-20 08:30:00")[0].flags == ("clock_back",)


@given(st.text(max_size=25))
def test_only_the_exact_form_is_a_time(text: str) -> None:
    moment = clock.parse_local(text)
    assert moment is None or clock.show_local(moment) == text


@given(st.datetimes(datetime.fromisoformat("0001-01-01"), datetime.fromisoformat("9999-12-31")))
def test_a_shown_time_is_read_back(moment: datetime) -> None:
    assert clock.parse_local(clock.show_local(moment)) == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    ("skews", "minutes"),
    [
        ([28_800, 28_790, 28_815], 480),
        ([-27_000, -26_990, -27_010], -450),
        ([20, -10, 5], None),
        ([28_800, 0, 28_800], None),
        ([28_800, 28_800], None),
    ],
)
def test_a_wrong_zone_is_a_constant_number_of_quarters(
    skews: list[int], minutes: int | None
) -> None:
    assert clock.zone_error_minutes(skews) == minutes


def test_skew_is_how_far_the_terminal_is_ahead() -> None:
    assert clock.skew_seconds("2026-11-20 12:01:00", NOW) == 60
    assert clock.skew_seconds("never", NOW) is None
