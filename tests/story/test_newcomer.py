"""The way once through the house, by people at browsers, from `liuhen run` to a verified pack."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser

from rules.text import Lang
from tests.story import attendance, pay, proof
from tests.story.house import WHEN, House, running, set_up
from tests.story.visit import Visit

OFFSET = (WHEN - datetime.now(UTC)).total_seconds()
WALKS: tuple[tuple[Lang, str], ...] = (
    ("zh", "desktop"),
    ("zh", "phone"),
    ("en", "desktop"),
    ("en", "phone"),
)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was set up once; walks after the first start from copies of it."""
    return set_up(tmp_path_factory.mktemp("prepared"), OFFSET)


@pytest.fixture
def house(
    walk: tuple[Lang, str], request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[House]:
    """The running product; the first walk starts from an empty folder, as newcomers do."""
    first = walk == WALKS[0]
    copy = None if first else request.getfixturevalue("prepared")
    with running(tmp_path / "house", copy, OFFSET) as built:
        yield built


@pytest.mark.parametrize("walk", WALKS, ids=["-".join(one) for one in WALKS])
async def test_a_newcomer_walks_from_the_first_punch_to_a_verified_pack(
    walk: tuple[Lang, str], house: House, chromium: Browser, screens: Path | None, tmp_path: Path
) -> None:
    lang, size = walk
    visit = Visit(house, chromium, lang, size, screens)
    try:
        await _walk(visit, tmp_path)
    except BaseException:
        await visit.keep_last_sights(tmp_path / "last-sights")
        raise
    assert not visit.faults, "\n".join(visit.faults)


async def _walk(visit: Visit, folder: Path) -> None:
    for step in (
        attendance.punches_appear,
        attendance.link_opens_only_once,
        attendance.stranger_is_claimed,
        attendance.links_are_handed_out,
        attendance.leave_is_requested,
        attendance.leave_is_approved,
        attendance.day_has_changed,
        pay.pay_is_computed,
        pay.pay_is_closed_by_another,
        pay.line_leads_to_the_punch,
        pay.employee_sees_the_same,
        proof.notice_is_sent,
        proof.notice_is_signed,
        proof.receipts_tell_what_is_proven,
    ):
        began = time.monotonic()
        await step(visit)
        print(f"{time.monotonic() - began:5.1f} s  {step.__name__}")
    await proof.record_is_whole(visit, folder)
    await attendance.rest_of_the_house(visit, visit.pages["hr"])
