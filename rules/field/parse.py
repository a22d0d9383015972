"""What somebody typed becomes a value; a kind that is not listed keeps the text."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from rules.field import words
from rules.field.check import read
from rules.field.words import wrong
from rules.money import to_fen

if TYPE_CHECKING:
    from rules.field.vocabulary import Field, Kind

_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")  # Decimal would take 1_000 and 1e9
YES, NO = {"1", "true", "yes", "on", "是", "y"}, {"0", "false", "no", "off", "否", "n"}


def _parse_number(field: "Field", text: str) -> object:
    exact = _decimal(field, text)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _parse_money(field: "Field", text: str) -> object:
    exact = _decimal(field, re.sub(r"^[¥￥]\s*|\s*元$", "", text))
    if exact != round(exact, 2):
        raise wrong(field, "places", words.NOT_WHOLE, places=2)
    return to_fen(exact)


def _decimal(field: "Field", text: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("−", "-")
    if not _PLAIN.fullmatch(plain) or (exact := Decimal(plain)).adjusted() > 15:
        raise wrong(field, "number", words.NOT_NUMBER)
    return exact


def _parse_date(field: "Field", text: str) -> object:
    return read(field, date, _dashed(text)).isoformat()


def _parse_time(field: "Field", text: str) -> object:
    return read(field, time, text.replace("：", ":").zfill(5)).isoformat("minutes")


def _parse_datetime(field: "Field", text: str) -> object:
    day, _, hour = text.replace("T", " ").partition(" ")
    moment = f"{_dashed(day)}T{hour.strip().replace('：', ':').zfill(5)}"
    return read(field, datetime, moment).isoformat(timespec="minutes")


def _dashed(text: str) -> str:
    """Bring 2026/1/5, 2026.1.5 and 2026年1月5日 to 2026-01-05."""
    parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
    return "{}-{:0>2}-{:0>2}".format(*parts.groups()) if parts else text


def _parse_range(field: "Field", text: str) -> object:
    first, _, last = re.sub(r"\s*(至|到|~|—|–|\bto\b)\s*", "|", text, count=1).partition("|")
    return {"from": _parse_date(field, first.strip()), "to": _parse_date(field, last.strip())}


def _parse_yes_no(field: "Field", text: str) -> object:
    if text.lower() not in YES | NO:
        raise wrong(field, "yes_no", words.NOT_YES_NO)
    return text.lower() in YES


def _parse_choice(field: "Field", text: str) -> object:
    for option in field.options:
        if text in (option.value, option.label.zh, option.label.en):
            return option.value
    return text


def _parse_list(field: "Field", text: str) -> object:
    items = [item.strip() for item in re.split(r"[,，、\n]", text) if item.strip()]
    return [_parse_choice(field, item) for item in items]


PARSERS: dict["Kind", Callable[["Field", str], object]] = {
    "number": _parse_number,
    "money": _parse_money,
    "date": _parse_date,
    "time": _parse_time,
    "datetime": _parse_datetime,
    "date_range": _parse_range,
    "yes_no": _parse_yes_no,
    "choice": _parse_choice,
    "choices": _parse_list,
    "people": _parse_list,
    "files": _parse_list,
}
