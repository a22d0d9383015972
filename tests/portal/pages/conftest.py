"""A small company behind a real portal, with everybody signed in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from hr import clock
from tests.dbfixtures import Database
from tests.support import town as towns
from tests.support.portal_process import Portal, serving
from tests.support.town import NOW

expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong


@pytest.fixture
async def portal(db: Database, tmp_path: Path) -> AsyncIterator[Portal]:
    """Harbour Works on Friday 2026-11-20, noon in Shanghai; the test shares its clock."""
    with clock.standing_at(NOW):
        towns.start_installation(tmp_path)
        town = await towns.build()
        await towns.sign_in(town)
        async with serving(town, db.url, tmp_path) as running:
            yield running
