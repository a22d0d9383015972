"""/metrics: closed to strangers, strict text, counts that are true, labels that stay few."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from gateway import supervisor
from gateway.collector import Collector
from gateway.exposition import CONTENT_TYPE
from gateway.health import Watch
from gateway.metrics import Metrics, MetricsSettings, networks
from hr import ids
from hr.gateway import NotStoredError
from orm.faults import fault
from orm.models import TerminalCommand
from rules.problem import Refused
from tests.dbfixtures import Database
from tests.gateway.kit import SECRET, START, House, build, gateway, until
from tests.gateway.prometheus import Read, parse

ROWS = "1001\t2026-11-02 08:31:00\t0\t1\n9999\t2026-11-02 08:32:00\t0\t1\njunk\n"


@pytest.fixture
async def house(db: Database, tmp_path: Path, free_port: Callable[[], int]) -> House:
    return await build(db, tmp_path, gateway_port=free_port())


@pytest.fixture
async def open_house(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setenv("LIUHEN_METRICS_ALLOW", "127.0.0.1")
    await house.enrol("adms", "AD1")
    async with gateway():
        await until(lambda: ready(house))
        yield house


async def ready(house: House) -> bool:
    try:
        return (await ask(house, "/iclock/ping?SN=AD1")).status_code == 200
    except httpx.HTTPError:
        return False


async def ask(
    house: House, path: str, method: str = "GET", body: str = "", token: str = f"Device {SECRET}"
) -> httpx.Response:
    url = f"http://127.0.0.1:{house.settings.gateway_port}{path}"
    async with httpx.AsyncClient(trust_env=False) as client:
        headers = {"Authorization": token}
        return await client.request(method, url, content=body.encode(), headers=headers)


async def page(house: House) -> dict[str, Read]:
    answer = await ask(house, "/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == CONTENT_TYPE.decode()
    return parse(answer.text)


def value(found: dict[str, Read], name: str, **labels: str) -> float:
    return found[name].samples[(name, tuple(labels.items()))]


async def test_what_was_stored_repeated_and_set_aside_is_counted_by_protocol(
    open_house: House,
) -> None:
    for _ in range(2):
        answer = await ask(open_house, "/iclock/cdata?SN=AD1&table=ATTLOG", "POST", ROWS)
        assert answer.status_code == 200
    found = await page(open_house)
    assert value(found, "liuhen_batches_total", protocol="adms") == 2
    assert value(found, "liuhen_punches_stored_total", protocol="adms") == 2
    assert value(found, "liuhen_punches_duplicate_total", protocol="adms") == 2
    assert value(found, "liuhen_punches_unassigned_total", protocol="adms") == 1
    assert value(found, "liuhen_records_quarantined_total", protocol="adms") == 1
    assert value(found, "liuhen_punches_stored_total", protocol="zk") == 0
    seconds = found["liuhen_store_seconds"].samples
    assert seconds["liuhen_store_seconds_count", (("protocol", "adms"),)] == 2
    assert value(found, "liuhen_terminals", protocol="adms", state="online") == 1
    assert value(found, "liuhen_storage_down") == 0
    assert value(found, "liuhen_oldest_unacknowledged_seconds") == 0
    assert "liuhen_broker_connected" not in found


async def test_orders_and_pulls_come_from_storage(open_house: House) -> None:
    terminal = await open_house.enrol("zk", "ZK1", address="127.0.0.1:1", secret="0")
    for number, state in enumerate(("queued", "queued", "failed")):
        await TerminalCommand.create(
            id=ids.new_id(), company_id=open_house.company_id, terminal_id=terminal,
            number=number, kind="reboot", state=state, created_at=START, created_by="x",
        )  # fmt: skip
    found = await page(open_house)
    assert value(found, "liuhen_orders", state="queued") == 2
    assert value(found, "liuhen_orders", state="failed") == 1
    assert value(found, "liuhen_orders", state="done") == 0
    assert value(found, "liuhen_never_pulled_terminals") == 1
    (built,) = found["liuhen_build_info"].samples
    assert dict(built[1])["version"].count(".") == 2


async def test_no_label_grows_with_what_terminals_send(open_house: House) -> None:
    before = {(n, s) for n, one in (await page(open_house)).items() for s in one.samples}
    for number in range(30):
        await ask(open_house, f"/iclock/cdata?SN=AD1&table=T{number}", "POST", "x")
        await ask(open_house, f"/iclock/cdata?SN=WHO{number}&table=ATTLOG", "POST", ROWS)
    after = {(n, s) for n, one in (await page(open_house)).items() for s in one.samples}
    grown = {name for name, _ in after - before}
    assert grown <= {"liuhen_terminals"}
    assert len(after) < 150


async def test_it_is_closed_unless_somebody_opened_it(house: House) -> None:
    async with gateway():
        await until(lambda: reachable(house))
        for token in (f"Device {SECRET}", "Bearer x", "Bearer guess", ""):
            answer = await ask(house, "/metrics", token=token)
            assert (answer.status_code, "liuhen" in answer.text) == (403, False)


async def reachable(house: House) -> bool:
    try:
        return (await ask(house, "/healthz")).status_code == 200
    except httpx.HTTPError:
        return False


async def test_a_token_opens_it_and_only_reading_is_served(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIUHEN_METRICS_TOKEN", "t0ken")
    async with gateway():
        await until(lambda: reachable(house))
        assert (await ask(house, "/metrics", token="Bearer t0ken")).status_code == 200
        assert (await ask(house, "/metrics", token="Bearer t0ken2")).status_code == 403
        assert (await ask(house, "/metrics", "POST", token="Bearer t0ken")).status_code == 405


async def test_a_wrong_setting_is_one_clear_line(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIUHEN_METRICS_ALLOW", "everybody")
    with pytest.raises(Refused) as caught:
        await supervisor.run(asyncio.Event())
    assert "LIUHEN_METRICS_ALLOW" in caught.value.problem.text.zh


@pytest.mark.parametrize(
    ("address", "allowed", "may"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("10.2.3.4", "127.0.0.1, 10.0.0.0/8", True),
        ("11.2.3.4", "10.0.0.0/8", False),
        ("::1", "::1", True),
        ("::ffff:10.2.3.4", "10.0.0.0/8", True),
        ("", "0.0.0.0/0", False),
    ],
)
async def test_networks_are_compared_as_networks(
    address: str, allowed: str, *, may: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down() -> None:
        raise NotStoredError(fault("storage.full").problem)

    monkeypatch.setattr("hr.figures.read", down)
    metrics = Metrics(Collector(), Watch(), MetricsSettings(allow=allowed))
    said: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        said.append(message)

    await metrics({"client": (address, 1), "headers": [], "method": "GET"}, send)
    assert said[0]["status"] == (200 if may else 403)


async def test_while_storage_fails_the_page_says_so_and_still_comes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down() -> None:
        raise NotStoredError(fault("storage.full").problem)

    monkeypatch.setattr("hr.figures.read", down)
    collector = Collector()
    found = parse((await Metrics(collector, Watch(), MetricsSettings()).page()).decode())
    assert value(found, "liuhen_storage_down") == 1
    assert "liuhen_orders" not in found
    with collector.tally.waiting():
        assert collector.tally.oldest > 0
    assert collector.tally.oldest == 0


def test_networks_are_read_with_blanks_and_nothing_is_nobody() -> None:
    assert networks("") == ()
    assert len(networks(" 10.0.0.0/8 , ::1,")) == 2
