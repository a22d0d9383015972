"""A demo goes whole and alone."""

import pytest
from tortoise.transactions import in_transaction

from orm import doctor
from orm.erase import erase_demo
from orm.models import Company
from rules.problem import Refused
from tests.orm.rows import fill

pytestmark = pytest.mark.usefixtures("db")
_SHARED = {
    "broker_session",
    "gateway_node",
    "unknown_terminal",
    "login_failure",
    "job_worker",
    "job_schedule",
    "job_lane",
}


async def test_a_demo_company_leaves_nothing_and_the_others_everything() -> None:
    await fill("1")
    before = await doctor.counts()
    await fill("2", demo=True)
    async with in_transaction():
        await erase_demo("id-2")
    after = await doctor.counts()
    for table in _SHARED:  # belong to no company
        before.pop(table, None)
        after.pop(table, None)
    assert after == before
    assert [one.id for one in await Company.all()] == ["id-1"]


async def test_a_real_company_stays() -> None:
    await fill()
    with pytest.raises(Refused):
        await erase_demo("id-1")
