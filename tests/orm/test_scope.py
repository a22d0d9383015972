"""Every query on a table about persons says whose rows it may see."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tortoise.expressions import Q

from orm import scope
from orm.models import Day
from tests.orm.rows import fill, models

ROOT = Path(__file__).parents[2]
NAMES = {model.__name__ for model in scope.OWNED}
ASKING = {"filter", "get", "get_or_none", "exclude", "all", "first"}
HOUSE = {
    ("hr/orders.py", "TerminalCommand"),  # which terminals have orders waiting
    ("hr/rounds.py", "DirtyDay"),  # which companies have days to judge
    ("hr/rounds.py", "Request"),  # whose deadlines pass: one by one, each as its company's machine
}
"""What the machine asks for the whole house, in files no page calls."""


def queries(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """(model, first call) of every query on an owned table."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            model = node.func.value
            if node.func.attr in ASKING and isinstance(model, ast.Name) and model.id in NAMES:
                yield model.id, node


def bound(call: ast.Call) -> bool:
    """A positional filter (work.people(), a Q) or a bounding column."""
    columns = {(kw.arg or "").split("__")[0] for kw in call.keywords}
    return bool(call.args) or bool(columns & scope.BOUNDS)


def unbound(path: Path) -> list[str]:
    name = str(path.relative_to(ROOT))
    return [
        f"{name}:{call.lineno} {model}"
        for model, call in queries(ast.parse(path.read_text()))
        if not bound(call) and (name, model) not in HOUSE
    ]


def test_no_query_of_the_use_cases_is_without_a_bound() -> None:
    assert [line for path in sorted((ROOT / "hr").rglob("*.py")) for line in unbound(path)] == []


def test_a_query_without_a_bound_would_be_seen() -> None:
    for text in ("Day.all()", "Payslip.filter(month='2026-11')", "Person.filter(name='x')"):
        assert [not bound(call) for _, call in queries(ast.parse(text))] == [True]
    for text in ("Day.filter(person_id__in=ids)", "Person.filter(await work.people())"):
        assert [bound(call) for _, call in queries(ast.parse(text))] == [True]


def test_every_table_with_a_person_is_named_or_about_the_organisation() -> None:
    organisation = {"Account", "CodeMapping", "ShiftAssignment", "RequestLine"}
    with_person = {m.__name__ for m in models() if "person_id" in m._meta.fields_map}
    assert with_person - organisation <= NAMES


@pytest.mark.usefixtures("db")
async def test_owned_by_reaches_the_rows_of_the_persons_and_no_others() -> None:
    await fill("1")
    await fill("2")
    assert [d.id for d in await Day.filter(scope.owned_by(Q(company_id="id-1")))] == ["id-1"]
    assert await Day.filter(scope.owned_by(Q(id__in=[]))) == []
