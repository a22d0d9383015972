"""Read the parameters that travel with the product: rules/params/<country>/*.toml."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import cast

from rules.params.row import Confidence, Parameter
from rules.params.store import Params

SEEDS = ("tax", "working_time", "pay", "social", "minimum_wage")
"""The files of one country; the calendar (holidays) has its own reader in rules/attendance."""


@cache
def load(country: str = "cn") -> Params:
    """Return the seed rows of a country as shipped; company rows are added with `with_rows`."""
    return Params(row for name in SEEDS for row in _read(country, name))


def _read(country: str, name: str) -> list[Parameter]:
    text = files("rules.params").joinpath(country, f"{name}.toml").read_text("utf-8")
    return [_row(entry) for entry in tomllib.loads(text)["parameter"]]


def _row(entry: dict[str, object]) -> Parameter:
    return Parameter(
        jurisdiction=str(entry["jurisdiction"]),
        key=str(entry["key"]),
        valid_from=_day(entry["valid_from"]),
        valid_to=_day(entry["valid_to"]) if "valid_to" in entry else None,
        value=entry["value"],
        source=str(entry["source"]),
        confidence=cast("Confidence", entry["confidence"]),
        unit=str(entry.get("unit", "")),
        note=str(entry.get("note", "")),
    )


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    raise TypeError(f"a parameter's validity is a date, not {value!r}")
