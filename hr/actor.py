"""Who is asking. Rights are read afresh at every call, so a changed role holds at once."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from hr import clock
from orm.models import Account, Person, RoleGrant, Session, Unit
from rules.access import Held, Permission, Reach, Role, Scope, reach
from rules.problem import Refused, refuse
from rules.text import Lang

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
MACHINE = "machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The asker: an account with its roles, or the machine itself (`account_id` MACHINE)."""

    account_id: str
    company_id: str
    person_id: str | None
    name: str
    lang: Lang
    held: tuple[Held, ...]

    @property
    def is_machine(self) -> bool:
        return self.account_id == MACHINE

    def reach(self, permission: Permission) -> frozenset[Reach]:
        """How far this actor's roles carry a permission; empty means no."""
        if self.is_machine:
            return frozenset({Reach(Scope.COMPANY)})
        return reach(self.held, permission)

    def may(self, permission: Permission) -> bool:
        """Whether anything at all is within reach."""
        return bool(self.reach(permission))


class Caller(Protocol):
    """Something that can be asked again and again who it is now."""

    async def actor(self) -> Actor:
        """The actor as of now; refused when the session has ended."""
        ...


@dataclass(frozen=True, slots=True)
class Machine:
    """The gateway or a worker, acting for one company."""

    company_id: str

    async def actor(self) -> Actor:
        return Actor(
            account_id=MACHINE,
            company_id=self.company_id,
            person_id=None,
            name="Liuhen",
            lang="zh",
            held=(),
        )


@dataclass(slots=True)
class Look:
    """What one page view has found out about its visitor; it ends with the view."""

    known: dict[str, Actor] = field(default_factory=dict)
    over: bool = False


_look: ContextVar[Look | None] = ContextVar("look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Read a visitor's rights once while one page is built; tasks it leaves behind read afresh."""
    look = Look()
    token = _look.set(look)
    try:
        yield
    finally:
        look.over = True
        _look.reset(token)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser that holds a session token."""

    token: str

    async def actor(self) -> Actor:
        look = _look.get()
        if look is None or look.over:
            return await self._afresh()
        if self.token not in look.known:
            look.known[self.token] = await self._afresh()
        return look.known[self.token]

    async def _afresh(self) -> Actor:
        session = await Session.get_or_none(token_hash=digest(self.token))
        if session is None or is_over(session):
            raise signed_out()
        account = await Account.get_or_none(id=session.account_id, disabled_at=None)
        if account is None:
            raise signed_out()
        if clock.now() - session.seen_at > timedelta(minutes=1):
            await Session.filter(id=session.id).update(seen_at=clock.now())
        return await load(account)


def is_over(session: Session) -> bool:
    """Whether a session has been ended, is idle too long or too old."""
    now = clock.now()
    return (
        session.ended_at is not None
        or now - session.seen_at > IDLE
        or now - session.created_at > LONGEST
    )


async def load(account: Account) -> Actor:
    """Build the actor of an account from its grants."""
    grants = await RoleGrant.filter(account_id=account.id)
    person = await Person.get_or_none(id=account.person_id) if account.person_id else None
    return Actor(
        account_id=account.id,
        company_id=account.company_id,
        person_id=account.person_id,
        name=person.name if person else account.login,
        lang="en" if account.lang == "en" else "zh",
        held=tuple(Held(Role(one.role), one.unit_id) for one in grants),
    )


async def subtree(company_id: str, unit_id: str) -> set[str]:
    """The unit and every unit below it."""
    children: dict[str | None, list[str]] = {}
    for one in await Unit.filter(company_id=company_id):
        children.setdefault(one.parent_id, []).append(one.id)
    found, todo = set[str](), [unit_id]
    while todo:
        unit = todo.pop()
        found.add(unit)
        todo += [child for child in children.get(unit, []) if child not in found]
    return found


async def reports(company_id: str, person_id: str) -> set[str]:
    """Everybody who answers to this person, directly or through others."""
    under: dict[str | None, list[str]] = {}
    for pid, mid in await Person.filter(company_id=company_id).values_list("id", "manager_id"):
        under.setdefault(mid, []).append(pid)
    found, todo = set[str](), list(under.get(person_id, []))
    while todo:
        one = todo.pop()
        if one not in found and one != person_id:
            found.add(one)
            todo += under.get(one, [])
    return found


def digest(token: str) -> str:
    """Tokens are kept as SHA-256 only."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_out() -> Refused:
    """The session is not, or no longer, good."""
    return refuse(
        "signed_out",
        "登录已结束，请重新登录。填好的内容还在。",
        "You have been signed out. Sign in again; what you typed is kept.",
    )
