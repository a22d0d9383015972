"""Signing by hand: strokes of points, kept as they were drawn."""

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from portal.widgets.say import Words, t

Stroke = list[tuple[int, int, int]]
MAX_POINTS = 5_000
MAX_VALUE = 10**9


class SignPad(Element, component="sign_pad.js"):
    """`strokes` holds (x, y) in thousandths of the pad and milliseconds; empty until signed."""

    def __init__(self, label: Words, *, redo: Words) -> None:
        super().__init__()
        self.strokes: list[Stroke] = []
        self._props["label"] = t(label)
        self._props["redo"] = t(redo)
        self.on("signed", self._signed)

    def _signed(self, event: GenericEventArguments) -> None:
        self.strokes = read_strokes(event.args)


def read_strokes(said: object) -> list[Stroke]:
    """Keep what is a signature; anything malformed or beyond 5,000 points counts as unsigned."""
    if not isinstance(said, list) or not all(isinstance(stroke, list) for stroke in said):
        return []
    points = [point for stroke in said for point in stroke]
    if len(points) > MAX_POINTS or not all(_is_point(point) for point in points):
        return []
    return [
        [(point[0], point[1], point[2]) for point in stroke] for stroke in said if len(stroke) > 1
    ]


def _is_point(point: object) -> bool:
    if not isinstance(point, list) or len(point) != 3:
        return False
    return all(type(each) is int and abs(each) <= MAX_VALUE for each in point)
