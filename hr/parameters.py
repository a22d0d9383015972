"""Dated parameters of a company: the law as shipped, and what the company entered and checked."""

from dataclasses import dataclass
from datetime import date

from hr import ids
from hr.action import Work, action, not_found, query
from orm.models import CompanyParameter
from rules import params
from rules.access import Permission
from rules.params import Parameter, Params
from rules.problem import refuse

JURISDICTIONS = {"shenzhen": "CN-4403", "beijing": "CN-11", "shanghai": "CN-31"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterView:
    id: str
    jurisdiction: str
    key: str
    valid_from: date
    valid_to: date | None
    value: str
    source: str
    checked: bool
    mine: bool


def jurisdiction(city: str) -> str:
    """The place whose law rules, by the company's city; the country where it is not known."""
    return JURISDICTIONS.get(city, "CN")


async def known(company_id: str) -> Params:
    """Everything a run may use; company rows count only when two people stand behind them."""
    rows = await CompanyParameter.filter(company_id=company_id)
    return params.load().with_rows(
        Parameter(
            jurisdiction=one.jurisdiction,
            key=one.key,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            value=one.value["is"],
            source=one.source,
            confidence="C",
            entered_by=one.entered_by,
            checked_by=one.checked_by,
        )
        for one in rows
    )


@query(Permission.PAY_VIEW, "参数", "Parameters")
async def list_parameters(work: Work) -> list[ParameterView]:
    rows = await CompanyParameter.filter(company_id=work.company_id).order_by("key", "valid_from")
    return [
        ParameterView(
            id=one.id,
            jurisdiction=one.jurisdiction,
            key=one.key,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            value=str(one.value["is"]),
            source=one.source,
            checked=bool(one.checked_by),
            mine=one.entered_by == work.actor.account_id,
        )
        for one in rows
    ]


@action(Permission.PAY_RUN, "录入参数", "Enter parameter")
async def enter(
    work: Work,
    *,
    jurisdiction: str,
    key: str,
    valid_from: date,
    value: str,
    source: str,
    valid_to: date | None = None,
) -> str:
    """Enter a value with its source; it counts when somebody else has checked it."""
    if not source.strip() or not value.strip():
        raise refuse(
            "parameter.source",
            "请填值和出处。",
            "Give the value and where it is from.",
            where="source",
        )
    row = await CompanyParameter.create(
        id=ids.new_id(),
        company_id=work.company_id,
        jurisdiction=jurisdiction,
        key=key,
        valid_from=valid_from,
        valid_to=valid_to,
        value={"is": value.strip()},
        source=source.strip()[:512],
        entered_by=work.actor.account_id,
    )
    await work.emit("parameter.entered", row.id, key=key, value=value, source=source)
    return row.id


@action(Permission.PAY_REVIEW, "核对", "Check")
async def check(work: Work, parameter_id: str) -> None:
    """Stand behind a value somebody else entered, after reading the source."""
    row = await CompanyParameter.get_or_none(id=parameter_id, company_id=work.company_id)
    if row is None:
        raise not_found()
    if row.entered_by == work.actor.account_id:
        raise refuse(
            "parameter.same_person",
            "录入和核对要由两个人做。",
            "Another person than the one who entered it must check it.",
        )
    await CompanyParameter.filter(id=row.id).update(checked_by=work.actor.account_id)
    await work.emit("parameter.checked", row.id, key=row.key)
