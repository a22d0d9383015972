"""In-app: the letter box of the portal. Sessions that are logged in are its receipts."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import ClassVar

from notify import address
from notify.channel import Accepted, AttemptId, Message, Plain, Ports, Spec
from notify.errors import ErrorClass, refused
from notify.receipt import Proof, Receipt, ReceiptKind
from notify.settings import about, faults
from notify.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class InAppSettings:
    """How long a message may be, in characters."""

    text_limit: int = field(
        default=20_000, metadata=about("正文字数上限", "Text limit", minimum=100, maximum=100_000)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFact:
    """What a person's logged-in session did; `session` is its hash, `document` what was shown."""

    session: str
    person: str
    method: str
    address: str
    document: str = ""


class InApp(Plain):
    """Accepted once stored; the rest is told by authenticated sessions of the addressee."""

    spec: ClassVar[Spec] = Spec(
        key="inapp",
        label=Words("应用内", "In-app"),
        settings=InAppSettings,
        proves=frozenset(ReceiptKind) - {ReceiptKind.UNKNOWN},
        never={},
    )

    def __init__(self, settings: InAppSettings, ports: Ports) -> None:
        for name, words in faults(settings):
            raise refused(ErrorClass.CONFIG, f"inapp.{name}", words, where=name)
        self._settings, self._deposit = settings, ports.deposit

    def check(self, message: Message) -> None:
        """Refuse an empty addressee, controls in subject or text, overlength."""
        address.attempt_id(message.attempt)
        address.one_line(message.subject, where="subject")
        if not message.address:
            words = Words("没有收件人", "No addressee")
            raise refused(ErrorClass.ADDRESS, "inapp.address", words, where="address")
        if len(address.body_text(message.text)) > self._settings.text_limit:
            words = Words("正文太长", "The text is too long")
            raise refused(ErrorClass.CONTENT, "text.long", words, where="text")

    async def send(self, message: Message) -> Accepted:
        """Put the message into the letter box; the same attempt twice is stored once."""
        self.check(message)
        if self._deposit is None:
            words = Words("没有接入信箱", "No letter box is wired")
            raise refused(ErrorClass.CONFIG, "inapp.deposit", words, where="ports")
        stored = await self._deposit(message)
        shown = {"attempt": message.attempt, "to": message.address, "document": message.document}
        text_hash = hashlib.sha256(message.text.encode()).hexdigest()
        request = _canonical({**shown, "text_sha256": text_hash})
        return Accepted(vendor_id=stored, request=request, response=_canonical({"stored": stored}))


def witnessed(attempt: AttemptId, kind: ReceiptKind, fact: SessionFact, at: datetime) -> Receipt:
    """Return the receipt of what a logged-in session did: delivered, read or confirmed.

    The caller has checked the session and, by `rules.notices`, that the act counts.
    """
    return Receipt(
        kind=kind,
        proof=Proof.AUTHENTICATED,
        at=at,
        attempt=attempt,
        vendor_id=fact.session,
        address=fact.person,
        reason=fact.method,
        raw=_canonical(asdict(fact)),
    )


def _canonical(facts: dict[str, str]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
