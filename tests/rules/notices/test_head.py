from datetime import UTC, datetime

import pytest

from rules.notices.facts import Fact, FactKind, Standing, fold
from rules.notices.head import answer, overview

AT = datetime(2026, 11, 16, 6, 2, tzinfo=UTC)
LATER = datetime(2026, 11, 18, 2, 22, tzinfo=UTC)
LOCAL = {AT: "11-16", LATER: "11-18"}


def attempt(channel: str, *kinds: str, at: datetime = AT, reason: str = "") -> Standing:
    return fold(
        Fact(kind=FactKind(k), proven=True, at=at, channel=channel, reason=reason) for k in kinds
    )


@pytest.mark.parametrize(
    ("attempts", "zh", "en"),
    [
        ([], "还不能证明送达，正在发送。", "Nothing is proven yet: sending."),
        (
            [attempt("email", "sent", "accepted")],
            "能证明 11-16 对方已受理（邮件）；还没送达。",
            "Proven: taken by the provider on 11-16 (E-mail); not delivered yet.",
        ),
        (
            [attempt("sms_aliyun", "delivered"), attempt("email", "failed")],
            "能证明 11-16 已送达（短信）；还没读。",
            "Proven: delivered on 11-16 (SMS); not read yet.",
        ),
        (
            [attempt("inapp", "read")],
            "能证明 11-16 本人已读（应用内）；还没签收。",
            "Proven: read by the person on 11-16 (In-app); not signed yet.",
        ),
        (
            [attempt("inapp", "confirmed", at=LATER), attempt("email", "delivered")],
            "能证明 11-18 本人签收。",
            "Proven: signed by the person on 11-18.",
        ),
        (
            [attempt("inapp", "disputed", at=LATER)],
            "能证明 11-18 本人签收并表示异议；本人有异议，请处理。",
            (
                "Proven: signed as received, with disagreement, on 11-18; "
                "the person disagrees: please answer."
            ),
        ),
        (
            [attempt("email", "failed", reason="user unknown")],
            "没有送到：user unknown。",
            "Not delivered: user unknown.",
        ),
        (
            [attempt("sms_aliyun", "sent", "unknown")],
            "还不能证明送达：请求没有答复，正在查询。",
            "Nothing is proven yet: a request got no answer and is being asked about.",
        ),
        (
            [attempt("email", "delivered", "failed")],
            "能证明 11-16 已送达（邮件）；另有渠道回执互相矛盾，请查看；还没读。",
            (
                "Proven: delivered on 11-16 (E-mail); receipts contradict each other: please look; "
                "not read yet."
            ),
        ),
    ],
)
def test_the_head_says_what_is_proven_and_what_is_missing(
    attempts: list[Standing], zh: str, en: str
) -> None:
    by_channel = {a.best.channel if a.best else str(n): a for n, a in enumerate(attempts)}
    said = answer(by_channel, local=LOCAL)
    assert (said.zh, said.en) == (zh, en)


def test_a_hint_never_reaches_the_head() -> None:
    hint = Fact(kind=FactKind.DELIVERED, proven=False, at=AT, channel="sms_aliyun")
    assert answer({"sms_aliyun": fold([hint])}, local=LOCAL).zh == "还不能证明送达，正在发送。"


@pytest.mark.parametrize(
    ("counts", "zh", "en"),
    [
        ((0, 0, 0), "还没有发过通知。", "No notice has been sent yet."),
        ((3, 0, 0), "能证明 3 份已送达。", "3 proven delivered."),
        (
            (3, 1, 2),
            "能证明 3 份已送达，1 份还不能，2 份没送到。",
            "3 proven delivered, 1 not proven yet, 2 not delivered.",
        ),
    ],
)
def test_the_list_says_how_many_arrivals_are_proven(
    counts: tuple[int, int, int], zh: str, en: str
) -> None:
    said = overview(*counts)
    assert (said.zh, said.en) == (zh, en)
