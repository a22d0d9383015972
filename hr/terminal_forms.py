"""What somebody fills in to enrol a terminal, made from what each protocol declares."""

from dataclasses import MISSING, dataclass, fields
from typing import Any

from devices.driver import Protocol
from devices.protocols import PROTOCOLS
from hr.action import Work, query
from hr.people import site_labels
from orm.models import Company
from rules.access import Permission
from rules.field import Choice, Field, Kind
from rules.text import Text

_KINDS: dict[object, Kind] = {str: "text", int: "number", float: "number", bool: "yes_no"}
_ELSEWHERE = {"secret", "host", "port", "comm_key", "time_zone"}
"""Given once for every protocol: the address, the secret and the zone of the terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolForm:
    """One protocol; `dials`: we connect to the terminal, so its address is needed."""

    code: str
    label: Text
    dials: bool
    settings: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolForm:
    """The choices of the form, and the zone most terminals will be in."""

    protocols: tuple[ProtocolForm, ...]
    sites: tuple[Choice, ...]
    zone: str


@query(Permission.TERMINAL_EDIT, "登记表", "Enrolment form")
async def enrol_form(work: Work) -> EnrolForm:
    company = await Company.get(id=work.company_id)
    sites = await site_labels(work.company_id)
    return EnrolForm(
        protocols=tuple(_form(one) for one in PROTOCOLS),
        sites=tuple(Choice(value=key, label=name) for key, name in sites.items()),
        zone=company.zone,
    )


def protocol_form(code: str) -> ProtocolForm:
    """The form of one protocol by its code."""
    return _form(next(one for one in PROTOCOLS if one.code == code))


def _form(protocol: Protocol) -> ProtocolForm:
    return ProtocolForm(
        code=protocol.code,
        label=_text(protocol.label),
        dials=protocol.transport == "pull",
        settings=settings_fields(protocol.settings),
    )


def settings_fields(settings: type) -> tuple[Field, ...]:
    """The settings dataclass of a driver as fields, without what every terminal has anyway."""
    return tuple(_field(one) for one in fields(settings) if one.name not in _ELSEWHERE)


def _field(one: Any) -> Field:  # noqa: ANN401 - dataclasses.Field is generic in nothing we know
    told = one.metadata
    return Field(
        name=one.name,
        kind=_KINDS[one.type],
        label=_text(told),
        required=one.default is MISSING,
        low=told.get("min"),
        high=told.get("max"),
        secret=bool(told.get("secret")),
        default=None if one.default is MISSING else one.default,
    )


def _text(told: Any) -> Text:  # noqa: ANN401 - labels are plain mappings in devices
    return Text(told["zh"], told["en"])
