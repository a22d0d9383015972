"""When a notice takes effect (Civil Code art. 137, E-Signature Law art. 11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rules.notices.provable import CHANNEL_NAMES
from rules.text import Text, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One way a notice went; instants are the recipient's side, None = has not happened.

    `designated`: the recipient named this channel in the signed address confirmation.
    """

    channel: str
    designated: bool
    entered: datetime | None
    read: datetime | None

    @property
    def effective(self) -> datetime | None:
        """Return when this way alone would take effect: entry if designated, else reading."""
        return self.entered if self.designated else self.read


def effective_at(deliveries: Iterable[Delivery]) -> datetime | None:
    """Return the earliest valid moment over all channels; None: not in effect yet."""
    return min((at for each in deliveries if (at := each.effective) is not None), default=None)


_NOT_YET = Text(
    "还没有能证明的生效。没有签过送达地址确认书，所以*到达*不算，要*本人看到*才算。",
    "Nothing proves that it is in force. Without a signed address confirmation *arrival* does "
    "not count, only that *the person saw it*.",
)
_SEEN = Text(
    "{by}由*本人登录后看到末尾*，是最早能证明的知悉。",
    "{by}: *read to the end after a login* is the earliest proof that the person knew.",
)
_ARRIVED = Text(
    "{by}是本人书面确认的送达地址，*到达*即生效。",
    "{by} is the address the person confirmed in writing, so *arrival* is enough.",
)


def because(deliveries: Iterable[Delivery]) -> Text:
    """Say why a notice took effect when it did, or why it has not; `*...*` is set strong."""
    in_force = [(at, each) for each in deliveries if (at := each.effective) is not None]
    if not in_force:
        return _NOT_YET
    _, first = min(in_force, key=lambda pair: pair[0])
    said = _ARRIVED if first.designated else _SEEN
    return said.format(by=CHANNEL_NAMES.get(first.channel, plain(first.channel)))
