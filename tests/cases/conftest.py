"""Cases of areas that are not built are deselected, unless somebody brought the directory."""

import pytest

from tests.cases.not_built import excluded


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
