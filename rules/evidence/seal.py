"""The proof seal: what is proven about one event, step by step; hollow means unproven."""

from dataclasses import dataclass
from typing import Literal

from rules.text import Text, join

Step = Literal["recorded", "sequenced", "stamped", "witnessed"]

_WORDS: dict[Step, tuple[Text, Text]] = {
    "recorded": (Text("已记录", "recorded"), Text("待记录", "not recorded")),
    "sequenced": (Text("已排序", "sequenced"), Text("待排序", "not sequenced yet")),
    "stamped": (Text("已盖时间戳", "time-stamped"), Text("待盖时间戳", "not time-stamped yet")),
    "witnessed": (Text("已见证", "witnessed"), Text("待见证", "not witnessed yet")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One dot of the seal: filled when `proven`; `at` is the instant of the fact, "" if none."""

    step: Step
    proven: bool
    at: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The four marks in order, and the sentence a screen reader says."""

    marks: tuple[Mark, ...]
    text: Text

    @property
    def complete(self) -> bool:
        """Say whether nothing is hollow."""
        return all(mark.proven for mark in self.marks)


def seal(*, recorded: str, sequenced: str = "", stamped: str = "", witnessed: str = "") -> Seal:
    """Build the seal from instants (RFC 3339, "" = has not happened).

    A stamp or a witness covers a checkpoint, so neither proves anything about an event that
    has no place in the tree yet.
    """
    instants: dict[Step, str] = {
        "recorded": recorded,
        "sequenced": sequenced if recorded else "",
        "stamped": stamped if recorded and sequenced else "",
        "witnessed": witnessed if recorded and sequenced else "",
    }
    marks = tuple(
        Mark(step=step, proven=bool(at), at=at, text=_WORDS[step][0 if at else 1])
        for step, at in instants.items()
    )
    return Seal(marks=marks, text=join([mark.text for mark in marks]))
