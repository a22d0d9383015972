"""Which ZK terminals this gateway speaks with: those it holds a lease of, until the lease ends."""

import logging
from collections.abc import Collection, Mapping

from gateway import holder
from hr import clock, leases
from hr.gateway import NotStoredError

_log = logging.getLogger(__name__)


class Tenure:
    """Asked from any thread before every word to a terminal; renewed in the loop."""

    def __init__(self) -> None:
        self.asked: frozenset[str] = frozenset()
        self.node = holder.me()
        self._tokens: Mapping[str, int] = {}
        self._surplus: frozenset[str] = frozenset()
        self._good_until = 0.0
        self._blind = False

    def holds(self, terminal_id: str) -> bool:
        """Whether this gateway may speak with a terminal at this moment."""
        return terminal_id in self._tokens and clock.monotonic() < self._good_until

    def keeps(self, terminal_id: str) -> bool:
        """The same, and it is not to be handed to another gateway."""
        return self.holds(terminal_id) and terminal_id not in self._surplus

    @property
    def surplus(self) -> frozenset[str]:
        """Terminals to fall silent with and then to `release`."""
        return self._surplus

    async def renew(self, wanted: Collection[str]) -> None:
        """Hold our share of these; while storage is down what we hold runs out."""
        self.asked = frozenset(wanted)
        if not wanted and not self._tokens:
            return
        try:
            found = await leases.hold(self.node, wanted, holder.gone)
        except NotStoredError as error:
            if not self._blind:
                _log.error("leases cannot be renewed: %s", error)
            self._blind = True
            return
        self._blind = False
        self._tokens, self._surplus = found.tokens, frozenset(found.surplus)
        self._good_until = found.good_until

    async def release(self, terminal_id: str) -> None:
        """Hand one back, once nothing speaks with it any more."""
        self._tokens = {key: token for key, token in self._tokens.items() if key != terminal_id}
        self._surplus -= {terminal_id}
        try:
            await leases.release(self.node, [terminal_id])
        except NotStoredError:
            return  # it ends by itself

    async def leave(self) -> None:
        """Hand everything back: this gateway stops."""
        self._tokens = {}
        if not self._good_until:
            return  # nobody has ever counted it
        try:
            await leases.leave(self.node)
        except NotStoredError:
            return  # they end by themselves
