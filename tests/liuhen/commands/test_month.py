"""payroll run: beside the workers, and after one that was cut off."""

from pathlib import Path

import pytest
from tortoise.transactions import in_transaction

from hr import clock, pay
from hr.pay_gate import progress_of
from liuhen.commands.month import payroll
from orm.jobs import claim
from orm.jobs.claim import Claimant
from orm.models import Company, Payslip
from tests.dbfixtures import Database
from tests.portal.pages.test_pay import ready
from tests.support import town as towns
from tests.support.town import NOW, Town


@pytest.fixture
async def town(db: Database, tmp_path: Path) -> Town:
    towns.start_installation(tmp_path)
    with clock.standing_at(NOW):
        town = await towns.build()
        await towns.sign_in(town)
        await ready(town, "ada")
    return town


@pytest.mark.parametrize("cut_off", ["never", "before", "within"])
async def test_a_months_pay_is_computed_to_its_end(
    town: Town, capsys: pytest.CaptureFixture[str], cut_off: str
) -> None:
    with clock.standing_at(NOW):
        if cut_off != "never":
            await pay.start(town.of("pavel"), "2026-10")
        if cut_off == "within":
            who = Claimant(worker="killed", kinds={"pay.shard": 1}, lease_ms=1)
            async with in_transaction():
                assert await claim.claim(who, "token", 1)
        await payroll(await Company.get(id=town.company), "2026-10")
    found = await progress_of(town.company, "2026-10")
    assert found
    assert (found.total, found.done, found.failed) == (1, 1, 0)
    assert await Payslip.filter(month="2026-10").count() == 1
    assert "可以复核了" in capsys.readouterr().out
