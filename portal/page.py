"""What a page is: one frozen `PAGE` per module; menu, guard, title and matrix are derived."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from hr.accounts import Me
from hr.action import Action
from hr.actor import Visitor
from rules.access import Permission
from rules.text import Text

P = ParamSpec("P")
R = TypeVar("R")


class Group(Enum):
    """The jobs the navigation is grouped by, in order."""

    TODAY = Text("今天", "Today")
    PEOPLE = Text("人", "People")
    TIME = Text("时间", "Time")
    PAY = Text("薪酬", "Pay")
    NOTICES = Text("通知", "Notices")
    PROOF = Text("留证", "Proof")
    SETUP = Text("设置", "Set-up")
    MINE = Text("我的", "Mine")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One opened page: who looks, and the address with its parameters."""

    visitor: Visitor
    me: Me
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    async def ask(self, act: Action[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a use case as this visitor; its refusal reaches the page's error place."""
        return await act(self.visitor, *args, **kwargs)

    def may(self, act: Action[P, R]) -> bool:
        """Whether to draw a use case at all."""
        return act.spec.needs in self.me.may

    def local(self, at: datetime) -> datetime:
        """An instant in the company's zone."""
        return at.astimezone(ZoneInfo(self.me.zone))


Build = Callable[[View], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`menu` False: reached from other pages. `tab`: the place in the phone's bottom bar."""

    path: str
    title: Text
    symbol: str
    group: Group
    needs: Permission
    build: Build
    menu: bool = True
    tab: int | None = None
    mini: bool = False
