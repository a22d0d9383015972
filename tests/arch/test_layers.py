"""The house stands: arrows point down, every package has its floor, neighbours stay apart."""

import tomllib
from typing import Any

import grimp
import pytest
from importlinter.cli import lint_imports

from tests.arch.seams import SEAMS, Seam
from tests.arch.source import PACKAGES, ROOT


def settings() -> dict[str, Any]:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    found: dict[str, Any] = tomllib.loads(text)["tool"]["importlinter"]
    return found


def test_every_import_contract_is_kept(capfd: pytest.CaptureFixture[str]) -> None:
    broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert broken == 0, capfd.readouterr().out


def test_every_package_has_its_floor() -> None:
    floors = settings()["contracts"][0]["layers"]
    in_layers = {name.strip() for floor in floors for name in floor.split("|")}
    assert in_layers == set(PACKAGES)
    assert set(settings()["root_packages"]) == set(PACKAGES)


@pytest.mark.parametrize("seam", SEAMS, ids=str)
def test_neighbours_in_a_seam_do_not_know_each_other(seam: Seam) -> None:
    graph = grimp.build_graph(seam.package.split(".")[0], cache_dir=None)
    members = {f"{seam.package}.{name}" for name in seam.modules()}
    arrows = [
        f"{a} imports {b}" for a in members for b in graph.find_modules_directly_imported_by(a)
        if b in members - {a}
    ]  # fmt: skip
    assert not arrows, "\n".join(arrows)
