"""Punches as they come: time, means, person, unit, terminal."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.widgets.markup import Node, el, icon, span
from portal.widgets.say import Words
from portal.widgets.show import clock
from rules.text import Text


class Means(StrEnum):
    FACE = "face"
    FINGER = "finger"
    CARD = "card"
    PASSWORD = "password"  # noqa: S105 - a means of verifying, not a secret
    PHONE = "phone"
    UNKNOWN = "unknown"


MEANS: dict[Means, Text] = {
    Means.FACE: Text("人脸", "face"),
    Means.FINGER: Text("指纹", "finger"),
    Means.CARD: Text("刷卡", "card"),
    Means.PASSWORD: Text("密码", "code"),
    Means.PHONE: Text("手机", "phone"),
    Means.UNKNOWN: Text("未知", "other"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Punch:
    """One accepted punch; `name` is the person's or "unassigned" with the terminal's code."""

    key: str
    at: dt.datetime | dt.time
    means: Means
    name: Words
    unit: Words
    terminal: str
    unassigned: bool = False


def punch_row(punch: Punch, *, act: str = "punch") -> Node:
    """One line of the stream, `data_row="punch-<key>"`."""
    return el(
        "button",
        span(clock(punch.at, seconds=True), cls="num"),
        span(icon(punch.means.value), MEANS[punch.means], cls="means"),
        span(punch.name, cls="who-unassigned" if punch.unassigned else "who"),
        span(punch.unit, cls="unit"),
        span(punch.terminal, cls="terminal-name"),
        cls="punch",
        type="button",
        data_row=f"punch-{punch.key}",
        data_act=act,
        data_key=punch.key,
    )


def punch_stream(punches: Sequence[Punch]) -> Node:
    """The newest first; new ones go in with `view.prepend("punches", punch_row(p), keep=8)`."""
    return el(
        "div",
        (punch_row(punch) for punch in punches),
        cls="stream",
        data_list="punches",
        aria_live="off",
    )
