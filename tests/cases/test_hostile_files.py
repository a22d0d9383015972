"""Hostile files: `--cases-hostile DIR`, files.jsonl; uploads and what can be fetched by address."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import httpx
import pytest

from tests.cases.hostile_lines import Json, lines, marked
from tests.cases.not_built import not_built
from tests.hr import matrix
from tests.portal.harbour import Harbour, harbour

SHORT = 64 * 1024
ANOTHER = "01M7VHRXG0ACZ7GE9SKM2P1Z19"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder = metafunc.config.getoption("--cases-hostile")
    metafunc.parametrize("case", marked(lines(folder / "files.jsonl"), area))


@pytest.fixture(scope="module", name="portal")
def _portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    with harbour(tmp_path_factory.mktemp("files"), matrix.build) as running:
        yield running


def area(case: Json) -> str:
    """Nothing can be uploaded yet; forms and addresses can be tried."""
    return "files" if adapter(case) else "uploads"


async def fetched(portal: Harbour, case: Json) -> None:
    """Ask for an address as the line says it, raw, as an employee or as nobody."""
    method, _, rest = case["input"].partition(" ")
    target = re.sub(r"<id[^>]*>", ANOTHER, rest.split(" ")[0])
    target = target.replace("<version>", "3.18.0").replace("<key>", "x")
    target = target.replace("<timestamp>", "20261120")
    stranger = "without login" in rest or "offboarded" in rest
    async with portal.visitor(None if stranger else "ada") as browser:
        url = httpx.URL(portal.url).copy_with(raw_path=target.encode())
        answer = await browser.request(method, url)
    refuse(answer)


async def slashes(portal: Harbour, _case: Json) -> None:
    """A thousand asks for what is not there leave a log that stays small."""
    before = len(log(portal))
    async with portal.visitor("ada") as browser:
        for _ in range(1000):
            refuse(await browser.get("/app/icon.svg/"))
    assert len(log(portal)) - before < 1 << 20


async def chunked(portal: Harbour, case: Json) -> None:
    """A parameter that once sized a buffer is only text."""
    query = case["input"].partition("?")[2]
    async with portal.visitor("ada") as browser:
        answer = await browser.get(f"/app/icon.svg?{query}")
    assert answer.status_code == 200
    assert len(answer.content) < SHORT


async def ranged(portal: Harbour, _case: Json) -> None:
    many = "bytes=" + ",".join(["0-"] * 1000)
    async with portal.visitor("ada", range=many) as browser:
        for path in ("/app/icon.svg", "/_nicegui/3.18.0/static/nicegui.js"):
            answer = await browser.get(path)
            assert answer.status_code in {200, 206, 400, 416}
            assert len(answer.content) < 4 << 20


async def parts(portal: Harbour, case: Json) -> None:
    """Forms that are there are small: what is larger is nobody signing in."""
    found = re.search(r"([\d,]+) parts", case["input"])
    count = int(found[1].replace(",", "")) if found else 0
    size = int(re.search(r"(\d+) MB", case["input"])[1]) << 20 if not found else 0  # type: ignore[index] # one of the two
    async with portal.visitor(None) as browser:
        answer = await browser.post(
            "/login",
            content=multipart(count, size),
            headers={"content-type": "multipart/form-data; boundary=x"},
        )
    assert answer.status_code in {401, 413, 429}
    assert len(answer.content) < SHORT


async def multipart(count: int, size: int) -> AsyncIterator[bytes]:
    head = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n'
    for _ in range(count):
        yield head + b"a\r\n"
    if size:
        yield head
        for _ in range(size >> 20):
            yield b"a" * (1 << 20)
    yield b"\r\n--x--\r\n"


Adapter = Callable[[Harbour, Json], Awaitable[None]]
ADAPTERS: tuple[tuple[str, str, Adapter], ...] = (
    ("download", r"static route \+ trailing slash", slashes),
    ("download", r"\?chunk=", chunked),
    ("download", r"Range: ", ranged),
    ("download", r"(GET|PUT|POST|DELETE) /", fetched),
    ("upload_content", r"multipart (with [\d,]+ parts|field \d+ MB)", parts),
)


def adapter(case: Json) -> Adapter | None:
    for surface, pattern, run in ADAPTERS:
        if case["surface"] == surface and re.search(pattern, case["input"]):
            return run
    return None


def refuse(answer: httpx.Response) -> None:
    assert answer.status_code in {303, 307, 403, 404, 405}
    assert len(answer.content) < SHORT
    assert "root:" not in answer.text


def log(portal: Harbour) -> bytes:
    return (portal.folder / "portal.log").read_bytes()


async def test_a_file_is_kept_safely_or_refused(portal: Harbour, case: Json) -> None:
    run = adapter(case)
    if run is None:
        not_built(area(case))
    await run(portal, case)
