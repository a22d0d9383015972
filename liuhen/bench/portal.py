"""R13 and R14: a list page with everything on, against a bare NiceGUI table page of 200 rows.

Both portals run in processes of their own; the client shares the machine with them.
"""

import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import socketio

from hr import clock, ids
from hr.actor import digest
from hr.settings import Settings
from liuhen import blank
from liuhen.bench.row import Row
from liuhen.boot import opened
from liuhen.plan import free_port
from orm import migrate
from orm.models import Account, Company, Person, Session, Site, Unit

ROWS = 200
PAGES = 60
CLIENTS = 40
_CLIENT = re.compile(r"client_id['\"]?: *['\"]([0-9a-f-]{36})")
BARE = """
from nicegui import ui
rows = [{'id': i, 'code': f'{i:05d}', 'name': f'P{i}', 'unit': 'Company'} for i in range(200)]
columns = [{'name': n, 'label': n, 'field': n} for n in ('code', 'name', 'unit')]
@ui.page('/')
def page():
    ui.table(columns=columns, rows=rows, row_key='id')
ui.run(port=PORT, host='127.0.0.1', reload=False, show=False, show_welcome_message=False)
"""


@dataclass(frozen=True, slots=True)
class Running:
    """One running portal: where, with which cookie, as which process."""

    url: str
    cookies: dict[str, str]
    pid: int


def measure() -> list[Row]:
    """Time to first byte, kilobytes per connected tab, seconds from start to answer."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        token = asyncio.run(_fill(folder))
        with _ours(folder, token) as (ours, started), _bare(folder) as (bare, bare_started):
            first, limit = _interleaved(ours, bare)
            tab, bare_tab = asyncio.run(_tab(ours)), asyncio.run(_tab(bare))
    return [
        Row(
            name="R13",
            what="list page of 200 people: time to first byte",
            figure=first,
            limit=limit,
            unit="ms",
            target=2.0,
            lower_is_better=True,
            note="limit: bare NiceGUI page with a table of the same 200 rows",
        ),
        Row(
            name="R14",
            what="memory per connected tab of that page",
            figure=tab,
            limit=bare_tab,
            unit="KB",
            target=1.5,
            lower_is_better=True,
            note="limit: the same bare page, connected",
        ),
        Row(
            name="start",
            what="portal start to first answer",
            figure=started,
            limit=bare_started,
            unit="s",
            lower_is_better=True,
            note="binding: at most 5 s; limit: bare NiceGUI",
        ),
    ]


async def _fill(folder: Path) -> str:
    """200 people and a signed-in HR account; returns the session token."""
    database = f"sqlite://{folder}/liuhen.db"
    async with opened(Settings(data=folder, database=database)):
        await migrate.migrate(database)
        company = await blank.company()
        await _people(company)
        account = await Account.get(login="admin")
        token, now = "bench-session", clock.now()
        await Session.create(
            id=ids.new_id(),
            account_id=account.id,
            token_hash=digest(token),
            created_at=now,
            seen_at=now,
        )
        return token


async def _people(company: Company) -> None:
    unit = await Unit.get(company_id=company.id)
    site = await Site.get(company_id=company.id)
    await Person.bulk_create(
        Person(
            id=ids.new_id(),
            company_id=company.id,
            code=f"{number:05d}",
            name=f"P{number}",
            unit_id=unit.id,
            site_id=site.id,
            hired_on=company.created_at.date(),
            created_at=clock.now(),
        )
        for number in range(ROWS)
    )


@contextmanager
def _ours(folder: Path, token: str) -> Iterator[tuple[Running, float]]:
    port = free_port()
    env = {
        **os.environ,
        "LIUHEN_DATA": str(folder),
        "LIUHEN_DATABASE": f"sqlite://{folder}/liuhen.db",
        "LIUHEN_PORT": str(port),
    }
    argv = [sys.executable, "-m", "liuhen", "portal"]
    with _process(argv, env, f"http://127.0.0.1:{port}/healthz") as (pid, started):
        yield Running(f"http://127.0.0.1:{port}/people?limit=200", {"liuhen": token}, pid), started


@contextmanager
def _bare(folder: Path) -> Iterator[tuple[Running, float]]:
    port = free_port()
    script = folder / "bare.py"
    script.write_text(BARE.replace("PORT", str(port)))
    with _process([sys.executable, str(script)], dict(os.environ), f"http://127.0.0.1:{port}/") as (
        pid,
        started,
    ):
        yield Running(f"http://127.0.0.1:{port}/", {}, pid), started


@contextmanager
def _process(argv: list[str], env: dict[str, str], ready: str) -> Iterator[tuple[int, float]]:
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own modules
        argv, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            while time.perf_counter() - began < 60 and not _answers(ready):
                time.sleep(0.05)
            yield process.pid, time.perf_counter() - began
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _interleaved(ours: Running, bare: Running) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    with httpx.Client(trust_env=False) as client:
        for _ in range(PAGES):
            for site, found in zip((ours, bare), times, strict=True):
                found.append(_first_byte(client, site))
    return statistics.median(times[0]), statistics.median(times[1])


def _first_byte(client: httpx.Client, site: Running) -> float:
    began = time.perf_counter()
    with client.stream("GET", site.url, cookies=site.cookies) as answer:
        answer.raise_for_status()
        next(answer.iter_raw())
        return (time.perf_counter() - began) * 1000


async def _tab(site: Running) -> float:
    """Kilobytes of the server per tab that is really connected."""
    await asyncio.sleep(1)
    before = _rss(site.pid)
    tabs = [await _connected(site) for _ in range(CLIENTS)]
    await asyncio.sleep(1)
    grown = _rss(site.pid) - before
    for tab in tabs:
        await tab.disconnect()
    return grown / CLIENTS


async def _connected(site: Running) -> socketio.AsyncClient:
    base = site.url.split("/", 3)
    async with httpx.AsyncClient(trust_env=False) as client:
        html = (await client.get(site.url, cookies=site.cookies)).text
    found = _CLIENT.search(html)
    query = {
        "client_id": found.group(1) if found else "",
        "next_message_id": 0,
        "implicit_handshake": "true",
        "document_id": ids.new_id(),
        "tab_id": ids.new_id(),
    }
    tab = socketio.AsyncClient()
    cookie = "; ".join(f"{name}={value}" for name, value in site.cookies.items())
    words = "&".join(f"{name}={value}" for name, value in query.items())
    await tab.connect(
        f"{base[0]}//{base[2]}?{words}",
        headers={"Cookie": cookie},
        socketio_path="/_nicegui_ws/socket.io",
        transports=["websocket"],
    )
    return tab


def _rss(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024
