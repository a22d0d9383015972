"""Addresses and texts checked by us before any library or wire sees them."""

import re
import unicodedata

from notify.errors import ErrorClass, refused
from notify.words import Words

_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9.!#$%&'*/=?^_`{|}~+-]{0,63}")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_MAINLAND = re.compile(r"(?:(?:\+|00)?86[ -]?)?(1[3-9]\d{9})")
_ABROAD = re.compile(r"\+[1-9]\d{6,14}")
_ATTEMPT = re.compile(r"[A-Za-z0-9-]{1,40}")
_ONE = Words("不是一个有效的邮箱地址", "Not one valid e-mail address")
_PHONE = Words("不是一个有效的手机号", "Not one valid mobile number")
_FOREIGN = Words(
    "境外号码没有放行（费用与盗打风险）", "Foreign numbers are not enabled (cost, toll fraud)"
)


def mail_address(text: str) -> str:
    """Return exactly one plain `local@domain.tld` in ASCII, or refuse (RFC 5321 4.1.2, strict).

    Lists, names, quoted parts, address literals, a leading `-` and controls are refused.
    """
    local, at, domain = text.partition("@")
    labels = domain.split(".")
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    good = at and not dots and len(text) <= 254 and len(labels) >= 2
    if not (good and _LOCAL.fullmatch(local) and all(map(_LABEL.fullmatch, labels))):
        raise refused(ErrorClass.ADDRESS, "address.mail", _ONE, where="address")
    return text


def mobile(text: str, *, abroad: bool = False) -> str:
    """Return a mainland number as 11 digits, or E.164 when `abroad` is allowed; else refuse."""
    if found := _MAINLAND.fullmatch(text):
        return found[1]
    if not text.startswith("+"):
        raise refused(ErrorClass.ADDRESS, "address.phone", _PHONE, where="address")
    if not abroad:
        raise refused(ErrorClass.ADDRESS, "address.foreign", _FOREIGN, where="address")
    number = re.sub(r"[ -]", "", text)
    if not _ABROAD.fullmatch(number):
        raise refused(ErrorClass.ADDRESS, "address.phone", _PHONE, where="address")
    return number


def attempt_id(text: str) -> str:
    """Return an attempt id that is safe in ENVID, Message-ID, VERP and OutId, or refuse."""
    if not _ATTEMPT.fullmatch(text):
        words = Words("发送编号只能是字母、数字、连字符", "Attempt ids: letters, digits, hyphens")
        raise refused(ErrorClass.CONTENT, "message.attempt", words, where="attempt")
    return text


def one_line(text: str, *, where: str, limit: int = 250) -> str:
    """Return text that fits one header line, or refuse controls, line breaks and overlength.

    Marks that turn the writing direction are refused too: they make one name look like another.
    """
    if len(text) > limit:
        words = Words("文字超过 {limit} 个字", "Longer than {limit} characters").fill(limit=limit)
        raise refused(ErrorClass.CONTENT, "text.long", words, where=where)
    if any(unicodedata.category(c) in _BREAKING or c in _TURNING for c in text):
        words = Words("文字里有换行或控制字符", "Line breaks or control characters in the text")
        raise refused(ErrorClass.CONTENT, "text.control", words, where=where)
    return text


def body_text(text: str) -> str:
    """Return text with line ends as LF; other controls (but tab) are refused."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(c) in _UNFIT and c not in "\n\t" for c in text):
        words = Words("正文里有控制字符", "Control characters in the text")
        raise refused(ErrorClass.CONTENT, "text.control", words, where="text")
    return text


_UNFIT = {"Cc", "Cs"}
_BREAKING = {*_UNFIT, "Zl", "Zp"}
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
