"""DingTalk getsendresult: the native list of who read, and of whom the success left out."""

from datetime import datetime

from notify.codecs import loose
from notify.receipt import Proof, Receipt, ReceiptKind

BY_LIST = {
    "read_user_id_list": ReceiptKind.READ,
    "unread_user_id_list": ReceiptKind.DELIVERED,
    "invalid_user_id_list": ReceiptKind.FAILED,
    "forbidden_user_id_list": ReceiptKind.FAILED,
    "failed_user_id_list": ReceiptKind.FAILED,
}


def receipts(raw: bytes, *, task: str, now: datetime) -> list[Receipt]:
    """Return one authenticated receipt per user of a task's result (asked with our token)."""
    result = loose.at(loose.parse(raw), "send_result")
    told = [
        (user, kind, name, "")
        for name, kind in BY_LIST.items()
        for user in loose.texts(result, name)
    ]
    told += [
        (loose.text(row, "userid"), ReceiptKind.FAILED, "forbidden_list", loose.text(row, "code"))
        for row in loose.rows(loose.at(result, "forbidden_list"))
    ]
    return [
        Receipt(
            kind=kind,
            proof=Proof.AUTHENTICATED,
            at=now,
            vendor_id=task,
            address=user,
            code=code,
            reason=name,
            raw=raw,
        )
        for user, kind, name, code in told
    ]
