"""What every test may use: real parts, free ports, and the rules of the summary."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.async_api import Browser

from tests.support import loopback, ports
from tests.support.chromium import connected, serving_chromium
from tests.support.mosquitto import Mosquitto
from tests.support.postgres import Postgres, running_postgres

pytest_plugins = ["tests.dbfixtures"]
SURFACES = ("law", "devices", "hostile", "notices", "shifts", "flows")
DATABASES = ("sqlite", "postgres")
STORAGE = {"db", "company", "template", "fresh", "empty"}  # fixtures of one pass's database
LONG = {"story", "faults", "jobs", "test_gallery.py"}
CASES = {name: Path(__file__).parent / "cases" / name for name in SURFACES}
_skipped: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Case directories: anybody can bring their own."""
    group = parser.getgroup("liuhen", "case directories")
    for surface, own in CASES.items():
        group.addoption(
            f"--cases-{surface}",
            metavar="DIR",
            type=_directory,
            default=own,
            help=f"{surface} cases to run (default: tests/cases/{surface})",
        )


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker, choose the database, shut the network, and time no drawn example."""
    hypothesis.settings.register_profile(
        "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("suite")
    config.addinivalue_line("markers", "db: touches storage, so it runs on both databases")
    loopback.install_guard()
    if database() not in DATABASES:
        raise pytest.UsageError(f"LIUHEN_TEST_DB is {database()!r}: use one of {DATABASES}")


def pytest_report_header() -> str:
    """Say which database this pass uses."""
    return f"liuhen: storage tests run on {database()} (LIUHEN_TEST_DB)"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark a test that asks for a database `db`; start the long ones first, so none trails."""
    for item in items:
        if STORAGE & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.db)
    items.sort(key=lambda item: LONG.isdisjoint(item.path.parts))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collect skips (and expected failures, which are skips with another name)."""
    if report.skipped or hasattr(report, "wasxfail"):
        _skipped.append(f"{report.nodeid}: {_reason(report)}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything can be installed (Debian, root), a skip is a failure."""
    if _skipped and _everything_installable() and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List every skip with its reason; none is a line too."""
    terminalreporter.section(f"skipped: {len(_skipped)}")
    for line in _skipped:
        terminalreporter.line(line, red=_everything_installable())


def database() -> str:
    """Return the database of this pass: `sqlite` or `postgres`."""
    return os.environ.get("LIUHEN_TEST_DB", "sqlite")


def _directory(text: str) -> Path:
    path = Path(text).resolve()
    if not path.is_dir():
        raise pytest.UsageError(f"no such directory of cases: {path}")
    return path


def _reason(report: pytest.TestReport) -> str:
    place = report.longrepr
    return str(place[2] if isinstance(place, tuple) else getattr(report, "wasxfail", place))


def _everything_installable() -> bool:
    return os.geteuid() == 0 and Path("/etc/debian_version").exists()


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Return a function that finds a free port, a new one each time."""
    return ports.free_port


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    """A running broker of its own; `stop`, `kill` and `start` keep port and sessions."""
    folder = tmp_path / "mosquitto"
    folder.mkdir()
    broker = Mosquitto(folder)
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()


@pytest.fixture
def screens() -> Path | None:
    """Where a story keeps its pictures, docs/screens by `make screens`; else it takes none."""
    folder = os.environ.get("LIUHEN_SCREENS")
    return Path(folder) if folder else None


@pytest.fixture(scope="session")
def chromium_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One headless browser for the whole pass: starting one costs more than most tests."""
    with serving_chromium(tmp_path_factory.mktemp("chromium")) as address:
        yield address


@pytest.fixture
async def chromium(chromium_address: str) -> AsyncIterator[Browser]:
    """A headless browser; ask it for contexts and pages with Playwright's async API."""
    async with connected(chromium_address) as browser:
        yield browser


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server for the whole pass; it starts when the first test asks."""
    with running_postgres() as server:
        yield server
