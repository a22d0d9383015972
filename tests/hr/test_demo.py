"""The demo company goes as a whole, a real one never, and who removed it can go on."""

from pathlib import Path

import pytest

from hr import accounts, clock, demo, ids, people, records, sequencer
from hr.actor import Visitor
from hr.installation import current
from orm import models
from orm.models import Company, Event, Person, TerminalOutage
from rules.access import Permission, Role
from tests.dbfixtures import Database
from tests.hr import matrix
from tests.hr.kit import refusal
from tests.support import town as towns
from tests.support.town import Town

ALL = {getattr(models, name) for name in models.__all__}


def test_every_table_is_emptied_or_kept_on_purpose() -> None:
    owners = {model for model, _, _ in demo.BY_OWNER}
    assert {*demo.BY_COMPANY, *owners, *demo.KEPT} == ALL


async def harbour_is_a_demo(name: str) -> Company:
    return await Company.create(
        id=ids.new_id(), name=name, city="", is_demo=name != "Next Door", created_at=clock.now()
    )


async def test_a_real_company_cannot_be_removed(town: Town) -> None:
    assert await refusal(demo.remove(town.of("rosa"))) == "not_demo"
    assert not (await demo.removal(town.of("rosa"))).is_demo


async def test_every_row_of_the_demo_goes_and_the_remover_starts_anew(
    db: Database, standing_clock: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(towns, "_company", harbour_is_a_demo)
    towns.start_installation(tmp_path)
    town = await towns.build()
    await matrix.build(town)
    await TerminalOutage.create(
        id=ids.new_id(), terminal_id=town.terminals["T1"], began_at=clock.now()
    )
    rosa = town.of("rosa")
    assert (await demo.removal(rosa)).people == 9
    await demo.remove(rosa)
    me = await accounts.me(rosa)
    assert me.company_id not in {town.company, ""}
    assert set(me.roles) == {Role.ADMINISTRATOR, Role.HR}
    assert Permission.PERSON_EDIT in me.may
    assert await people.company_name(rosa) == ("我的公司", "My company", False)
    assert await refusal(accounts.me(town.of("hana"))) == "signed_out"
    for model in demo.BY_COMPANY:
        assert not await model.filter(company_id=town.company).exists(), model
    assert not await Company.exists(id=town.company)
    for model, key, owner in demo.BY_OWNER:
        living = await owner.all().values_list("id", flat=True)
        assert not await model.exclude(**{f"{key}__in": list(living)}).exists(), model
    assert await Person.exists(company_id=town.other)
    await _next_day(me.company_id, rosa)


async def _next_day(company_id: str, rosa: Visitor) -> None:
    """The new company's record is whole and takes new entries."""
    await people.add_person(
        rosa,
        code="1",
        name="first",
        unit_id=(await people.units(rosa))[0].id,
        hired_on=clock.now().date(),
    )
    while await sequencer.sequence(company_id, current().vault.signing_key()):
        pass
    whole = await records.whole(rosa)
    assert whole.fault is None
    assert (await Event.get(type="demo.removed")).company_id == company_id
