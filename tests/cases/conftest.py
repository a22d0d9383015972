"""Cases of areas that are not built are deselected, unless somebody brought the directory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hr import clock
from tests.cases.not_built import excluded
from tests.dbfixtures import Database
from tests.support import town as towns
from tests.support.town import NOW, Town


@pytest.fixture
async def town(db: Database, tmp_path: Path) -> AsyncIterator[Town]:
    with clock.standing_at(NOW):
        towns.start_installation(tmp_path)
        built = await towns.build()
        await towns.sign_in(built)
        yield built


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker every case carries."""
    config.addinivalue_line("markers", "area(surface, name): what a case needs built")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take the excluded cases out, and let the summary count them."""
    out = [item for item in items if _excluded(item, config)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


def _excluded(item: pytest.Item, config: pytest.Config) -> bool:
    mark = item.get_closest_marker("area")
    if mark is None:
        return False
    surface, area = mark.args
    return excluded(surface, area, config)
