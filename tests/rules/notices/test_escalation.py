from datetime import UTC, datetime, timedelta

import pytest

from rules.notices.escalation import LADDER, Act, due, next_look
from rules.notices.facts import Fact, FactKind, Standing, fold

NOW = datetime(2026, 11, 16, tzinfo=UTC)


def attempt(*kinds: str) -> Standing:
    return fold(Fact(kind=FactKind(k), proven=True, at=NOW) for k in kinds)


@pytest.mark.parametrize(
    ("age", "attempts", "acts"),
    [
        (timedelta(seconds=59), {"sms": attempt("sent")}, []),
        (timedelta(minutes=1), {"sms": attempt("sent"), "email": attempt("accepted")}, [Act.ALARM]),
        (timedelta(minutes=1), {"sms": attempt("failed")}, [Act.ALARM]),
        (timedelta(minutes=1), {"sms": attempt("accepted")}, []),
        (timedelta(minutes=10), {"sms": attempt("accepted")}, [Act.HR_TODO]),
        (timedelta(minutes=10), {"sms": attempt("delivered"), "email": attempt("accepted")}, []),
        (timedelta(hours=24), {"sms": attempt("delivered")}, [Act.REMIND]),
        (timedelta(hours=48), {"sms": attempt("delivered")}, [Act.REMIND, Act.POST_EMS]),
        (timedelta(hours=48), {"sms": attempt("delivered"), "inapp": attempt("read")}, []),
        (timedelta(hours=48), {}, [Act.HR_TODO, Act.REMIND, Act.POST_EMS]),
    ],
)
def test_a_step_is_due_unless_the_proof_came(
    age: timedelta, attempts: dict[str, Standing], acts: list[Act]
) -> None:
    assert [d.step.act for d in due(attempts, age=age, done=frozenset())] == acts


def test_a_step_is_done_once_and_names_the_silent_channels() -> None:
    attempts = {"sms": attempt("sent"), "email": attempt("accepted"), "inapp": attempt("failed")}
    [alarm] = due(attempts, age=timedelta(minutes=2), done=frozenset())
    assert alarm.channels == ("inapp", "sms")
    assert due(attempts, age=timedelta(minutes=2), done=frozenset({Act.ALARM})) == []


def test_reading_a_minute_before_the_post_cancels_it() -> None:
    done = frozenset({Act.REMIND})
    read = {"inapp": attempt("read")}
    assert due(read, age=timedelta(hours=48), done=done) == []


def test_the_next_look_is_the_next_step() -> None:
    looks = [next_look(step.after, NOW) for step in LADDER]
    assert looks == [*(NOW + step.after for step in LADDER[1:]), None]
    assert next_look(timedelta(0), NOW) == NOW + LADDER[0].after
