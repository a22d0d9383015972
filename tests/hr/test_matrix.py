"""Every action, every role, every target: what happens is what permissions.txt says."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import portal
from tests.hr import calls, matrix, permission_page
from tests.hr.matrix_table import ROLES, actions_table
from tests.support.town import Town

DOORS = {
    *("hr.door.sign_in", "hr.door.sign_out", "hr.door.link_account", "hr.door.use_link"),
    *("hr.hints.hear", "hr.sessions.alive"),
}
"""All that may be asked without a session: the doors themselves."""


def test_every_action_has_a_row_and_every_row_an_action() -> None:
    assert sorted(actions_table()) == calls.rows()


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_reaches_exactly_what_the_table_says(town: Town, role: str) -> None:
    world = await matrix.build(town)
    told = {row: cells[role] for row, cells in actions_table().items()}
    found = {row: await calls.cell(world, ROLES[role], row) for row in told}
    assert {row: cell for row, cell in found.items() if cell != told[row]} == {}


def test_the_page_for_readers_is_made_from_the_tables() -> None:
    assert permission_page.PAGE.read_text("utf-8") == permission_page.page()


def test_the_portal_calls_hr_by_actions_alone_save_at_the_doors() -> None:
    plain = {one for one in used_by_the_portal() if inspect.iscoroutinefunction(one)}
    assert {f"{one.__module__}.{one.__name__}" for one in plain} == DOORS


def test_the_portal_never_reaches_behind_an_action() -> None:
    for module, tree in portal_sources():
        behind = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr == "do"]
        assert not behind, f"{module.__name__}:{behind[0].lineno}"


def portal_sources() -> Iterator[tuple[ModuleType, ast.Module]]:
    for info in pkgutil.walk_packages(portal.__path__, "portal."):
        module = importlib.import_module(info.name)
        yield module, ast.parse(Path(str(module.__file__)).read_text("utf-8"))


def used_by_the_portal() -> Iterator[Any]:
    """Everything of hr that a module of the portal holds or reaches through one of its modules."""
    for module, tree in portal_sources():
        held = vars(module)
        yield from (v for v in held.values() if str(getattr(v, "__module__", "")).startswith("hr."))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                owner = held.get(node.value.id)
                if isinstance(owner, ModuleType) and owner.__name__.startswith("hr."):
                    yield getattr(owner, node.attr)
