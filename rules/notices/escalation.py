"""The ladder of a legal notice: what happens when proof does not come, as one table.

First slice; working-day deadlines, quiet hours and the manager's call come with a later issue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.notices.facts import FactKind, Standing, notice
from rules.text import Text


class Act(StrEnum):
    """What the ladder does at one step."""

    ALARM = "alarm"
    HR_TODO = "hr_todo"
    REMIND = "remind"
    POST_EMS = "post_ems"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`after` the notice was committed, unless `needs` is proven: everywhere or anywhere."""

    after: timedelta
    needs: FactKind
    everywhere: bool
    act: Act
    say: Text


LADDER = (
    Step(
        after=timedelta(minutes=1),
        needs=FactKind.ACCEPTED,
        everywhere=True,
        act=Act.ALARM,
        say=Text(
            "发出一分钟，仍有渠道没有受理：{channels}",
            "One minute on, not taken by: {channels}",
        ),
    ),
    Step(
        after=timedelta(minutes=10),
        needs=FactKind.DELIVERED,
        everywhere=False,
        act=Act.HR_TODO,
        say=Text(
            "十分钟没有任何送达证明，请换一个渠道或直接联系本人",
            "Ten minutes without any proof of delivery: use another channel or call the person",
        ),
    ),
    Step(
        after=timedelta(hours=24),
        needs=FactKind.READ,
        everywhere=False,
        act=Act.REMIND,
        say=Text("一天未读，已再次提醒", "Unread for a day: reminded again"),
    ),
    Step(
        after=timedelta(hours=48),
        needs=FactKind.READ,
        everywhere=False,
        act=Act.POST_EMS,
        say=Text(
            "两天未读，请邮寄 EMS 并上传面单",
            "Unread for two days: post it by EMS and upload the waybill",
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A step that must be done now; `channels` are those without the needed proof."""

    step: Step
    channels: tuple[str, ...]


def due(attempts: Mapping[str, Standing], *, age: timedelta, done: frozenset[Act]) -> list[Due]:
    """Return the steps due at an age and not done before, in order; proof cancels a step."""
    found = [(step, _without(step, attempts)) for step in LADDER if age >= step.after]
    return [Due(step=s, channels=c) for s, c in found if c is not None and s.act not in done]


def next_look(age: timedelta, created: datetime) -> datetime | None:
    """Return when the ladder must be looked at again, or None after its last step."""
    return next((created + step.after for step in LADDER if step.after > age), None)


def _without(step: Step, attempts: Mapping[str, Standing]) -> tuple[str, ...] | None:
    """Return the channels without the needed proof, or None where the step is satisfied."""
    missing = tuple(c for c, s in sorted(attempts.items()) if s.first(step.needs) is None)
    whole = notice(attempts.values()).first(step.needs)
    satisfied = not missing if step.everywhere else whole is not None
    return None if satisfied else missing
