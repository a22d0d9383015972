from datetime import UTC, datetime

from rules.notices.effect import Delivery, because, effective_at


def at(minute: int) -> datetime:
    return datetime(2026, 3, 2, 9, minute, tzinfo=UTC)


def delivery(
    entered: int | None, read: int | None, *, designated: bool, channel: str = "sms"
) -> Delivery:
    return Delivery(
        channel=channel,
        designated=designated,
        entered=None if entered is None else at(entered),
        read=None if read is None else at(read),
    )


def test_a_designated_channel_counts_from_entry_any_other_from_reading() -> None:
    assert effective_at([delivery(5, 30, designated=True)]) == at(5)
    assert effective_at([delivery(5, 30, designated=False)]) == at(30)
    assert effective_at([delivery(5, None, designated=False)]) is None


def test_the_earliest_valid_moment_counts() -> None:
    ways = [
        delivery(9, None, designated=True),
        delivery(6, None, designated=True),
        delivery(5, 20, designated=False),
    ]
    assert effective_at(ways) == at(6)
    assert effective_at(reversed(ways)) == at(6)


def test_sent_is_not_in_effect() -> None:
    assert effective_at([]) is None
    assert effective_at([delivery(None, None, designated=True)]) is None


def test_the_reason_names_what_was_proven_or_what_is_missing() -> None:
    read = delivery(5, 20, designated=False, channel="inapp")
    assert "应用内由*本人登录后看到末尾*" in because([read]).zh
    named = delivery(6, None, designated=True, channel="email")
    assert "邮件是本人书面确认的送达地址" in because([read, named]).zh
    assert "还没有能证明的生效" in because([delivery(5, None, designated=False)]).zh
