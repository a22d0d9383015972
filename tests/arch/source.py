"""Our own source, parsed once, and the words the rules about it are written in."""

import ast
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = tuple(sorted(p.parent.name for p in ROOT.glob("*/__init__.py")))
_OURS = (*PACKAGES, "tests")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One Python file: its path from the root with slashes, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    def nodes(self) -> Iterator[ast.AST]:
        """Walk every node."""
        return ast.walk(self.tree)


@cache
def everything() -> tuple[Source, ...]:
    """Return every Python file we wrote, tests too."""
    paths = sorted(p for top in _OURS for p in (ROOT / top).rglob("*.py"))
    return tuple(_parse(p) for p in paths if "migrations" not in p.parts)


def product(*packages: str) -> list[Source]:
    """Return the files of some packages, or of all of them."""
    wanted = packages or PACKAGES
    return [s for s in everything() if s.path.split("/")[0] in wanted]


def find(sources: Iterable[Source], rule: Callable[[ast.AST], str]) -> list[str]:
    """List `path:line: what` for every node of which the rule has something to say."""
    return [
        f"{source.path}:{getattr(node, 'lineno', 0)}: {what}"
        for source in sources
        for node in source.nodes()
        if (what := rule(node))
    ]


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for a name or attribute, else the empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (head := dotted(node.value)):
        return f"{head}.{node.attr}"
    return node.attr if isinstance(node, ast.Attribute) else ""


def called(node: ast.AST) -> str:
    """Return the dotted name a call calls, else the empty text."""
    return dotted(node.func) if isinstance(node, ast.Call) else ""


def imported(node: ast.AST) -> list[str]:
    """Return the modules an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


@cache
def repository_files() -> tuple[Path, ...]:
    """Return every file that is, or is about to be, committed."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(p for name in listed.split("\0") if name and (p := ROOT / name).is_file())


def _parse(path: Path) -> Source:
    text = path.read_text("utf-8")
    return Source(path=path.relative_to(ROOT).as_posix(), text=text, tree=ast.parse(text))
