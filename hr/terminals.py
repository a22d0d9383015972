"""Terminals as people see them: enrol, watch, switch off. The gateway's side is hr/gateway.py."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tortoise.functions import Count
from tortoise.queryset import QuerySet

from devices.protocols import PROTOCOLS
from hr import ids, installation
from hr.action import Work, action, not_found, query
from hr.people import site_labels
from hr.secrets import terminal_place
from hr.views import shape
from orm.models import Punch, Quarantine, Site, Terminal, TerminalOutage, UnknownTerminal
from rules.access import Permission
from rules.problem import refuse
from rules.text import Text

_SERIAL = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalView:
    """One terminal and whether its word can be trusted; counts are device against database."""

    id: str
    code: str
    name: str
    name_en: str
    site: Text
    site_id: str
    protocol: str
    serial: str
    code_group: str
    address: str
    zone: str
    enabled: bool
    state: str
    state_since: datetime
    last_seen_at: datetime | None
    last_punch_at: datetime | None
    last_pull_at: datetime | None
    clock_skew_ms: int | None
    device_count: int | None
    record_cap: int | None
    stored_count: int
    user_count: int | None
    firmware: str
    last_error: dict[str, str] | None
    unassigned: int
    quarantined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageView:
    began_at: datetime
    ended_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """A device that knocks and is not enrolled."""

    serial: str
    protocol: str
    reason: str
    address: str
    last_at: datetime
    knocks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What somebody types to enrol a terminal; without a secret one is made and shown once."""

    code: str
    name: str
    protocol: str
    serial: str
    site_id: str
    address: str = ""
    zone: str = "Asia/Shanghai"
    secret: str = ""
    code_group: str = "default"
    settings: dict[str, object] = field(default_factory=dict)


@query(Permission.TERMINAL_VIEW, "终端", "Terminals")
async def list_terminals(work: Work) -> list[TerminalView]:
    return await views(work.company_id)


@query(Permission.TERMINAL_VIEW, "终端", "Terminal")
async def terminal(work: Work, terminal_id: str) -> TerminalView:
    found = await mine(work, terminal_id)
    return next(one for one in await views(work.company_id) if one.id == found.id)


async def views(company_id: str) -> list[TerminalView]:
    """Every terminal of a company with what waits on it."""
    rows = await Terminal.filter(company_id=company_id).order_by("code")
    sites = await site_labels(company_id)
    waiting = await _counts(Punch.filter(company_id=company_id, person_id=None))
    poison = await _counts(Quarantine.filter(company_id=company_id, settled_at=None))
    return [
        shape(
            TerminalView,
            one,
            site=sites[one.site_id],
            unassigned=waiting.get(one.id, 0),
            quarantined=poison.get(one.id, 0),
        )
        for one in rows
    ]


@query(Permission.TERMINAL_VIEW, "健康记录", "Health timeline")
async def outages(work: Work, terminal_id: str) -> list[OutageView]:
    await mine(work, terminal_id)
    rows = await TerminalOutage.filter(terminal_id=terminal_id).order_by("-began_at").limit(100)
    return [shape(OutageView, one) for one in rows]


@query(Permission.TERMINAL_VIEW, "未登记的设备", "Unknown devices")
async def strangers(work: Work) -> list[Stranger]:
    rows = await UnknownTerminal.all().order_by("-last_at").limit(50)
    return [shape(Stranger, one) for one in rows]


@action(Permission.TERMINAL_EDIT, "登记终端", "Enrol terminal")
async def enrol(work: Work, new: Enrolment) -> str:
    """Enrol a terminal; returns its secret, shown this once and kept encrypted.

    A pulled terminal (ZK) has the numeric key that is set on it, none if nobody set one.
    """
    await _check(work, new)
    pulled = {one.code for one in PROTOCOLS if one.transport == "pull"}
    secret = new.secret or ("" if new.protocol in pulled else secrets.token_hex(8))
    terminal_id = ids.new_id()
    await Terminal.create(
        id=terminal_id,
        company_id=work.company_id,
        site_id=new.site_id,
        code=new.code.strip(),
        name=new.name.strip(),
        protocol=new.protocol,
        serial=new.serial,
        code_group=new.code_group,
        zone=new.zone,
        address=new.address.strip(),
        settings=new.settings,
        secret_box=installation.current().vault.seal(secret, place=terminal_place(terminal_id)),
        state_since=work.now,
    )
    await UnknownTerminal.filter(serial=new.serial).delete()
    await work.emit("terminal.enrolled", terminal_id, serial=new.serial, protocol=new.protocol)
    return secret


@action(Permission.TERMINAL_EDIT, "停用终端", "Switch terminal on or off")
async def set_enabled(work: Work, terminal_id: str, *, enabled: bool) -> None:
    found = await mine(work, terminal_id)
    await Terminal.filter(id=found.id).update(enabled=enabled)
    await work.emit("terminal.enabled" if enabled else "terminal.disabled", found.id)


async def names(company_id: str) -> dict[str, tuple[str, Text]]:
    """Terminal id to its code on the wall and its name in both languages."""
    return {
        one.id: (one.code, Text(one.name, one.name_en or one.name))
        for one in await Terminal.filter(company_id=company_id)
    }


async def _check(work: Work, new: Enrolment) -> None:
    if new.protocol not in {one.code for one in PROTOCOLS}:
        raise refuse("protocol", "没有这种协议。", "There is no such protocol.", where="protocol")
    if not _SERIAL.fullmatch(new.serial):
        raise refuse(
            "serial",
            "序列号只能有字母、数字、- 和 _，最多 64 个。",
            "A serial has letters, digits, - and _ only, 64 at most.",
            where="serial",
        )
    if not new.code.strip() or not new.name.strip():
        raise refuse("name", "请填编号和名称。", "Give a code and a name.", where="name")
    if not await Site.exists(id=new.site_id, company_id=work.company_id):
        raise not_found()
    if await Terminal.exists(serial=new.serial):
        raise refuse(
            "serial_taken", "这个序列号已登记。", "This serial is enrolled.", where="serial"
        )
    try:
        ZoneInfo(new.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise refuse("zone", "没有这个时区。", "There is no such zone.", where="zone") from None


async def mine(work: Work, terminal_id: str) -> Terminal:
    """A terminal of the caller's company; any other does not exist for him."""
    found = await Terminal.get_or_none(id=terminal_id, company_id=work.company_id)
    if found is None:
        raise not_found()
    return found


async def _counts(rows: QuerySet[Any]) -> dict[str, int]:
    pairs = (
        await rows.group_by("terminal_id").annotate(n=Count("id")).values_list("terminal_id", "n")
    )
    return dict(pairs)
