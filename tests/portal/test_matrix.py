"""Every page and every other route, asked of a real portal by every role and by a stranger."""

import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from portal.pages import PAGES
from tests.hr import matrix
from tests.hr.matrix import CLOSED, DRAFT, YESTERDAY
from tests.hr.matrix_table import ROLES, route_letters, routes_table
from tests.portal.harbour import ROOT, Harbour, harbour

FIXED = {"form": "correction", "month": CLOSED, "day": str(YESTERDAY)}
THINGS = {"person": "person_id"}
OPEN = {
    *("GET /login", "POST /login", "GET /enter/{token}", "POST /enter/{token}", "POST /logout"),
    *("GET /healthz", "GET,POST /hooks/{channel}"),
    *("GET /manifest.webmanifest", "GET /app/icon.svg", "GET /app/worker.js"),
}
"""All that is served without a session; the look and the framework's own files stand below."""
STATIC = ("GET /look/", "GET /_nicegui/", "MOUNT /_nicegui/", "MOUNT /_nicegui_ws")


@pytest.fixture(scope="module", name="town")
def _town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    with harbour(tmp_path_factory.mktemp("routes"), matrix.build) as running:
        yield running


def test_every_page_has_a_row_and_every_row_a_page() -> None:
    assert sorted(routes_table()) == sorted(page.path for page in PAGES)


def test_every_route_is_a_page_or_a_known_open_door() -> None:
    command = [sys.executable, "-m", "tests.portal.routes"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    pages = {f"GET {page.path}" for page in PAGES}
    routes = {one for one in found.stdout.splitlines() if not one.startswith(STATIC)}
    assert routes == pages | OPEN


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_opens_exactly_what_the_table_says(town: Harbour, role: str) -> None:
    login = ROLES[role]
    async with town.visitor(login) as browser:
        found = {path: await cell(town, browser, login, path) for path in routes_table()}
    told = {path: cells[role] for path, cells in routes_table().items()}
    assert {path: one for path, one in found.items() if one != told[path]} == {}


async def test_a_stranger_is_sent_to_the_door_from_everywhere(town: Harbour) -> None:
    async with town.visitor(None) as browser:
        for path in [*routes_table(), "/no/such/page", "/_nicegui_ws/socket.io/"]:
            answer = await browser.get(address(town, "ada", path, "S"))
            told = (answer.status_code, answer.headers.get("location"), answer.content)
            assert told == (303, "/login", b""), path


async def test_a_session_that_ended_is_a_strangers(town: Harbour) -> None:
    async with town.visitor(None, cookie="liuhen=session of ada") as browser:
        assert (await browser.get("/me")).status_code == 303


async def test_addresses_that_name_nothing_are_answered_in_words(town: Harbour) -> None:
    odd = ["nosuch", "%00", "..%2f..%2fetc%2fpasswd", "%F0%9F%98%80", "x" * 300, "2026-13", "%27"]
    hana, pavel = town.visitor("hana"), town.visitor("pavel")
    async with hana, pavel:
        for path in [one for one in routes_table() if "{" in one]:
            browser = pavel if path.startswith("/pay") else hana
            for value in odd:
                answer = await browser.get("/".join(_odd(path, value)))
                assert answer.status_code in {200, 403, 404, 409}, (path, value)
                assert "Traceback" not in answer.text, (path, value)


async def cell(town: Harbour, browser: httpx.AsyncClient, login: str, path: str) -> str:
    """What a role gets of a page: a status, or the letters of those it opens for."""
    targets = route_letters(path)
    answers = {one: await browser.get(address(town, login, path, one)) for one in targets}
    if answers[targets[0]].status_code == 303:
        return answers[targets[0]].headers["location"]
    statuses = {one: answer.status_code for one, answer in answers.items()}
    if len(set(statuses.values())) == 1 and (targets == "S" or 403 in statuses.values()):
        return str(statuses[targets[0]])
    assert set(statuses.values()) <= {200, 404}, (path, statuses)
    return "".join(one for one, status in statuses.items() if status == 200) or "-"


def address(town: Harbour, login: str, path: str, letter: str) -> str:
    """The address of a page about a target."""
    world = town.filled
    person = world.things[world.who(login, letter)] if letter != "C" else {}
    things = world.walls.get(letter, world.walls["C"]) | person
    fixed = FIXED | ({"month": DRAFT} if path.startswith("/month") else {})
    names = {one.strip("{}") for one in path.split("/") if one.startswith("{")}
    values = {one: fixed.get(one) or things[THINGS.get(one, one)] for one in names}
    return path.format(**values)


def _odd(path: str, value: str) -> list[str]:
    return [value if one.startswith("{") else one for one in path.split("/")]
