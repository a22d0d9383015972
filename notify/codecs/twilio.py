"""Twilio status callbacks: signed, so a right signature makes them facts."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from notify.receipt import Proof, Receipt, ReceiptKind

BY_WORD = {
    "accepted": ReceiptKind.ACCEPTED,
    "scheduled": ReceiptKind.ACCEPTED,
    "queued": ReceiptKind.ACCEPTED,
    "sending": ReceiptKind.ACCEPTED,
    "sent": ReceiptKind.ACCEPTED,  # handed to the carrier: not delivered
    "delivered": ReceiptKind.DELIVERED,
    "read": ReceiptKind.READ,
    "undelivered": ReceiptKind.FAILED,
    "failed": ReceiptKind.FAILED,
    "canceled": ReceiptKind.FAILED,
}


def status(form: Mapping[str, str], *, signed: bool, now: datetime) -> Receipt | None:
    """Return the receipt of one callback, a hint unless `signed`; None for an unknown word."""
    kind = BY_WORD.get(form.get("MessageStatus", ""))
    if kind is None:
        return None
    return Receipt(
        kind=kind,
        proof=Proof.AUTHENTICATED if signed else Proof.HINT,
        at=now,
        vendor_id=form.get("MessageSid", ""),
        address=form.get("To", ""),
        vendor_time=form.get("RawDlrDoneDate", ""),
        code=form.get("ErrorCode", ""),
        reason=form["MessageStatus"],
        raw=urlencode(form).encode(),
    )
