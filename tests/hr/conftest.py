"""A small company on a fresh database, and a clock that stands still."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hr import clock
from tests.dbfixtures import Database
from tests.support import town as towns
from tests.support.town import NOW, Town


@pytest.fixture
def standing_clock() -> Iterator[None]:
    """It is Friday 2026-11-20, 12:00 in Shanghai."""
    with clock.standing_at(NOW):
        yield


@pytest.fixture
async def town(db: Database, standing_clock: None, tmp_path: Path) -> Town:
    """Harbour Works with everybody signed in."""
    towns.start_installation(tmp_path)
    built = await towns.build()
    await towns.sign_in(built)
    return built
