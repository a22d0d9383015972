"""The choices a company makes, as values. Durations are minutes, times minutes after midnight."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Pairing(StrEnum):
    """How punches become stretches of presence."""

    FIRST_LAST = "first_last"
    ALTERNATE = "alternate"
    DIRECTED = "directed"


class Overlap(StrEnum):
    """Who gets a punch where the windows of neighbouring shifts meet."""

    CLIP = "clip"
    MIDPOINT = "midpoint"
    OPEN_FIRST = "open_first"


class Count(StrEnum):
    """Whether presence outside the shift counts as worked."""

    PRESENCE = "presence"
    IN_SHIFT = "in_shift"


class BreakDeduct(StrEnum):
    """Which pauses are taken out of worked time."""

    OVERLAP = "overlap"
    NONE = "none"
    FIXED = "fixed"


class GraceMode(StrEnum):
    """Beyond the grace the full distance counts (cliff), or only what exceeds it (deduct)."""

    CLIFF = "cliff"
    DEDUCT = "deduct"


class MissingIs(StrEnum):
    """What a day with punches but without a pair is."""

    MISSING = "missing"
    ABSENT = "absent"


class RoundMode(StrEnum):
    """Direction of rounding; halves of `nearest` go up."""

    UP = "up"
    DOWN = "down"
    NEAREST = "nearest"


class OvertimeSource(StrEnum):
    """What proves overtime: nothing does, punches do, or the approved request met by presence."""

    NONE = "none"
    PUNCH = "punch"
    MIN = "min"


class OvertimeBasis(StrEnum):
    """Overtime of a work day: time outside the shift, or worked time over an amount."""

    OUTSIDE_SHIFT = "outside_shift"
    OVER_MINUTES = "over_minutes"


class HolidayRoster(StrEnum):
    """A shift planned on a statutory holiday is not owed, or is owed as overtime."""

    OFF = "off"
    ALL_OVERTIME = "all_overtime"


class Attribution(StrEnum):
    """Without a roster: which date a stretch belongs to."""

    SHIFT_START = "shift_start"
    SHIFT_END = "shift_end"
    MOST_WORKED = "most_worked"
    CLOCK_SPLIT = "clock_split"


class Rounding(NamedTuple):
    """Round to a multiple of `unit` minutes."""

    unit: int
    mode: RoundMode


class LateAbsent(NamedTuple):
    """Late over so many minutes is half a day, or the whole day, of absence."""

    half_over: int
    full_over: int


class CompRate(NamedTuple):
    """Minutes of time off in lieu earned per minute of overtime, by class of the day."""

    workday: Decimal = Decimal(0)
    restday: Decimal = Decimal(0)
    holiday: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OvertimeRules:
    """The overtime choices; `threshold` and `unit` apply to each class of the day separately."""

    source: OvertimeSource = OvertimeSource.NONE
    basis: OvertimeBasis = OvertimeBasis.OUTSIDE_SHIFT
    before: bool = False
    after: bool = True
    rest_after: int = 0
    over: int = 0
    threshold: int = 0
    inclusive: bool = False
    unit: int = 1
    split_midnight: bool = False
    comp_rate: CompRate = field(default_factory=CompRate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The attendance choices of a company or group, one version of them.

    `outage_reach`: a terminal's silence this close to a due punch puts the judgement on hold.
    """

    begin_window: int = 120
    end_window: int = 360
    window_overlap: Overlap = Overlap.CLIP
    day_cut: int = 0
    truncate_seconds: bool = True
    debounce_minutes: int = 0
    pairing: Pairing = Pairing.FIRST_LAST
    missing_is: MissingIs = MissingIs.MISSING
    count: Count = Count.PRESENCE
    break_deduct: BreakDeduct = BreakDeduct.OVERLAP
    break_minutes: int = 0
    break_after: int = 0
    round_in: Rounding | None = None
    round_out: Rounding | None = None
    round_total: Rounding | None = None
    grace_in: int = 0
    grace_out: int = 0
    grace_mode: GraceMode = GraceMode.CLIFF
    absent_threshold: int = 0
    half_day_threshold: int = 0
    late_absent: LateAbsent | None = None
    night_window: tuple[int, int] | None = None
    holiday_roster: HolidayRoster = HolidayRoster.OFF
    ot: OvertimeRules = field(default_factory=OvertimeRules)
    day_attribution: Attribution = Attribution.SHIFT_START
    new_shift_gap: int = 240
    week_over: int | None = None
    outage_reach: int = 60
