import pytest

from notify.codecs import verp
from notify.mail import bounces
from notify.receipt import Proof, ReceiptKind
from notify.sims import reports
from tests.notify.kit import NOW, SECRET

OURS = verp.encode("bounce@hr.example.cn", "N-1", SECRET)


def report(
    to: str = OURS, envelope_id: str = "N-1", outcome: reports.Outcome = reports.DELIVERED
) -> bytes:
    return reports.delivery_report(
        to=to,
        recipient="a@x.cn",
        envelope_id=envelope_id,
        outcome=outcome,
        message_id="<N-1@hr.example.cn>",
        at=NOW,
    )


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (reports.DELIVERED, ReceiptKind.DELIVERED),
        (reports.FAILED, ReceiptKind.FAILED),
        (reports.RELAYED, ReceiptKind.ACCEPTED),
        (reports.DELAYED, ReceiptKind.ACCEPTED),
    ],
)
def test_a_report_says_no_more_than_its_action(outcome: reports.Outcome, kind: ReceiptKind) -> None:
    (receipt,), why = bounces.read(report(outcome=outcome), SECRET, NOW)
    assert why is None
    assert (receipt.kind, receipt.proof, receipt.attempt) == (kind, Proof.AUTHENTICATED, "N-1")
    assert (receipt.address, receipt.code) == ("a@x.cn", outcome.status)
    assert receipt.at == NOW
    assert outcome.diagnostic in receipt.reason


def test_a_report_without_envelope_id_is_known_by_its_address() -> None:
    (receipt,), _ = bounces.read(report(envelope_id=""), SECRET, NOW)
    assert receipt.attempt == "N-1"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (report(to="bounce+N-1.aaaaaaaa@hr.example.cn"), bounces.NOT_OURS),
        (report(to="bounce@hr.example.cn"), bounces.NOT_OURS),
        (report(envelope_id="N-2"), bounces.MISMATCH),
        (report().replace(b"Return-Path: <>", b"Return-Path: <evil@x.cn>"), bounces.NOT_NULL),
        (reports.absence_reply(to=OURS, sender="a@x.cn", at=NOW), bounces.AUTOMATIC),
        (b"Subject: hello\r\n\r\nbody", bounces.NO_REPORT),
        (report().replace(b"Action: delivered", b"Action: teleported"), bounces.NO_REPORT),
        (b"", bounces.NO_REPORT),
        (b"\xff\x00\x80", bounces.NO_REPORT),
    ],
)
def test_a_mail_that_proves_nothing_says_why(raw: bytes, why: object) -> None:
    assert bounces.read(raw, SECRET, NOW) == ((), why)


def test_a_read_receipt_is_only_a_hint() -> None:
    raw = (
        b'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"\r\n'
        b"\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
        b"Final-Recipient: rfc822;a@x.cn\r\nOriginal-Message-ID: <N-1@hr.example.cn>\r\n"
        b"Disposition: manual-action/MDN-sent-manually; %s\r\n\r\n--b--\r\n"
    )
    (receipt,), _ = bounces.read(raw % b"displayed", SECRET, NOW)
    assert (receipt.kind, receipt.proof, receipt.attempt) == (ReceiptKind.READ, Proof.HINT, "N-1")
    for other in (b"deleted", b"failed", b"delivered"):
        assert bounces.read(raw % other, SECRET, NOW)[0] == ()
