"""Hostile visitors: `--cases-hostile DIR`, portal.jsonl; over the wire, or on the use cases."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cases import portal_hr, portal_http
from tests.cases.hostile_lines import Json, lines, marked
from tests.cases.not_built import not_built
from tests.hr import matrix
from tests.portal import test_guard as guard
from tests.portal.harbour import Harbour, harbour
from tests.support.town import Town

UNBUILT = (
    ("auth", "TOTP", "second_factor"),
    ("authz", "unpublished job", "recruiting"),
    ("authz", "attachment", "uploads"),
    ("audit", "open a payslip", "read_audit"),
    ("pipl", "", "personal_data_rights"),
    ("import", "", "xlsx_import"),
)
COOKIE = ("session", "cookie flags")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder = metafunc.config.getoption("--cases-hostile")
    ways = {
        "test_a_hostile_visitor_over_the_wire": portal_http.ADAPTERS,
        "test_a_hostile_visitor_at_the_use_cases": portal_hr.ADAPTERS,
        "test_the_cookie_behind_tls": ((*COOKIE, None),),
    }
    cases = list(lines(folder / "portal.jsonl"))
    known = list(ways.values())
    table = ways.get(metafunc.function.__name__)
    if table is None:
        chosen = [one for one in cases if not any(adapter(one, table) for table in known)]
    else:
        chosen = [one for one in cases if adapter(one, table)]
    metafunc.parametrize("case", marked(iter(chosen), area))


def adapter(case: Json, table: Any) -> tuple[Any, ...] | None:
    """The first line of a table that fits: the area of the case, and a pattern in its words."""
    for row in table:
        if case["area"] == row[0] and re.search(row[1], case["input"]):
            return tuple(row)
    return None


def area(case: Json) -> str:
    found = adapter(case, UNBUILT)
    return str(found[2]) if found else "portal"


@pytest.fixture(scope="module", name="portal")
def _portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    with harbour(tmp_path_factory.mktemp("portal"), matrix.build) as running:
        yield running


async def test_a_hostile_visitor_over_the_wire(portal: Harbour, case: Json) -> None:
    found = adapter(case, portal_http.ADAPTERS)
    assert found
    await found[2](portal, case)


async def test_a_hostile_visitor_at_the_use_cases(town: Town, case: Json) -> None:
    found = adapter(case, portal_hr.ADAPTERS)
    assert found
    await found[2](town)


async def test_the_cookie_behind_tls(tmp_path_factory: pytest.TempPathFactory, case: Json) -> None:
    where = {"LIUHEN_PUBLIC_URL": "https://hr.example.cn"}
    with harbour(tmp_path_factory.mktemp(case["id"]), matrix.build, **where) as running:
        await guard.test_behind_tls_the_cookie_is_bound_to_the_host(running)


def test_what_is_not_built_yet(case: Json) -> None:
    not_built(area(case) if area(case) != "portal" else f"portal {case['area']}")
