"""How a channel declares its settings: a frozen dataclass whose field metadata says the rest."""

from dataclasses import Field, fields
from typing import TYPE_CHECKING

from notify.words import Words

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def about(
    zh: str,
    en: str,
    *,
    minimum: int | None = None,
    maximum: int | None = None,
    choices: tuple[str, ...] = (),
    secret: bool = False,
    required: bool = False,
) -> dict[str, object]:
    """Return a field's metadata: label, limits (value of a number, length of a text), secrecy."""
    return {
        "zh": zh,
        "en": en,
        "min": minimum,
        "max": maximum,
        "choices": choices,
        "secret": secret,
        "required": required,
    }


def faults(settings: "DataclassInstance") -> list[tuple[str, Words]]:
    """Check values against their metadata; return (field name, sentence) for each fault."""
    found = ((f.name, _fault(f, getattr(settings, f.name))) for f in fields(settings))
    return [(name, words) for name, words in found if words]


def _fault(field: "Field[object]", value: object) -> Words | None:
    limits = field.metadata
    if limits["required"] and value == "":
        return Words("{zh}没有填写", "{en} is missing").fill(**_label(field))
    if limits["choices"] and value not in limits["choices"]:
        choices = " / ".join(limits["choices"])
        words = Words("{zh}只能是 {choices}", "{en} must be one of {choices}")
        return words.fill(**_label(field), choices=choices)
    size = len(value) if isinstance(value, str) else value
    low, high = limits["min"], limits["max"]
    if isinstance(size, int) and low is not None and size < low:
        words = Words("{zh}不能小于 {low}", "{en} must be at least {low}")
        return words.fill(**_label(field), low=low)
    if isinstance(size, int) and high is not None and size > high:
        words = Words("{zh}不能大于 {high}", "{en} must be at most {high}")
        return words.fill(**_label(field), high=high)
    return None


def _label(field: "Field[object]") -> dict[str, str]:
    return {"zh": field.metadata["zh"], "en": field.metadata["en"]}
