"""Mail that comes back: delivery reports (RFC 3464), MDN (RFC 8098), automatic replies."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from enum import StrEnum


class ReportKind(StrEnum):
    """What a returned mail is, by its structure and not by its words."""

    DELIVERY = "delivery-status"
    DISPOSITION = "disposition-notification"
    AUTO_REPLY = "auto-reply"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What a report says about one recipient; all fields are the report's own words."""

    action: str
    address: str
    status: str = ""
    diagnostic: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One returned mail: where it came to, which envelope or message it speaks of."""

    kind: ReportKind
    to: tuple[str, ...]
    null_sender: bool
    envelope_id: str = ""
    message_id: str = ""
    fates: tuple[Fate, ...] = ()


def parse(raw: bytes) -> Report:
    """Read any mail; what is no report is `AUTO_REPLY` or `OTHER`. Never raises."""
    mail = message_from_bytes(raw)
    blocks = _blocks(mail)
    kind = _kind(mail, has_blocks=bool(blocks))
    return Report(
        kind=kind,
        to=_recipients(mail),
        null_sender=_text(mail, "Return-Path") in {"", "<>"},
        envelope_id=next((e for b in blocks if (e := _text(b, "Original-Envelope-Id"))), ""),
        message_id=_about(mail, blocks),
        fates=tuple(f for b in blocks if (f := _fate(b, kind))),
    )


def _blocks(mail: Message) -> list[Message]:
    """Return the field groups of the machine-readable part."""
    wanted = {f"message/{ReportKind.DELIVERY}", f"message/{ReportKind.DISPOSITION}"}
    for part in mail.walk():
        if part.get_content_type() in wanted:
            payload = part.get_payload()
            if isinstance(payload, list):
                return [block for block in payload if isinstance(block, Message)]
            return [message_from_bytes(str(payload).encode(errors="replace"))]
    return []


def _kind(mail: Message, *, has_blocks: bool) -> ReportKind:
    if mail.get_content_type() == "multipart/report" and has_blocks:
        kind = str(mail.get_param("report-type") or "").lower()
        if kind in {ReportKind.DELIVERY, ReportKind.DISPOSITION}:
            return ReportKind(kind)
    automatic = _text(mail, "Auto-Submitted").lower()
    return ReportKind.AUTO_REPLY if automatic not in {"", "no"} else ReportKind.OTHER


def _fate(block: Message, kind: ReportKind) -> Fate | None:
    address = _typed(block, "Original-Recipient") or _typed(block, "Final-Recipient")
    if kind is ReportKind.DISPOSITION:
        action = _text(block, "Disposition").rpartition(";")[2].partition("/")[0].strip().lower()
        return Fate(action=action, address=address) if action else None
    action = _text(block, "Action").lower()
    if not action:
        return None
    return Fate(
        action=action,
        address=address,
        status=_text(block, "Status").partition(" ")[0],
        diagnostic=_typed(block, "Diagnostic-Code"),
        when=_text(block, "Last-Attempt-Date"),
    )


def _about(mail: Message, blocks: list[Message]) -> str:
    """Return the Message-ID the report is about, without brackets."""
    for block in blocks:
        if found := _text(block, "Original-Message-ID"):
            return found.strip("<>")
    for part in mail.walk():
        if part.get_content_type() in {"text/rfc822-headers", "message/rfc822"}:
            inner = part.get_payload()
            original = inner[0] if isinstance(inner, list) else _headers(str(inner))
            if isinstance(original, Message):
                return _text(original, "Message-ID").strip("<>")
    return ""


def _headers(text: str) -> Message:
    return message_from_bytes(text.lstrip().encode(errors="replace"))


def _recipients(mail: Message) -> tuple[str, ...]:
    names = ("X-Original-To", "Delivered-To", "To")
    values = [str(value) for name in names for value in mail.get_all(name, [])]
    return tuple(dict.fromkeys(address for _, address in getaddresses(values) if address))


def _typed(block: Message, name: str) -> str:
    """Return the value behind its type (`rfc822; a@b` gives `a@b`)."""
    return _text(block, name).partition(";")[2].strip()


def _text(block: Message, name: str) -> str:
    return " ".join(str(block.get(name, "")).split())
