"""Feishu read_users: who read one message, and when (Unix milliseconds)."""

from datetime import datetime

from notify.codecs import loose
from notify.receipt import Proof, Receipt, ReceiptKind


def readers(raw: bytes, *, message_id: str, now: datetime) -> list[Receipt]:
    """Return one authenticated READ per reader on this page of the answer."""
    return [
        Receipt(
            kind=ReceiptKind.READ,
            proof=Proof.AUTHENTICATED,
            at=loose.unix((loose.number(row, "timestamp") or 0) // 1000 or None) or now,
            vendor_id=message_id,
            address=loose.text(row, "user_id"),
            vendor_time=loose.text(row, "timestamp"),
            raw=raw,
        )
        for row in loose.rows(loose.at(loose.parse(raw), "data", "items"))
    ]
