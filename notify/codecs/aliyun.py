"""Aliyun SMS replies, query answers and pushes (dysmsapi 2017-05-25)."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from notify.errors import ErrorClass
from notify.receipt import Proof, Receipt, ReceiptKind

BEIJING = timezone(timedelta(hours=8))
ACK = '{"code":0,"msg":"接收成功"}'.encode()
ACK_CHECK = '{"code":0,"msg":"成功"}'.encode()
BY_STATUS = {1: ReceiptKind.ACCEPTED, 2: ReceiptKind.FAILED, 3: ReceiptKind.DELIVERED}
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


def fields(raw: bytes) -> dict[str, object] | None:
    """Return a reply's JSON object, or None where it is none."""
    try:
        value = json.loads(raw)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def details(raw: bytes, *, now: datetime) -> list[Receipt]:
    """Return the receipts in a QuerySendDetails answer, the newest first as they come."""
    rows = _path(fields(raw), "SmsSendDetailDTOs", "SmsSendDetailDTO")
    return [r for row in rows if (r := _detail(row, raw, now))]


def total(raw: bytes) -> int:
    """Return how many records the query matches over all its pages."""
    count = str((fields(raw) or {}).get("TotalCount", ""))
    return int(count) if count.isascii() and count.isdigit() else 0


def report(raw: bytes, *, now: datetime) -> list[Receipt] | None:
    """Return the hints in a SmsReport push, or None where it is none (nobody signs it)."""
    try:
        rows = json.loads(raw)
    except ValueError:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    receipts = [_pushed(row, raw, now) for row in rows]
    return [r for r in receipts if r]


def instant(text: str) -> datetime | None:
    """Return a Beijing wall time (no zone on the wire, whole seconds) as UTC."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING).astimezone(UTC)
    except ValueError:
        return None


def _detail(row: Mapping[str, object], raw: bytes, now: datetime) -> Receipt | None:
    kind = BY_STATUS.get(_number(row.get("SendStatus")))
    if kind is None:
        return None
    when = _text(row, "ReceiveDate") or _text(row, "SendDate")
    return Receipt(
        kind=kind,
        proof=Proof.AUTHENTICATED,
        at=instant(when) or now,
        attempt=_text(row, "OutId"),
        address=_text(row, "PhoneNum"),
        vendor_time=when,
        code=_text(row, "ErrCode"),
        reason=_text(row, "ErrCode") if kind is ReceiptKind.FAILED else "",
        raw=raw,
    )


def _pushed(row: Mapping[str, object], raw: bytes, now: datetime) -> Receipt | None:
    success = row.get("success")
    if not isinstance(success, bool):
        return None
    when = _text(row, "report_time")
    return Receipt(
        kind=ReceiptKind.DELIVERED if success else ReceiptKind.FAILED,
        proof=Proof.HINT,
        at=instant(when) or now,
        attempt=_text(row, "out_id"),
        vendor_id=_text(row, "biz_id"),
        address=_text(row, "phone_number"),
        vendor_time=when,
        code=_text(row, "err_code"),
        reason=_text(row, "err_msg"),
        raw=raw,
    )


def _path(value: object, *names: str) -> list[Mapping[str, object]]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _number(value: object) -> int:
    return int(str(value)) if str(value).isascii() and str(value).isdigit() else 0
