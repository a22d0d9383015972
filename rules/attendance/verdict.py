"""The one word for a shift or date: an ordered table of tests, the first that fits decides."""

from collections.abc import Callable
from typing import NamedTuple

from rules.attendance.options import MissingIs, Rules
from rules.attendance.result import DayClass, Verdict


class Facts(NamedTuple):
    """What the word is decided from. `owed`: work is due (a shift that no holiday lifts)."""

    rules: Rules
    day_class: DayClass
    owed: bool
    pending: bool
    punched: bool
    paired: bool
    worked: int
    late: int
    leave: int = 0
    on_duty: int = 0
    required: int = 0

    @property
    def excused(self) -> int:
        """Scheduled minutes that requests cover."""
        return self.leave + self.on_duty

    @property
    def credited(self) -> int:
        """Worked and excused minutes, against the thresholds of absence."""
        return self.worked + self.excused

    @property
    def unowed(self) -> Verdict:
        """The word for a date without duty, worked or not."""
        return _UNOWED[self.day_class is DayClass.HOLIDAY, self.punched]


_UNOWED = {
    (True, False): Verdict.HOLIDAY,
    (True, True): Verdict.WORKED_HOLIDAY,
    (False, False): Verdict.REST,
    (False, True): Verdict.WORKED_REST,
}

_MISSING = {MissingIs.MISSING: Verdict.MISSING, MissingIs.ABSENT: Verdict.ABSENT}

Test = Callable[[Facts], bool]
Word = Callable[[Facts], Verdict]


def decide(facts: Facts) -> Verdict:
    """Return the first word whose test fits."""
    return next(word(facts) for test, word in _ORDER if test(facts))


def _covered(facts: Facts) -> bool:
    return facts.required > 0 and facts.excused >= facts.required


def _full_day_late(facts: Facts) -> bool:
    limits = facts.rules.late_absent
    return limits is not None and facts.late > limits.full_over


def _half_day_late(facts: Facts) -> bool:
    limits = facts.rules.late_absent
    return limits is not None and facts.late > limits.half_over


_ORDER: tuple[tuple[Test, Word], ...] = (
    (lambda facts: not facts.owed, lambda facts: facts.unowed),
    (lambda facts: facts.pending, lambda _: Verdict.PENDING),
    (lambda facts: _covered(facts) and facts.leave > 0, lambda _: Verdict.LEAVE),
    (_covered, lambda _: Verdict.ON_DUTY),
    (lambda facts: not facts.punched, lambda _: Verdict.ABSENT),
    (lambda facts: not facts.paired, lambda facts: _MISSING[facts.rules.missing_is]),
    (lambda facts: facts.credited < facts.rules.absent_threshold, lambda _: Verdict.ABSENT),
    (lambda facts: facts.credited < facts.rules.half_day_threshold, lambda _: Verdict.HALF_DAY),
    (_full_day_late, lambda _: Verdict.ABSENT),
    (_half_day_late, lambda _: Verdict.HALF_DAY),
    (lambda _: True, lambda _: Verdict.PRESENT),
)
