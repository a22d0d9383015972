"""Aliyun SMS replies, query answers and pushes (dysmsapi 2017-05-25)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from notify.codecs import loose
from notify.errors import ErrorClass
from notify.receipt import Proof, Receipt, ReceiptKind

ACK = '{"code":0,"msg":"接收成功"}'.encode()
ACK_CHECK = '{"code":0,"msg":"成功"}'.encode()
BY_STATUS = {"1": ReceiptKind.ACCEPTED, "2": ReceiptKind.FAILED, "3": ReceiptKind.DELIVERED}
BY_CODE = {
    "isv.SMS_SIGNATURE_ILLEGAL": ErrorClass.CONFIG,
    "isv.SIGN_STATE_ILLEGAL": ErrorClass.CONFIG,
    "isv.SMS_SIGNATURE_SCENE_ILLEGAL": ErrorClass.CONFIG,
    "isv.SMS_TEMPLATE_ILLEGAL": ErrorClass.CONFIG,
    "isp.RAM_PERMISSION_DENY": ErrorClass.CONFIG,
    "isv.OUT_OF_SERVICE": ErrorClass.CONFIG,
    "isv.AMOUNT_NOT_ENOUGH": ErrorClass.CONFIG,
    "isv.PRODUCT_UN_SUBSCRIPT": ErrorClass.CONFIG,
    "isv.ACCOUNT_ABNORMAL": ErrorClass.CONFIG,
    "isv.DENY_IP_RANGE": ErrorClass.CONFIG,
    "SignatureDoesNotMatch": ErrorClass.CONFIG,
    "isv.MOBILE_NUMBER_ILLEGAL": ErrorClass.ADDRESS,
    "isv.DOMESTIC_NUMBER_NOT_SUPPORTED": ErrorClass.ADDRESS,
    "isv.TEMPLATE_MISSING_PARAMETERS": ErrorClass.CONTENT,
    "isv.INVALID_JSON_PARAM": ErrorClass.CONTENT,
    "isv.PARAM_LENGTH_LIMIT": ErrorClass.CONTENT,
    "isv.PARAM_NOT_SUPPORT_URL": ErrorClass.CONTENT,
    "isv.BLACK_KEY_CONTROL_LIMIT": ErrorClass.CONTENT,
    "isv.SMS_CONTENT_ILLEGAL": ErrorClass.CONTENT,
    "isv.BUSINESS_LIMIT_CONTROL": ErrorClass.THROTTLE,
    "isv.DAY_LIMIT_CONTROL": ErrorClass.THROTTLE,
    "isv.MONTH_LIMIT_CONTROL": ErrorClass.THROTTLE,
    "isp.SYSTEM_ERROR": ErrorClass.TRANSIENT,
    "SignatureNonceUsed": ErrorClass.TRANSIENT,
}
WAIT = {
    "isv.BUSINESS_LIMIT_CONTROL": timedelta(hours=1),
    "isv.DAY_LIMIT_CONTROL": timedelta(days=1),
    "isv.MONTH_LIMIT_CONTROL": timedelta(days=1),
}


def classify(code: str) -> ErrorClass:
    """Return what an error code means; an unlisted one stops the channel for a look."""
    if code.startswith("Throttling"):
        return ErrorClass.THROTTLE
    return BY_CODE.get(code, ErrorClass.CONFIG)


def details(raw: bytes, *, now: datetime) -> list[Receipt]:
    """Return the receipts in a signed QuerySendDetails answer, in its own order."""
    rows = loose.rows(loose.at(loose.parse(raw), "SmsSendDetailDTOs", "SmsSendDetailDTO"))
    return [_detail(row, raw, now) for row in rows if loose.text(row, "SendStatus") in BY_STATUS]


def total(raw: bytes) -> int:
    """Return how many records the query matches over all its pages."""
    return loose.number(loose.parse(raw), "TotalCount") or 0


def report(raw: bytes, *, now: datetime) -> list[Receipt] | None:
    """Return the hints in a SmsReport push, or None where it is none. Nobody signs it."""
    value = loose.parse(raw)
    rows = loose.rows(value)
    if not rows or not isinstance(value, list) or len(rows) != len(value):
        return None
    return [_pushed(row, raw, now) for row in rows if isinstance(row.get("success"), bool)]


def _detail(row: Mapping[str, object], raw: bytes, now: datetime) -> Receipt:
    kind = BY_STATUS[loose.text(row, "SendStatus")]
    when = loose.text(row, "ReceiveDate") or loose.text(row, "SendDate")
    return Receipt(
        kind=kind,
        proof=Proof.AUTHENTICATED,
        at=loose.beijing(when) or now,
        attempt=loose.text(row, "OutId"),
        address=loose.text(row, "PhoneNum"),
        vendor_time=when,
        code=loose.text(row, "ErrCode"),
        reason=loose.text(row, "ErrCode") if kind is ReceiptKind.FAILED else "",
        raw=raw,
    )


def _pushed(row: Mapping[str, object], raw: bytes, now: datetime) -> Receipt:
    when = loose.text(row, "report_time")
    return Receipt(
        kind=ReceiptKind.DELIVERED if row["success"] else ReceiptKind.FAILED,
        proof=Proof.HINT,
        at=loose.beijing(when) or now,
        attempt=loose.text(row, "out_id"),
        vendor_id=loose.text(row, "biz_id"),
        address=loose.text(row, "phone_number"),
        vendor_time=when,
        code=loose.text(row, "err_code"),
        reason=loose.text(row, "err_msg"),
        raw=raw,
    )
