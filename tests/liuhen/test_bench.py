"""The load benches at a small size: they run, and their figures are of what they say.

Slow, because each starts gateways, brokers and terminals and kills them.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from gateway.collector import Collector
from hr import gateway
from hr.settings import Settings
from liuhen.bench import fleet, history, idle_terminals, storm
from liuhen.boot import opened
from liuhen.commands.bench import SUBJECTS
from orm import migrate, scratch


def test_every_bench_has_its_module() -> None:
    here = Path(fleet.__file__).parent
    assert {path.stem for path in here.glob("*.py")} >= set(SUBJECTS.values())


def test_a_small_storm_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storm, "DOWN", 1.0)
    monkeypatch.setattr(storm, "HEARTBEAT", 1.0)
    rows = storm.measure(terminals=12)
    assert [row.met for row in rows] == [True] * 5
    kept = rows[-1]
    assert kept.limit >= 12 * storm.PREFILL
    assert "0 lost, 0 doubled" in kept.what


def test_a_ledger_tells_what_was_acknowledged_only(tmp_path: Path) -> None:
    (tmp_path / "T1.jsonl").write_text(
        '{"do":"stored","n":1,"code":"1","local":"a"}\n{"do":"stored","n":2,"code":"2","local":"b"}\n'
        '{"do":"sent","n":[1,2]}\n{"do":"acked","n":[2]}\n'
    )
    assert list(storm._acknowledged(tmp_path)) == [("T1", "2", "b")]


async def test_memory_is_told_for_each_idle_protocol(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("_CALM", 1.0), ("_WATCHED", 1.0), ("WARM", 3)):
        monkeypatch.setattr(idle_terminals, name, value)
    memory, processor = await idle_terminals._measure(tmp_path, "adms", 5)
    assert memory.unit == "KB"
    assert 0 <= processor.figure < 100  # ticks of 10 ms: a second of idling may be none


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(history, "BATCHES", 2)
    yield
    assert history._servers() >= 0


async def test_history_is_there_and_a_batch_costs_few_statements(
    tmp_path: Path, small: None
) -> None:
    url = f"sqlite://{tmp_path}/full.db"
    await migrate.migrate(url)
    async with opened(Settings(data=tmp_path, database=url)):
        await history._filled(days=3)
        (to,) = await gateway.enrolled()
        assert await history._cost(0) > 0
        async with scratch.statements() as said:
            await history._send(Collector(), to, history._fresh(900))
    assert 3 < len(said) <= 10
    assert median([len(body.splitlines()) for body in history._bodies(3)]) == history.BATCH
    assert await asyncio.to_thread((tmp_path / "full.db").exists)


@pytest.mark.parametrize(
    ("url", "beside"),
    [
        (
            "postgres:///bench?host=/tmp/x&port=5432&user=p",
            "postgres:///other?host=/tmp/x&port=5432&user=p",
        ),
        ("postgres://u:w@h:5432/bench", "postgres://u:w@h:5432/other"),
    ],
)
async def test_a_database_beside_another_is_on_the_same_server(
    url: str, beside: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []

    class Server:
        async def execute(self, statement: str) -> None:
            said.append(statement)

        async def close(self) -> None:
            said.append("closed")

    async def connect(**options: object) -> Server:
        assert options["database"] == "bench"
        return Server()

    monkeypatch.setattr("asyncpg.connect", connect)
    assert await scratch.beside(url, tmp_path, "other") == beside
    assert said[-2:] == ['CREATE DATABASE "other"', "closed"]
