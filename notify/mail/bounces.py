"""A mail from the bounce mailbox as receipts: only what carries our tag is a fact."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from notify.codecs import verp
from notify.codecs.mail_report import Fate, Report, ReportKind, parse
from notify.receipt import Proof, Receipt, ReceiptKind
from notify.words import Words

BY_ACTION = {
    "delivered": (ReceiptKind.DELIVERED, Proof.AUTHENTICATED),
    "failed": (ReceiptKind.FAILED, Proof.AUTHENTICATED),
    "delayed": (ReceiptKind.ACCEPTED, Proof.AUTHENTICATED),
    "relayed": (ReceiptKind.ACCEPTED, Proof.AUTHENTICATED),  # left the DSN world: not delivered
    "expanded": (ReceiptKind.ACCEPTED, Proof.AUTHENTICATED),
}
BY_DISPOSITION = {
    "displayed": (ReceiptKind.READ, Proof.HINT),  # unsigned, and the reader may refuse it
}
NOT_OURS = Words(
    "退信地址的标记不对，可能是伪造", "The bounce address carries a wrong tag: it may be forged"
)
NOT_NULL = Words("退信的发件人不为空，不是退信", "A report with a sender is no report")
MISMATCH = Words("退信内容与退信地址指向不同的发送", "Report and bounce address name two attempts")
AUTOMATIC = Words(
    "自动回复，不改变状态（如休假答复）", "An automatic reply (out of office) changes nothing"
)
NO_REPORT = Words("不是投递报告，请人工查看", "Not a delivery report: please look at it")


def read(raw: bytes, secret: str, now: datetime) -> tuple[tuple[Receipt, ...], Words | None]:
    """Return a mail's receipts, or none and the reason why it changes nothing."""
    report = parse(raw)
    if report.kind is ReportKind.AUTO_REPLY:
        return (), AUTOMATIC
    if report.kind is ReportKind.DISPOSITION:
        attempt = report.message_id.partition("@")[0]
        return _receipts(report, attempt, raw, now)
    if report.kind is ReportKind.OTHER:
        return (), NO_REPORT
    named = next((a for to in report.to if (a := verp.decode(to, secret))), "")
    if why := _doubt(report, named):
        return (), why
    return _receipts(report, report.envelope_id or named, raw, now)


def _doubt(report: Report, named: str) -> Words | None:
    if not named:
        return NOT_OURS
    if not report.null_sender:
        return NOT_NULL
    if report.envelope_id and report.envelope_id.lower() != named.lower():
        return MISMATCH
    return None


def _receipts(
    report: Report, attempt: str, raw: bytes, now: datetime
) -> tuple[tuple[Receipt, ...], Words | None]:
    table = BY_DISPOSITION if report.kind is ReportKind.DISPOSITION else BY_ACTION
    known = [(table[fate.action], fate) for fate in report.fates if fate.action in table]
    receipts = tuple(_receipt(*claim, fate, attempt, raw, now) for claim, fate in known)
    return receipts, None if receipts else NO_REPORT


def _receipt(
    kind: ReceiptKind, proof: Proof, fate: Fate, attempt: str, raw: bytes, now: datetime
) -> Receipt:
    said = f"{fate.action}: {fate.diagnostic}" if fate.diagnostic else fate.action
    return Receipt(
        kind=kind,
        proof=proof,
        at=_instant(fate.when) or now,
        attempt=attempt,
        address=fate.address,
        vendor_time=fate.when,
        code=fate.status,
        reason=said,
        raw=raw,
    )


def _instant(text: str) -> datetime | None:
    """Return an RFC 5322 date as UTC, or None where it has no zone or is no date."""
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None
