"""How to call every action of the registry: arguments are found by their parameters' names."""

import importlib
import inspect
import io
import pkgutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from tortoise.transactions import in_transaction

import hr
from hr.action import REGISTRY, Action
from hr.actor import Visitor
from hr.notices import Draft
from hr.terminal_edit import Changed
from hr.terminals import Enrolment
from orm.models import Notice
from rules.access import Role
from rules.evidence.seal import Seal
from rules.problem import Refused
from tests.hr.matrix import CLOSED, DRAFT, LEAVE, TODAY, YESTERDAY, World
from tests.support.town import PASSWORD

DENIED = {
    *("no_permission", "not_found"),
    *("not_assignee", "not_initiator", "not_participant", "self_approval"),
    *("own_account", "own_day", "own_score", "own_slip"),
    *("parameter.same_person", "command.same_person"),
}
"""A refusal with one of these codes is a closed door; any other is about the matter itself."""

ACTS = ("approve", "reject", "return", "transfer", "withdraw", "urge", "comment")
OURS = {
    "terminal_id",
    "terminal_ids",
    "command_ids",
    "quarantine_id",
    "job_id",
    "site_id",
    "gap_id",
}
THINGS = {
    *("person_id", "account_id", "grant_id", "request_id", "notice_id", "event_id"),
    *("parameter_id", "subject", "unit_id", "draft", "new", "text", "mapping_id"),
    *OURS,
}
OPTIONAL = {("accounts.create_account", "person_id"), ("pack.pack", "subject"),
            ("records.timeline", "subject")}  # fmt: skip
FIXED: dict[str, Any] = {
    "login": "newcomer",
    "role": Role.AUDITOR,
    "lang": "en",
    "theme": "dark",
    "old": PASSWORD,
    "texts": LEAVE,
    "form_code": "leave",
    "session": "s",
    "address": "10.0.0.1",
    "password": PASSWORD,
    "jurisdiction": "CN-4403",
    "key": "minimum_wage",
    "valid_from": TODAY,
    "value": "2500",
    "source": "notice 12 of 2026",
    "month": DRAFT,
    "percent": Decimal(90),
    "on": YESTERDAY,
    "reason": "seen",
    "changes": {"position": "clerk"},
    "name": "New Person",
    "hired_on": TODAY,
    "code_group": "default",
    "code": "9999",
    "enabled": False,
    "comment": "because",
    "since": datetime(2026, 11, 19, tzinfo=UTC),
    "until": datetime(2026, 11, 20, tzinfo=UTC),
    "zone": "Asia/Shanghai",
    "found": "lost",
    "number": "7002",
}
SPECIAL: dict[tuple[str, str], Any] = {
    ("people.add_person", "code"): "7001",
    ("accounts.change_password", "new"): "a completely new one",
    ("commands.order", "kind"): "set_time",
    ("listed.restore", "code"): "9998",
    ("mapping.give", "code"): "7777",
    ("mapping.rename", "code"): "7778",
    **{(f"pay_views.{one}", "month"): CLOSED for one in ("run", "payslip", "my_slip")},
    ("month.close", "month"): CLOSED,
}


@cache
def actions() -> dict[str, Action[Any, Any]]:
    """Every action of hr by its registered name; all modules are imported first."""
    found = {}
    for info in pkgutil.walk_packages(hr.__path__, "hr."):
        for value in vars(importlib.import_module(info.name)).values():
            if isinstance(value, Action):
                found[value.spec.name] = value
    assert set(found) == set(REGISTRY)
    return found


def rows() -> list[str]:
    """The rows of the matrix: every action, and each act on a request by itself."""
    names = sorted(set(actions()) - {"requests.act"})
    return sorted([*names, *(f"requests.act {act}" for act in ACTS)])


def letters(row: str) -> str:
    """Whom a row is asked about: people, the companies, or nobody ("")."""
    thing = _thing(row)
    if thing is None:
        return ""
    enrols = row == "terminals.enrol"
    return "CX" if thing in OURS or enrols else "SUBOX"


