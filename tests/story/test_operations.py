"""The terminals' part of the story, on the running product: enrol, watch, mend, map."""

import time
from pathlib import Path

import pytest
from playwright.async_api import Browser

from rules.text import Lang
from tests.story import operations
from tests.story.house import running
from tests.story.test_newcomer import OFFSET
from tests.story.visit import Visit


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_it_and_hr_keep_the_terminals(
    lang: Lang, chromium: Browser, screens: Path | None, tmp_path: Path
) -> None:
    with running(tmp_path / "house", None, OFFSET) as house:
        visit = Visit(house, chromium, lang, "desktop", screens)
        try:
            await _walk(visit, tmp_path / "twin")
        except BaseException:
            await visit.keep_last_sights(tmp_path / "last-sights")
            raise
        assert not visit.faults, "\n".join(visit.faults)


async def _walk(visit: Visit, folder: Path) -> None:
    twin = await operations.terminal_is_enrolled(visit, folder)
    with operations.ended(twin):
        operations.find_twin(visit.house, folder)
        for step in (
            operations.page_tells_its_month,
            operations.gap_is_looked_into,
            operations.order_is_approved,
            operations.line_is_read_after_all,
            operations.code_is_changed,
            operations.new_terminal_is_believed,
        ):
            began = time.monotonic()
            await step(visit)
            print(f"{time.monotonic() - began:5.1f} s  {step.__name__}")
