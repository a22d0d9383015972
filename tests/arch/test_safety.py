"""What must never be in the product's source, and the few places where it may."""

import ast
import re
from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

from tests.arch.source import Source, called, dotted, find, imported, product

FORBIDDEN_CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load",
    "yaml.unsafe_load", "tempfile.mktemp",
}  # fmt: skip
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "asteval", "simpleeval"}
MARKUP = {
    "html", "markdown", "restructured_text", "mermaid", "add_head_html", "add_body_html",
    "run_javascript", "add_css",
}  # fmt: skip
MARKUP_WRAPPERS = {  # path: why its data cannot be hostile
    "portal/theme.py": "the page head: fixed text and addresses made of content hashes",
    "portal/widgets/field_input.py": "one key of our own, quoted as JSON",
}
SQL_MODULES = {"sqlite3", "aiosqlite", "asyncpg"}
SQL_WRAPPERS = {  # path: why it cannot live in orm
    "liuhen/commands/storage.py": "copies the database file by SQLite's online backup, no SQL",
}
SQL = re.compile(
    r"^\s*(?:SELECT\s.+\sFROM|INSERT\s+(?:OR \w+\s+)?INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM"
    r"|CREATE\s+(?:UNIQUE\s+)?(?:TABLE|INDEX)|ALTER\s+TABLE|DROP\s+TABLE|PRAGMA)\s",
    re.DOTALL,
)
SUPERVISORS = {"gateway/supervisor.py", "hr/worker.py", "portal/errors.py"}


def is_dangerous(node: ast.AST) -> str:
    if called(node) in FORBIDDEN_CALLS:
        return f"{called(node)} runs or loads what somebody may have written"
    banned = {m.split(".")[0] for m in imported(node)} & FORBIDDEN_MODULES
    if banned:
        return f"{banned} runs code from data"
    if isinstance(node, ast.keyword) and node.arg == "shell":
        return "no shell: give subprocess a list"
    return ""


def renders_raw(node: ast.AST) -> str:
    name = called(node)
    if not isinstance(node, ast.Call) or name.rsplit(".", 1)[-1] not in MARKUP:
        return ""
    if not name.startswith("ui.") and not name.endswith("run_javascript"):
        return ""
    return "" if all(map(_is_fixed, node.args)) else f"{name} with data: escape it in a wrapper"


def _is_fixed(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())


def speaks_sql(node: ast.AST) -> str:
    if SQL_MODULES & {m.split(".")[0] for m in imported(node)}:
        return "a database driver is imported outside orm"
    text = node.value if isinstance(node, ast.Constant) else None
    if isinstance(text, str) and SQL.match(text if text.isupper() else _upper_keywords(text)):
        return f"raw SQL outside orm: {text[:40]!r}"
    return ""


def _upper_keywords(text: str) -> str:
    """Treat `select x from y` as SQL too, but not a sentence that begins with a capital."""
    return text.upper() if text.strip()[:1].islower() and "\n" not in text.strip() else text


def catches_everything(node: ast.AST) -> str:
    broad = {"Exception", "BaseException"}
    if isinstance(node, ast.ExceptHandler) and not _cleans_up_and_raises(node):
        kinds = [] if node.type is None else getattr(node.type, "elts", [node.type])
        if node.type is None or broad & {dotted(kind) for kind in kinds}:
            return "broad except: only the three supervisors may"
    if isinstance(node, ast.Call) and called(node).endswith("suppress"):
        return "suppresses everything" if broad & set(map(dotted, node.args)) else ""
    return ""


def _cleans_up_and_raises(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def is_a_stub(node: ast.AST) -> str:
    if isinstance(node, ast.Raise) and node.exc is not None:
        raised = called(node.exc) or dotted(node.exc)
        return "raises NotImplementedError: build it" if raised == "NotImplementedError" else ""
    return ""


def outside(*allowed: str) -> list[Source]:
    return [s for s in product() if not any(PurePosixPath(s.path).match(a) for a in allowed)]


def test_nothing_runs_code_from_data() -> None:
    found = find(product(), is_dangerous)
    assert not found, "\n".join(found)


def test_no_data_becomes_markup_outside_the_wrappers() -> None:
    found = find(outside(*MARKUP_WRAPPERS), renders_raw)
    assert not found, "\n".join(found)


def test_sql_is_spoken_only_in_orm() -> None:
    sources = [s for s in outside(*SQL_WRAPPERS) if not s.path.startswith("orm/")]
    found = find(sources, speaks_sql)
    assert not found, "\n".join(found)


def test_only_the_supervisors_catch_everything() -> None:
    found = find(outside(*SUPERVISORS), catches_everything)
    assert not found, "\n".join(found)


def test_nothing_is_a_stub() -> None:
    found = find(product(), is_a_stub)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (is_dangerous, "eval(text)"),
        (is_dangerous, "import pickle"),
        (is_dangerous, "from marshal import loads"),
        (is_dangerous, "subprocess.run(command, shell=True)"),
        (renders_raw, "ui.html(f'<b>{name}</b>')"),
        (renders_raw, "ui.run_javascript(f'go({name})')"),
        (speaks_sql, "import sqlite3"),
        (speaks_sql, "run('SELECT id FROM punch')"),
        (speaks_sql, "run('delete from punch')"),
        (catches_everything, "try:\n    go()\nexcept Exception:\n    pass"),
        (catches_everything, "try:\n    go()\nexcept (ValueError, BaseException):\n    log()"),
        (catches_everything, "contextlib.suppress(Exception)"),
        (is_a_stub, "raise NotImplementedError"),
        (is_a_stub, "raise NotImplementedError('later')"),
    ],
)
def test_a_rule_sees_what_it_forbids(rule: Callable[[ast.AST], str], code: str) -> None:
    assert any(map(rule, ast.walk(ast.parse(code))))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (is_dangerous, "subprocess.run(['ls'])"),
        (renders_raw, "ui.add_head_html('<meta name=x>')"),
        (speaks_sql, "'Select a person from the list'"),
        (catches_everything, "try:\n    go()\nexcept BaseException:\n    undo()\n    raise"),
        (catches_everything, "contextlib.suppress(FileNotFoundError)"),
    ],
)
def test_a_rule_lets_the_rest_pass(rule: Callable[[ast.AST], str], code: str) -> None:
    assert not any(map(rule, ast.walk(ast.parse(code))))
