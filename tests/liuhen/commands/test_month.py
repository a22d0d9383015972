"""payroll run: beside the workers, and after one that was cut off."""

from pathlib import Path

import pytest

from hr import clock, pay
from hr.pay_gate import progress_of
from liuhen.commands.month import payroll
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


@pytest.mark.parametrize("cut_off", [False, True])
async def test_a_months_pay_is_computed_to_its_end(
    town: Town, capsys: pytest.CaptureFixture[str], *, cut_off: bool
) -> None:
    with clock.standing_at(NOW):
        if cut_off:
            await pay.start(town.of("pavel"), "2026-10")
        await payroll(await Company.get(id=town.company), "2026-10")
    found = await progress_of(town.company, "2026-10")
    assert found
    assert (found.total, found.done, found.failed) == (1, 1, 0)
    assert await Payslip.filter(month="2026-10").count() == 1
    assert "可以复核了" in capsys.readouterr().out
