"""Orders to terminals as people see them: how each stands, and who still needs to be taken off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from devices.orders import answers
from hr.action import Work, query
from hr.command_words import KINDS, ORDER, STATES, answer
from hr.people import site_labels
from hr.terminal_codes import codes_on
from hr.views import shape
from orm.models import Account, CodeMapping, Person, Terminal, TerminalCommand, TerminalUser
from rules.access import Permission
from rules.text import Text, plain

_MOST = 500
_MACHINE = Text("系统", "Liuhen")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandView:
    """One order: `answer` is what the terminal said, in words; the flags are this actor's."""

    id: str
    terminal_id: str
    terminal: str
    terminal_name: str
    number: int
    kind: str
    label: Text
    person_id: str | None
    person: str
    code: str
    low: str
    high: str
    state: str
    state_label: Text
    created_at: datetime
    created_by: Text
    approved_by: Text | None
    sends: int
    sent_at: datetime | None
    settled_at: datetime | None
    result_code: int | None
    result: str
    answer: Text
    can_approve: bool
    can_cancel: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A terminal that can take an order."""

    id: str
    code: str
    name: str
    site: Text
    state: str
    enabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One kind of order and the terminals it may go to; `second`: another person must agree."""

    kind: str
    label: Text
    second: bool
    person: bool
    terminals: tuple[Target, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaverView:
    """Somebody who has left and is still listed on terminals (their codes on the wall)."""

    person_id: str
    name: str
    left_on: date
    terminals: tuple[str, ...]
    ordered: bool


@query(Permission.TERMINAL_VIEW, "终端命令", "Orders to terminals")
async def list_commands(
    work: Work, *, terminal_id: str = "", person_id: str = "", limit: int = 200
) -> list[CommandView]:
    """The company's orders, newest first: all, of one terminal, or about one person."""
    found = TerminalCommand.filter(company_id=work.company_id)
    if terminal_id:
        found = found.filter(terminal_id=terminal_id)
    if person_id:
        found = found.filter(person_id=person_id)
    newest = found.order_by("-created_at", "-id")
    return await _views(work, await newest.limit(max(0, min(limit, _MOST))))


@query(Permission.TERMINAL_EDIT, "可下的命令", "Possible orders")
async def offers(work: Work) -> list[Offer]:
    """Every kind of order with the company's terminals that can take it."""
    rows = await Terminal.filter(company_id=work.company_id).order_by("code")
    sites = await site_labels(work.company_id)
    return [
        Offer(
            kind=kind,
            label=told.label,
            second=told.second,
            person=told.person,
            terminals=tuple(
                shape(Target, one, site=sites[one.site_id])
                for one in rows
                if kind in answers(one.protocol).kinds
            ),
        )
        for kind, told in KINDS.items()
    ]


@query(Permission.TERMINAL_EDIT, "离职人员还在终端上", "Leavers still on terminals")
async def leavers(work: Work) -> list[LeaverView]:
    """Who has left and is still listed on terminals: removal is offered, never automatic."""
    terminals = await Terminal.filter(company_id=work.company_id).order_by("code")
    listed = await TerminalUser.filter(terminal_id__in=[one.id for one in terminals])
    on_it = {(one.terminal_id, one.code) for one in listed}
    likely = CodeMapping.filter(company_id=work.company_id, code__in={code for _, code in on_it})
    gone = await Person.filter(
        await work.people(),
        left_on__isnull=False,
        id__in={one.person_id for one in await likely},
    ).order_by("-left_on")
    codes = await codes_on([one.id for one in gone], terminals)
    leaving = TerminalCommand.filter(
        company_id=work.company_id, kind="delete_user", state__in=("waiting", "queued", "sent")
    )
    ordered = set(await leaving.values_list("person_id"))
    found = []
    for one in gone:
        there = [w.code for w in terminals if any((w.id, c) in on_it for c in codes[one.id, w.id])]
        if one.left_on and there:
            found.append(
                LeaverView(
                    person_id=one.id,
                    name=one.name,
                    left_on=one.left_on,
                    terminals=tuple(there),
                    ordered=(one.id,) in ordered,
                )
            )
    return found


async def _views(work: Work, rows: Sequence[TerminalCommand]) -> list[CommandView]:
    terminals = {one.id: one for one in await Terminal.filter(company_id=work.company_id)}
    concerned = [one.person_id for one in rows if one.person_id]
    people = dict(await Person.filter(id__in=concerned).values_list("id", "name"))
    names = await _accounts([one.created_by for one in rows] + [one.approved_by for one in rows])
    return [
        _view(work, one, terminals[one.terminal_id], people.get(one.person_id or "", ""), names)
        for one in rows
    ]


async def _accounts(account_ids: Sequence[str | None]) -> dict[str, Text]:
    """Who gave and approved orders, by name; an account of nobody by its login."""
    rows = await Account.filter(id__in=[one for one in account_ids if one])
    people = await Person.filter(id__in=[one.person_id for one in rows if one.person_id])
    names = {one.id: one.name for one in people}
    return {one.id: plain(names.get(one.person_id or "", one.login)) for one in rows}


def _view(
    work: Work, row: TerminalCommand, terminal: Terminal, person: str, names: dict[str, Text]
) -> CommandView:
    may = work.actor.may(Permission.TERMINAL_EDIT)
    other = row.created_by != work.actor.account_id
    told = row.arguments
    return shape(
        CommandView,
        row,
        terminal=terminal.code,
        terminal_name=terminal.name,
        label=KINDS[row.kind].label,  # type: ignore[index] # only known kinds are kept
        person=person,
        code=told.get("code", ""),
        low=told.get("low", ""),
        high=told.get("high", ""),
        state_label=STATES[row.state],
        created_by=names.get(row.created_by, _MACHINE),
        approved_by=names.get(row.approved_by, _MACHINE) if row.approved_by else None,
        answer=_answer(row, terminal),
        can_approve=may and other and ORDER.allows(row.state, "approve"),
        can_cancel=may and ORDER.allows(row.state, "cancel"),
    )


def _answer(row: TerminalCommand, terminal: Terminal) -> Text:
    settled = row.result_code is not None or row.result
    return answer(terminal.protocol, row.result_code, row.result) if settled else plain("")
