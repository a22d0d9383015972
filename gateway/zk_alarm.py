"""How full a ZK log is: a signal once as it passes 80 and 95 %, for old ones overwrite or stop."""

from devices.driver import Facts, Signal
from gateway.zk_desk import Desk
from hr import gateway

LEVELS = (80, 95)
_SLACK = 5
NOTE = "log_filled"
"""The note of the level that was told last, 0 for none."""


class Alarm:
    """Remembers in the terminal's notes which level was told, so that a restart tells nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def judge(self, facts: Facts) -> None:
        """Tell of a level that is passed; it must fall 5 % below before it is told again."""
        percent = filled(facts)
        if percent is None:
            return
        told = int(self._desk.notes.get(NOTE, 0))
        level = max((one for one in LEVELS if percent >= one), default=0)
        if level > told:
            detail = f"{percent} %: {facts.records} of {facts.record_cap} records"
            signal = Signal(code=f"log_filled_{level}", detail=detail)
            self._desk.ask(lambda: gateway.signals(self._desk.to, [signal]))
            self._desk.remember({NOTE: level})
        elif percent < told - _SLACK:
            self._desk.remember({NOTE: level})


def filled(facts: Facts) -> int | None:
    """How much of the log is used, in whole per cent; None when the terminal does not say."""
    if not facts.record_cap or facts.record_cap < 0 or facts.records is None:
        return None
    return min(100, facts.records * 100 // facts.record_cap)
