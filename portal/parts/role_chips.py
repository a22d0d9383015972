"""Roles as chips, with the unit they reach."""

from collections.abc import Sequence

from hr.accounts import GrantView
from portal.widgets.chip import state_chip
from portal.widgets.markup import Node, span
from rules.text import Text

NOBODY = Text("只看自己的", "own things only")


def role_chips(grants: Sequence[GrantView]) -> Node:
    """One chip a role; without any the account sees only its own."""
    chips = [state_chip(named(one), "plain", symbol="people") for one in grants]
    return span(chips or span(NOBODY, cls="muted"), cls="chips-inline")


def named(one: GrantView) -> Text:
    """人事, or 人事（研发部）."""
    if one.unit is None:
        return one.role.label
    return Text("{role}（{unit}）", "{role} ({unit})").format(role=one.role.label, unit=one.unit)
