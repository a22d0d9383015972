"""SMTP replies as error classes (RFC 5321 4.2, enhanced codes RFC 3463)."""

import re
from datetime import timedelta

from notify.errors import ErrorClass, Failure
from notify.words import Words

_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")

BY_STATUS = {
    "5.1": ErrorClass.ADDRESS,
    "5.2": ErrorClass.ADDRESS,
    "5.2.2": ErrorClass.TRANSIENT,  # mailbox full: the address is good, soft for a day
    "5.2.3": ErrorClass.CONTENT,
    "5.3": ErrorClass.CONFIG,
    "5.3.4": ErrorClass.CONTENT,
    "5.4": ErrorClass.CONFIG,
    "5.5": ErrorClass.CONFIG,
    "5.6": ErrorClass.CONTENT,
    "5.7": ErrorClass.CONFIG,  # SPF, DKIM, block lists: never "a bad employee address"
}
BY_CODE = {
    421: ErrorClass.TRANSIENT,
    452: ErrorClass.THROTTLE,
    550: ErrorClass.ADDRESS,
    551: ErrorClass.ADDRESS,
    552: ErrorClass.TRANSIENT,
    553: ErrorClass.ADDRESS,
}
WAIT = {421: timedelta(minutes=1), 452: timedelta(minutes=5), 552: timedelta(minutes=30)}


def enhanced(text: str) -> str:
    """Return the enhanced status in a reply's text, or an empty text."""
    found = _ENHANCED.search(text)
    return found[1] if found else ""


def classify(code: int, text: str) -> ErrorClass:
    """Return what a negative reply means; the enhanced status speaks before the code."""
    status = enhanced(text)
    if 400 <= code < 500:
        return BY_CODE.get(code, ErrorClass.TRANSIENT)
    by_status = BY_STATUS.get(status) or BY_STATUS.get(status.rpartition(".")[0])
    return by_status or BY_CODE.get(code, ErrorClass.CONFIG)


def failure(code: int, text: str, *, request: bytes = b"") -> Failure:
    """Return the failure of one negative reply."""
    what = Words("邮件服务器拒绝：{text}", "The mail server refused: {text}")
    return Failure(
        error=classify(code, text),
        code=enhanced(text) or str(code),
        what=what.fill(text=text),
        where="smtp",
        retry_after=WAIT.get(code),
        request=request,
        response=f"{code} {text}".encode(),
    )
