import pytest

from notify.codecs import smtp_reply
from notify.errors import ErrorClass


@pytest.mark.parametrize(
    ("code", "text", "error"),
    [
        (421, "4.3.2 closing", ErrorClass.TRANSIENT),
        (450, "busy", ErrorClass.TRANSIENT),
        (452, "4.5.3 too many recipients", ErrorClass.THROTTLE),
        (550, "5.1.1 unknown", ErrorClass.ADDRESS),
        (550, "no such user", ErrorClass.ADDRESS),
        (550, "5.7.1 SPF failed", ErrorClass.CONFIG),
        (552, "5.2.2 full", ErrorClass.TRANSIENT),
        (552, "5.3.4 too big", ErrorClass.CONTENT),
        (554, "5.7.1 blocked", ErrorClass.CONFIG),
        (554, "transaction failed", ErrorClass.CONFIG),
        (530, "5.7.0 login first", ErrorClass.CONFIG),
        (554, "5.6.0 bad content", ErrorClass.CONTENT),
    ],
)
def test_a_reply_has_one_meaning(code: int, text: str, error: ErrorClass) -> None:
    assert smtp_reply.classify(code, text) is error
    assert smtp_reply.failure(code, text).error is error


def test_a_full_mailbox_waits_and_keeps_the_address() -> None:
    failure = smtp_reply.failure(552, "5.2.2 full")
    assert failure.retry_after == smtp_reply.WAIT[552]
    assert not failure.error.permanent
