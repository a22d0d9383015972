"""The one choke point: who, may he, over whom, in one transaction, with evidence and outbox.

Every use case is an `Action` (changes something, leaves an event) or a `Query` (reads). Pages
and wires hold a `Caller`; rights are read afresh at each call.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Concatenate, Generic, ParamSpec, TypeVar

from tortoise.exceptions import ValidationError
from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from hr import clock, evidence, inputs
from hr.actor import Actor, Caller, reports, subtree
from orm.models import Person
from rules.access import Permission, Reach, Scope, roles_with
from rules.problem import Problem, Refused, refuse
from rules.text import Text, join

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class Work:
    """One call under way: the actor, what it is allowed to touch, and what it leaves behind."""

    actor: Actor
    needs: Permission
    now: datetime
    recorded: list[str] = field(default_factory=list)

    @property
    def company_id(self) -> str:
        return self.actor.company_id

    async def people(self, permission: Permission | None = None) -> Q:
        """Filter on Person for everybody within reach of this call."""
        return await people_within(self.actor, permission or self.needs)

    async def person(self, person_id: str, permission: Permission | None = None) -> Person:
        """A person within reach; anybody else does not exist for this actor."""
        found = await Person.filter(await self.people(permission), id=person_id).first()
        if found is None:
            raise not_found()
        return found

    async def emit(self, kind: str, subject: str, **data: object) -> str:
        """Leave one event in this transaction; returns its id."""
        event_id = await evidence.record(
            self.company_id,
            kind=kind,
            subject=subject,
            actor=self.actor.person_id or self.actor.account_id,
            at=self.now,
            data=data,
        )
        self.recorded.append(event_id)
        return event_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What an action or query is: its registered name, permission and button label."""

    name: str
    needs: Permission
    label: Text
    changes: bool


class Action(Generic[P, R]):
    """A use case behind its guard; call it with the caller and the use case's own arguments."""

    def __init__(self, spec: Spec, do: Callable[Concatenate[Work, P], Awaitable[R]]) -> None:
        self.spec = spec
        self.do = do
        self.__doc__ = do.__doc__

    async def __call__(self, caller: Caller, *args: P.args, **kwargs: P.kwargs) -> R:
        actor = await caller.actor()
        allow(actor, self.spec.needs)
        inputs.check(args, kwargs)
        work = Work(actor=actor, needs=self.spec.needs, now=clock.now())
        try:
            return await self._done(work, *args, **kwargs)
        except ValidationError as error:
            raise inputs.unfit() from error

    async def _done(self, work: Work, *args: P.args, **kwargs: P.kwargs) -> R:
        if not self.spec.changes:
            return await self.do(work, *args, **kwargs)
        async with in_transaction():
            result = await self.do(work, *args, **kwargs)
            if not work.recorded:
                raise RuntimeError(f"{self.spec.name} left no event")
        return result


REGISTRY: dict[str, Spec] = {}


def action(
    needs: Permission, zh: str, en: str
) -> Callable[[Callable[Concatenate[Work, P], Awaitable[R]]], Action[P, R]]:
    """Register a use case that changes something."""
    return _register(needs, Text(zh, en), changes=True)


def query(
    needs: Permission, zh: str, en: str
) -> Callable[[Callable[Concatenate[Work, P], Awaitable[R]]], Action[P, R]]:
    """Register a use case that only reads."""
    return _register(needs, Text(zh, en), changes=False)


def _register(
    needs: Permission, label: Text, *, changes: bool
) -> Callable[[Callable[Concatenate[Work, P], Awaitable[R]]], Action[P, R]]:
    def wrap(do: Callable[Concatenate[Work, P], Awaitable[R]]) -> Action[P, R]:
        name = f"{do.__module__.removeprefix('hr.')}.{do.__name__}"
        spec = Spec(name=name, needs=needs, label=label, changes=changes)
        REGISTRY[name] = spec
        return Action(spec, do)

    return wrap


def allow(actor: Actor, needs: Permission) -> None:
    """Refuse unless some role of the actor carries the permission."""
    if not actor.may(needs):
        raise denied(needs)


def denied(needs: Permission) -> Refused:
    """The refusal of a permission: it says whom to ask."""
    roles = [role.label for role in roles_with(needs)]
    who = join(roles, zh="、", en=" or ") if roles else Text("管理员", "an administrator")
    return Refused(
        Problem(
            code="no_permission",
            text=Text("这一步您没有权限。", "You do not have permission for this."),
            hint=Text("有此权限的是：{who}。", "Those who have it: {who}.").format(who=who),
        )
    )


def not_found() -> Refused:
    """The thing does not exist, or not for this actor: the answer is the same."""
    return refuse(
        "not_found",
        "找不到这条记录，或者它不在您的范围内。",
        "This record does not exist or is outside your reach.",
    )


async def people_within(actor: Actor, permission: Permission) -> Q:
    """Filter on Person for the reach of a permission; nobody when there is none."""
    found = Q(id__in=[])
    for one in actor.reach(permission):
        found = found | await _people(actor, one)
    return Q(company_id=actor.company_id) & found


async def _people(actor: Actor, one: Reach) -> Q:
    if one.scope >= Scope.COMPANY:
        return Q(company_id=actor.company_id)
    if one.scope is Scope.UNIT and one.unit_id:
        return Q(unit_id__in=list(await subtree(actor.company_id, one.unit_id)))
    if actor.person_id is None:
        return Q(id__in=[])
    if one.scope is Scope.REPORTS:
        return Q(id__in=list(await reports(actor.company_id, actor.person_id)))
    return Q(id=actor.person_id)
