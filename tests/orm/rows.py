"""One row of every table, made from the models, for the guards of storage."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tortoise import fields
from tortoise.models import Model

import orm.models
from orm.fields import InstantField

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
PARENTS = (
    "Company",
    "Site",
    "Unit",
    "Person",
    "Account",
    "Terminal",
    "Request",
    "PayRun",
    "Notice",
)
_SET: dict[str, dict[str, Any]] = {
    "PayRun": {"state": "draft"},
    "Job": {"state": "ready"},
    "Company": {"is_demo": False},
    "AbsenceLadder": {"step": 1},
    "Leaf": {"position": 0},
}


def models() -> list[type[Model]]:
    """Every model, parents first."""
    every = [getattr(orm.models, name) for name in orm.models.__all__]
    return sorted(every, key=lambda m: PARENTS.index(m.__name__) if m.__name__ in PARENTS else 99)


async def fill(tag: str = "1", *, demo: bool = False) -> None:
    """One row in every table, all of one company; references point at the row of the same tag."""
    for model in models():
        values = {name: _value(name, field, tag) for name, field in _columns(model)}
        values |= _SET.get(model.__name__, {})
        if model.__name__ == "Company":
            values["is_demo"] = demo
        await model.create(**values)


def _columns(model: type[Model]) -> list[tuple[str, fields.Field[Any]]]:
    named = model._meta.fields_map.items()
    return [
        (name, field)
        for name, field in named
        if name == "company_id" or (name != "pk" and not field.null)
    ]


def _value(name: str, field: fields.Field[Any], tag: str) -> Any:
    if name == "id" or name.endswith("_id") or field.pk:
        return f"id-{tag}"
    if field.default is not None and not field.unique:
        return field.default() if callable(field.default) else field.default
    if isinstance(field, InstantField):
        return AT + timedelta(hours=1) if name.endswith(("_to", "ends_at")) else AT
    kinds: tuple[tuple[type, Any], ...] = (
        (fields.DateField, date(2026, 11, 2)),
        (fields.DecimalField, 1),
        (fields.JSONField, {}),
        (fields.BinaryField, b"bytes"),
        (fields.IntField, 1),
        (fields.CharField, f"{name}-{tag}"[: getattr(field, "max_length", 9) or 9]),
        (fields.TextField, f"{name}-{tag}"),
    )
    return next(value for kind, value in kinds if isinstance(field, kind))
