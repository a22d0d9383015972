"""The seams: folders where one new file and one registry line add a thing to the product."""

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.arch.source import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Seam:
    """A folder of independent modules, listed in the constant `registry` of its `__init__`."""

    package: str
    registry: str

    def __str__(self) -> str:
        return self.package

    @property
    def folder(self) -> Path:
        """The folder; it must be there."""
        folder = ROOT / self.package.replace(".", "/")
        if not (folder / "__init__.py").exists():
            pytest.fail(f"{self.package} is missing: its __init__.py lists {self.registry}")
        return folder

    def modules(self) -> set[str]:
        """Name the members; a module or package that begins with an underscore is a helper."""
        files = {p.stem for p in self.folder.glob("*.py")}
        packages = {p.parent.name for p in self.folder.glob("*/__init__.py")}
        return {name for name in files | packages if not name.startswith("_")}

    def registered(self) -> set[str]:
        """Name the members from which something stands in the registry."""
        tree = ast.parse((self.folder / "__init__.py").read_text("utf-8"))
        listed = _names_in_constant(tree, self.registry)
        if listed is None:
            pytest.fail(f"{self.package}/__init__.py does not define {self.registry}")
        origins = _origins(tree, self.package)
        return {origins[name] for name in listed if name in origins}


SEAMS = (
    Seam(package="devices.protocols", registry="PROTOCOLS"),
    Seam(package="notify.channels", registry="CHANNELS"),
    Seam(package="rules.approvals.forms", registry="FORMS"),
    Seam(package="rules.payroll.items", registry="ITEMS"),
    Seam(package="portal.pages", registry="PAGES"),
)


def _names_in_constant(tree: ast.Module, constant: str) -> set[str] | None:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(t, ast.Name) and t.id == constant for t in targets):
            return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return None


def _origins(tree: ast.Module, package: str) -> dict[str, str]:
    """Map each imported name to the member it came from."""
    found = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or node.module is None:
            continue
        if node.module != package and not node.module.startswith(package + "."):
            continue
        inside = node.module[len(package) + 1 :].split(".")[0]
        found.update({(a.asname or a.name): inside or a.name for a in node.names})
    return found
