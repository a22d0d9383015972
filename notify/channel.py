"""What every notice channel is: check, send, ask, collect, hear. One file per channel."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, NewType, Protocol

from notify.receipt import Ignored, Receipt, ReceiptKind
from notify.words import Words

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

AttemptId = NewType("AttemptId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with the message; `name` is shown to the receiver."""

    name: str
    data: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to one address. `attempt` (letters, digits, `-`) is the idempotency key.

    `params` fill the vendor's `template`; `document` is the SHA-256 (hex) of what the notice says.
    """

    attempt: AttemptId
    address: str
    text: str = ""
    subject: str = ""
    name: str = ""
    template: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    document: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The provider took the message: its id, both sides' bytes (secrets removed), side facts."""

    vendor_id: str
    request: bytes
    response: bytes
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What to ask a provider about; `vendor_id` is empty while the outcome is unknown."""

    attempt: AttemptId
    address: str
    at: datetime
    vendor_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The provider's authenticated answer; `found` is None where a channel cannot be asked."""

    found: bool | None
    receipts: tuple[Receipt, ...] = ()
    raw: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """Receipts fetched from a mailbox or queue. Store them, commit, then `settle` this value."""

    receipts: tuple[Receipt, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One HTTP request from a provider, as it came."""

    method: str
    body: bytes = b""
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a push says and what to answer, once `receipts` are stored."""

    status: int
    body: bytes
    media_type: str = "application/json"
    receipts: tuple[Receipt, ...] = ()
    ignored: tuple[Ignored, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What a channel is given from outside: UTC clock, random text, the in-app letter box."""

    now: Callable[[], datetime]
    nonce: Callable[[], str]
    deposit: Callable[[Message], Awaitable[str]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A channel's own description; `never` says per receipt kind why it cannot be proven here."""

    key: str
    label: Words
    settings: "type[DataclassInstance]"
    proves: frozenset[ReceiptKind]
    never: Mapping[ReceiptKind, Words]


class Channel(Protocol):
    """A way to reach one person. Built as `Kind(settings, ports)`; every method may `SendError`."""

    spec: ClassVar[Spec]

    def check(self, message: Message) -> None:
        """Refuse what must not be sent, before any byte leaves us."""

    async def send(self, message: Message) -> Accepted:
        """Send once; `ErrorClass.UNKNOWN` means that it may have been sent."""

    async def query(self, sent: Sent) -> Answer:
        """Ask the provider, authenticated, what became of one attempt."""

    async def collect(self) -> Collected:
        """Fetch waiting receipts without consuming them."""

    async def settle(self, collected: Collected) -> None:
        """Consume what `collect` gave, after it was committed."""

    def hear(self, push: Push) -> Heard:
        """Read a provider's push."""

    async def aclose(self) -> None:
        """Close connections."""


class Plain:
    """The channel that cannot be asked, collects nothing and hears nothing: the usual default."""

    async def query(self, sent: Sent) -> Answer:
        """Say that this channel has no query."""
        return Answer(found=None)

    async def collect(self) -> Collected:
        """Return nothing: no mailbox, no queue."""
        return Collected()

    async def settle(self, collected: Collected) -> None:
        """Do nothing."""

    def hear(self, push: Push) -> Heard:
        """Answer that no push is expected here; the bytes are kept."""
        why = Words("这个渠道不接收推送", "This channel takes no pushes")
        return Heard(status=404, body=b"", ignored=(Ignored(raw=push.body, why=why),))

    async def aclose(self) -> None:
        """Do nothing."""
