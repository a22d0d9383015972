"""Tencent Cloud SMS replies, pushes and pulls (2021-01-11)."""

from collections.abc import Mapping
from datetime import datetime

from notify.codecs import loose
from notify.codecs.outcome import Outcome
from notify.errors import ErrorClass
from notify.receipt import Proof, Receipt, ReceiptKind

ACK = b'{"result":0,"errmsg":"OK"}'
BY_WORD = {"SUCCESS": ReceiptKind.DELIVERED, "FAIL": ReceiptKind.FAILED}
BY_CODE = {
    "InvalidParameterValue.IncorrectPhoneNumber": ErrorClass.ADDRESS,
    "FailedOperation.PhoneNumberInBlacklist": ErrorClass.ADDRESS,
    "FailedOperation.InsufficientBalanceInSmsPackage": ErrorClass.CONFIG,
    "FailedOperation.SignatureIncorrectOrUnapproved": ErrorClass.CONFIG,
    "FailedOperation.TemplateIncorrectOrUnapproved": ErrorClass.CONFIG,
}
BY_PREFIX = {
    "LimitExceeded": ErrorClass.THROTTLE,
    "InvalidParameterValue": ErrorClass.CONTENT,
    "FailedOperation": ErrorClass.CONTENT,
    "InternalError": ErrorClass.TRANSIENT,
    "UnauthorizedOperation": ErrorClass.CONFIG,
    "AuthFailure": ErrorClass.CONFIG,
}


def classify(code: str) -> ErrorClass:
    """Return what an error code means, by its whole or by the part before the dot."""
    return BY_CODE.get(code) or BY_PREFIX.get(code.partition(".")[0], ErrorClass.CONFIG)


def outcomes(raw: bytes) -> list[Outcome]:
    """Return what each number of a SendSms got; an overall success may hold failures."""
    rows = loose.rows(loose.at(loose.parse(raw), "Response", "SendStatusSet"))
    return [_outcome(row) for row in rows]


def push(raw: bytes, *, now: datetime) -> list[Receipt]:
    """Return the hints of a status push; its times are local text, nobody signs it."""
    rows = loose.rows(loose.parse(raw))
    return [_pushed(row, raw, now) for row in rows if row.get("report_status") in BY_WORD]


def pull(raw: bytes, *, now: datetime) -> list[Receipt]:
    """Return the receipts of a signed PullSmsSendStatus; its times are Unix seconds."""
    rows = loose.rows(loose.at(loose.parse(raw), "Response", "PullSmsSendStatusSet"))
    return [_pulled(row, raw, now) for row in rows if row.get("ReportStatus") in BY_WORD]


def _outcome(row: Mapping[str, object]) -> Outcome:
    code = loose.text(row, "Code")
    return Outcome(
        address=loose.text(row, "PhoneNumber"),
        error=None if code == "Ok" else classify(code),
        code=code,
        vendor_id=loose.text(row, "SerialNo"),
        attempt=loose.text(row, "SessionContext"),
    )


def _pushed(row: Mapping[str, object], raw: bytes, now: datetime) -> Receipt:
    when = loose.text(row, "user_receive_time")
    return Receipt(
        kind=BY_WORD[loose.text(row, "report_status")],
        proof=Proof.HINT,
        at=loose.beijing(when) or now,
        attempt=loose.text(row, "ext"),
        vendor_id=loose.text(row, "sid"),
        address=f"+{loose.text(row, 'nationcode')}{loose.text(row, 'mobile')}",
        vendor_time=when,
        code=loose.text(row, "errmsg"),
        reason=loose.text(row, "description"),
        raw=raw,
    )


def _pulled(row: Mapping[str, object], raw: bytes, now: datetime) -> Receipt:
    return Receipt(
        kind=BY_WORD[loose.text(row, "ReportStatus")],
        proof=Proof.AUTHENTICATED,
        at=loose.unix(loose.number(row, "UserReceiveTime")) or now,
        attempt=loose.text(row, "SessionContext"),
        vendor_id=loose.text(row, "SerialNo"),
        address=loose.text(row, "PhoneNumber"),
        vendor_time=loose.text(row, "UserReceiveTime"),
        reason=loose.text(row, "Description"),
        raw=raw,
    )
