"""The README is true: its status, its drawing of the house, and the files it points to."""

import re

import pytest

from tests.arch.source import PACKAGES, ROOT
from tests.arch.test_layers import settings
from tests.cases.status import READMES, table, written

LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
DOCUMENTS = sorted(
    p.relative_to(ROOT).as_posix() for p in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
)


@pytest.mark.parametrize("name", READMES)
def test_the_status_lists_exactly_what_is_not_built(name: str) -> None:
    assert written(name) == table(name), "run: make status"


@pytest.mark.parametrize("name", READMES)
def test_the_drawn_house_is_the_real_one(name: str) -> None:
    house = (ROOT / name).read_text("utf-8").split("```house\n")[1].split("```")[0]
    drawn = [re.split(r"\s{2,}", line)[0] for line in house.splitlines() if line[:1].isalpha()]
    assert drawn == settings()["contracts"][0]["layers"]
    assert {package for floor in drawn for package in floor.split(" | ")} == set(PACKAGES)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_link_between_documents_leads_somewhere(name: str) -> None:
    path = ROOT / name
    links = LINK.findall(path.read_text("utf-8"))
    dead = [link for link in links if not (path.parent / link).exists()]
    assert not dead


@pytest.mark.parametrize(
    "folder", ["start", "how-to", "reference", "why", "decisions", "algorithms"]
)
def test_a_folder_of_documents_lists_each_of_them(folder: str) -> None:
    here = ROOT / "docs" / folder
    linked = set(LINK.findall((here / "README.md").read_text("utf-8")))
    assert {p.name for p in here.glob("*.md")} - {"README.md"} <= linked
