"""The absence ladder: D0 to D3 as rising steps; hatched while a silent terminal holds it."""

from dataclasses import dataclass

from portal.widgets.markup import Node, el, icon, span
from portal.widgets.say import Words
from rules.text import Text

TONES = ("plain", "plain", "wait", "wrong")
HEIGHTS = (7, 12.5, 18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Someone expected who has not punched; `held` while nothing can be concluded."""

    key: str
    name: str
    about: Words
    next_step: Words
    level: int
    held: bool = False


def ladder_steps(level: int, *, held: bool = False) -> Node:
    """Three steps, filled up to the level; D0 fills the first in grey."""
    label = Text(f"第 {level} 级", f"level {level}") + (
        Text("，暂缓", ", on hold") if held else Text("", "")
    )
    filled = max(level, 1)
    tone = "held" if held else TONES[level]
    return span(
        el(
            "svg",
            (_step(i, height, filled=i < filled, held=held) for i, height in enumerate(HEIGHTS)),
            viewBox="0 0 24 20",
            cls="steps",
        ),
        span(f"D{level}", cls="steps-name"),
        cls=f"ladder {tone}",
        role="img",
        aria_label=label,
    )


def absence_row(absence: Absence, *, act: str = "person") -> Node:
    """One line of the list, most urgent first; pressing it reports the person."""
    return el(
        "button",
        ladder_steps(absence.level, held=absence.held),
        span(
            span(el("strong", absence.name), span(absence.about, cls="small"), cls="line"),
            span(absence.next_step, cls="line sub"),
            cls="row-words",
        ),
        icon("right", cls="go"),
        cls="absence",
        type="button",
        data_row=f"absence-{absence.key}",
        data_act=act,
        data_key=absence.key,
    )


def _step(index: int, height: float, *, filled: bool, held: bool) -> Node:
    state = ("hatched" if held else "full") if filled else "empty"
    return el("rect", x=1 + index * 8, y=19.5 - height, width=6.5, height=height, cls=state)