async def cell(world: World, role: str, row: str) -> str:
    """What one role reaches by one row: letters, `*` for a pass about nobody, `-` for nothing."""
    targets = letters(row)
    if not targets:
        passed, result = await _undone(world, role, row, "")
        return (world.seen(role, result) or "*") if passed else "-"
    reached = [one for one in targets if await _reaches(world, role, row, one)]
    return "".join(reached) or "-"


async def _reaches(world: World, role: str, row: str, letter: str) -> bool:
    passed, result = await _undone(world, role, row, letter)
    if _thing(row) == "text":
        return passed and letter in world.seen(role, result)
    return passed and (_thing(row) != "subject" or _tells(result))


def _tells(result: object) -> bool:
    """Whether an answer about a subject holds anything."""
    if isinstance(result, bytes):
        return bool(zipfile.ZipFile(io.BytesIO(result)).read("events.jsonl"))
    if isinstance(result, Seal):
        return any(mark.proven for mark in result.marks)
    return bool(result)


class _UndoneError(Exception):
    """Takes the call's transaction back and carries what came of it."""

    def __init__(self, result: object, *, passed: bool = True) -> None:
        self.result, self.passed = result, passed


async def _undone(world: World, role: str, row: str, letter: str) -> tuple[bool, object]:
    """Call, and roll back: whether the guard was passed, and what came back."""
    act = actions()[row.partition(" ")[0]]
    args = await _arguments(world, role, row, letter)
    try:
        async with in_transaction():
            await _call(act, world.town.of(role), args)
    except _UndoneError as undone:
        return undone.passed, undone.result
    raise AssertionError("a call of the matrix must be undone")


async def _call(act: Action[Any, Any], visitor: Visitor, args: dict[str, Any]) -> None:
    try:
        result = await act(visitor, **args)
    except Refused as refused:
        raise _UndoneError(None, passed=refused.problem.code not in DENIED) from refused
    raise _UndoneError(result)


async def _arguments(world: World, role: str, row: str, letter: str) -> dict[str, Any]:
    name, _, kind = row.partition(" ")
    thing = _thing(row)
    found = {
        one: await _argument(world, role, row, one, letter) for one in _needed(name) if one != thing
    }
    if thing is not None:
        found[thing] = _target(world, role, row, letter)
    if kind:
        to = {"return": ("start",), "transfer": (world.town.people["otto"],)}.get(kind, ())
        found |= {"kind": kind, "comment": "because", "to": to}
    return found


async def _argument(world: World, role: str, row: str, one: str, letter: str) -> Any:
    if (row, one) in SPECIAL:
        return SPECIAL[row, one]
    if one == "shown":
        notice_id = world.things[world.who(role, letter)]["notice_id"]
        return (await Notice.get(id=notice_id)).document_sha256
    if one == "terminal_ids":
        return world.wall("C", one)
    if (row, one) == ("terminal_edit.edit", "to"):
        return _changed(world.walls[letter]["site_id"])
    if one == "person_id":
        return world.things[world.who(role, letter)][one]
    return FIXED[one] if one != "kind" else ""


def _changed(site_id: str) -> Changed:
    return Changed(
        code="M9", name="New", name_en="", site_id=site_id, address="", zone="Asia/Shanghai"
    )


def _target(world: World, role: str, row: str, letter: str) -> Any:
    thing = _thing(row) or ""
    if row == "terminals.enrol":
        return Enrolment(
            code="N1", name="New", protocol="adms", serial="NEW1",
            site_id=world.walls[letter]["site_id"],
        )  # fmt: skip
    if thing in OURS:
        return world.wall(letter, thing)
    things = world.things[world.who(role, letter)]
    if thing == "text":
        return world.who(role, letter)
    if thing == "draft":
        return Draft(person_id=things["person_id"], title="t", body="b", channels=("inapp",))
    return things["person_id" if thing == "subject" else thing]


def _thing(row: str) -> str | None:
    """The parameter that names what a row is about."""
    name = row.partition(" ")[0]
    if name == "accounts.change_password":
        return None
    return next((one for one in _needed(name) if one in THINGS), None)


def _needed(name: str) -> Iterator[str]:
    parameters = list(inspect.signature(actions()[name].do).parameters.values())[1:]
    for one in parameters:
        if one.default is inspect.Parameter.empty or (name, one.name) in OPTIONAL:
            yield one.name
