"""The migration files: only ever added to, and they do not depend on the code of the day."""

import ast
from pathlib import Path

import pytest

import orm.migrations

FILES = sorted(Path(orm.migrations.__path__[0]).glob("0*.py"))
ADDITIVE = {"CreateTable", "Sql", "AddField", "AddIndex"}
IMPORTS = {"tortoise", "orm.fields", "orm.operations", "orm.guards"}


def operations(tree: ast.Module) -> list[str]:
    """Names of the operations a migration lists."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "operations":
            assert isinstance(node.value, ast.List)
            return [getattr(call.func, "id", "?") for call in calls(node.value)]
    raise AssertionError("no operations")


def calls(found: ast.List) -> list[ast.Call]:
    assert all(isinstance(one, ast.Call) for one in found.elts)
    return [one for one in found.elts if isinstance(one, ast.Call)]


def modules(tree: ast.Module) -> set[str]:
    return {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)} | {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_migration_only_adds_and_imports_nothing_that_may_go(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert set(operations(tree)) <= ADDITIVE
    assert all(name in IMPORTS or name.startswith("tortoise.") for name in modules(tree)), modules(
        tree
    )


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_new_column_of_an_old_table_has_a_default_in_the_database(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "AddField":
            words = {
                kw.arg
                for call in ast.walk(node)
                if isinstance(call, ast.Call)
                for kw in call.keywords
            }
            assert words & {"null", "db_default"}


def test_the_lint_would_see_an_alteration() -> None:
    bad = ast.parse("class M:\n    operations = [AlterField('A', 'b', None)]")
    assert not set(operations(bad)) <= ADDITIVE


def test_there_are_migrations() -> None:
    assert FILES[0].stem == "0001_company"
