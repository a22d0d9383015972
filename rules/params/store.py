"""Look-up by key, day and place: the most specific place that knows the key decides."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from rules.params.row import Parameter
from rules.problem import Problem, Refused
from rules.text import Text

_MISSING = Text(
    "{place} 没有参数 {key}（{day}）", "there is no parameter {key} for {place} on {day}"
)
_EXPIRED = Text(
    "参数 {key} 在 {place} 没有覆盖 {day} 的值，最近的一条到 {until} 为止",
    "parameter {key} has no value for {place} on {day}: the nearest row ends on {until}",
)
_UNCONFIRMED = Text(
    "参数 {key}（{place}，{day}）的来源还没有人核对：{source}",
    "nobody has checked the source of parameter {key} ({place}, {day}): {source}",
)
_LOAD = Text(
    "请人事查到官方文件，在“参数”里录入，并由另一人核对",
    "HR: find the official text, enter the value under Parameters and have another person check it",
)


def places(jurisdiction: str) -> tuple[str, ...]:
    """Return the places that may rule, most specific first: CN-4403, CN-44, CN."""
    country, _, local = jurisdiction.partition("-")
    cuts = range(len(local), 0, -2)
    return (*(f"{country}-{local[:cut]}" for cut in cuts), country)


class Params:
    """All rows known at one moment; immutable, so a run can keep what it used."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Iterable[Parameter] = ()) -> None:
        by_place: dict[tuple[str, str], list[Parameter]] = defaultdict(list)
        for row in rows:
            by_place[row.jurisdiction, row.key].append(row)
        self._rows = {
            place: tuple(sorted(found, key=lambda row: row.precedence, reverse=True))
            for place, found in by_place.items()
        }

    def with_rows(self, rows: Iterable[Parameter]) -> "Params":
        """Return a store in which the company's rows stand beside these."""
        return Params([*self.rows(), *rows])

    def rows(self) -> tuple[Parameter, ...]:
        """Return every row, also superseded and unconfirmed ones."""
        return tuple(row for found in self._rows.values() for row in found)

    def find(self, key: str, day: date, jurisdiction: str) -> Parameter | Problem:
        """Return the row in force, or the Problem that stops the calculation."""
        for place in places(jurisdiction):
            if found := self._rows.get((place, key)):
                return _in_force(found, day)
        return _problem("params.missing", _MISSING, key=key, day=day, place=jurisdiction)

    def get(self, key: str, day: date, jurisdiction: str) -> Parameter:
        """Return the row in force, or raise Refused with the Problem."""
        found = self.find(key, day, jurisdiction)
        if isinstance(found, Problem):
            raise Refused(found)
        return found


def _in_force(rows: tuple[Parameter, ...], day: date) -> Parameter | Problem:
    row = next((row for row in rows if row.covers(day)), None)
    if row is None:
        return _out_of_range(rows, day)
    if row.confirmed:
        return row
    return _problem(
        "params.unconfirmed",
        _UNCONFIRMED,
        key=row.key,
        day=day,
        place=row.jurisdiction,
        source=row.source,
    )


def _out_of_range(rows: tuple[Parameter, ...], day: date) -> Problem:
    key, place = rows[0].key, rows[0].jurisdiction
    ends = [row.valid_to for row in rows if row.valid_to is not None and row.valid_to < day]
    if not ends:
        return _problem("params.missing", _MISSING, key=key, day=day, place=place)
    return _problem("params.expired", _EXPIRED, key=key, day=day, place=place, until=max(ends))


def _problem(code: str, text: Text, *, key: str, day: date, place: str, **more: object) -> Problem:
    facts = {"key": key, "day": day, "place": place, **more}
    task = {"task": "enter_parameter", "role": "hr"}
    return Problem(code=code, text=text.format(**facts), where=key, hint=_LOAD, facts=facts | task)
