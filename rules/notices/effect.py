"""When a notice takes effect (Civil Code art. 137, E-Signature Law art. 11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


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
