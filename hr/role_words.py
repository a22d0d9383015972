"""What each role may do, in the words of the buttons: read from the registered use cases."""

from dataclasses import dataclass

from hr.action import REGISTRY, Work, query
from rules.access import GRANTS, Permission, Role
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """A role with what it sees and what it may change."""

    role: Role
    sees: tuple[Text, ...]
    does: tuple[Text, ...]


@query(Permission.ACCOUNT_VIEW, "角色能做什么", "What roles may do")
async def roles(_work: Work) -> list[RoleView]:
    return [
        RoleView(role=role, sees=_labels(role, changes=False), does=_labels(role, changes=True))
        for role in Role
    ]


def _labels(role: Role, *, changes: bool) -> tuple[Text, ...]:
    found = (
        spec.label
        for spec in REGISTRY.values()
        if spec.changes is changes and spec.needs in GRANTS[role]
    )
    return tuple(dict.fromkeys(found))
