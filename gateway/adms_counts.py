"""What an ADMS terminal says it holds against what we have stored: fewer is a gap to look at.

It says so at its first poll, when its backlog may still be on its way; so its word is weighed when
nothing has come for a while. Records nobody could read are with us too, in quarantine.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from devices.clock import show_local
from hr import clock, orders, reconcile
from hr.gateway import Enrolled

_QUIET = 60.0


@dataclass(slots=True)
class _Claim:
    records: int
    since: float


class AdmsCounts:
    """The claims that wait to be weighed."""

    def __init__(self, quiet: float = _QUIET) -> None:
        self._quiet = quiet
        self._claims: dict[str, _Claim] = {}

    def claimed(self, to: Enrolled, records: int) -> None:
        """A terminal says how many records it holds."""
        self._claims[to.id] = _Claim(records, clock.monotonic())

    def moved(self, to: Enrolled) -> None:
        """Records arrive: wait until they have all come."""
        if claim := self._claims.get(to.id):
            claim.since = clock.monotonic()

    async def weigh(self, to: Enrolled) -> None:
        """Compare, once nothing has come for a while; raises NotStoredError."""
        claim = self._claims.get(to.id)
        if claim is None or clock.monotonic() - claim.since < self._quiet:
            return
        del self._claims[to.id]
        missing = claim.records - await orders.stored_since_clearing(to.id)
        if missing > 0:
            now = show_local(clock.now().astimezone(ZoneInfo(to.zone)))
            low = await reconcile.oldest(to) or now
            await reconcile.gap(to, "short", low, now, missing)
        else:
            await reconcile.mended(to, "short")
