"""A terminal is changed, gets a new secret, and moves to another group of codes."""

from datetime import UTC, datetime, timedelta

import pytest

from hr import clock, gateway, mapping, terminal_edit, terminal_guide
from hr.terminal_edit import Changed
from orm.models import CodeMapping, Punch, Terminal
from tests.hr.kit import punch, refusal
from tests.support.town import NOW, Town

ZONE = "Asia/Shanghai"


async def changed(town: Town, **values: object) -> Changed:
    form = await terminal_edit.edit_form(town.of("rosa"), town.terminals["T1"])
    told = {
        "code": form.code, "name": form.name, "name_en": form.name_en, "zone": form.zone,
        "site_id": form.site_id, "address": form.address, "settings": dict(form.settings),
    }  # fmt: skip
    return Changed(**(told | values))  # type: ignore[arg-type] # the test names real fields


async def test_name_and_settings_change_and_the_gateways_notes_stay(town: Town) -> None:
    t1 = town.terminals["T1"]
    await Terminal.filter(id=t1).update(settings={"gateway": {"layout": "40"}})
    to = await changed(town, name="Back door", settings={"poll_seconds": 5})
    await terminal_edit.edit(town.of("rosa"), t1, to)
    found = await Terminal.get(id=t1)
    assert found.name == "Back door"
    assert found.settings["poll_seconds"] == 5
    assert found.settings["retry_seconds"] == 30
    assert found.settings["gateway"] == {"layout": "40"}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": " "}, "name"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"settings": {"poll_seconds": 1}}, "too_low"),
        ({"site_id": "nowhere"}, "not_found"),
    ],
)
async def test_what_does_not_fit_is_refused(
    town: Town, values: dict[str, object], code: str
) -> None:
    to = await changed(town, **values)
    asked = terminal_edit.edit(town.of("rosa"), town.terminals["T1"], to)
    assert await refusal(asked) == code


async def test_a_renewed_secret_is_told_once_and_the_old_one_is_gone(town: Town) -> None:
    secret = await terminal_edit.renew_secret(town.of("rosa"), town.terminals["T1"])
    (found,) = await gateway.enrolled()
    assert found.secret == secret != "gate-secret"


async def test_a_pulled_terminal_takes_a_number_for_a_key(town: Town) -> None:
    t1 = town.terminals["T1"]
    await Terminal.filter(id=t1).update(protocol="zk")
    assert await refusal(terminal_edit.renew_secret(town.of("rosa"), t1)) == "key"
    assert await terminal_edit.renew_secret(town.of("rosa"), t1, 123) == "123"


async def test_a_move_attaches_what_waits_and_leaves_what_was_given(town: Town) -> None:
    """At the plant 0002 is dora's; the gate's punches of ada stay hers."""
    await CodeMapping.create(
        id="01", company_id=town.company, code_group="plant", code="0002",
        person_id=town.people["dora"], valid_from=datetime(2025, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    await CodeMapping.create(
        id="02", company_id=town.company, code_group="plant", code="7777",
        person_id=town.people["ben"], valid_from=datetime(2025, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    await punch("0002", "2026-11-19 08:55:00")
    await punch("7777", "2026-11-19 08:56:00")
    assert await terminal_edit.move(town.of("rosa"), town.terminals["T1"], "plant") == 1
    with clock.standing_at(NOW + timedelta(minutes=1)):
        await punch("0002", "2026-11-20 11:55:00")
    hana, long = town.of("hana"), datetime(2024, 1, 1, tzinfo=UTC)
    (row,) = [
        one
        for one in await mapping.list_spans(hana)
        if one.code_group == "plant" and one.code == "0002"
    ]
    await mapping.set_span(hana, row.id, long)  # asks every punch of the code again
    owners = dict(await Punch.all().values_list("local_text", "person_id"))
    assert owners == {
        "2026-11-19 08:55:00": town.people["ada"],
        "2026-11-19 08:56:00": town.people["ben"],
        "2026-11-20 11:55:00": town.people["dora"],
    }


async def test_the_guide_says_where_to_call(town: Town) -> None:
    told = await terminal_guide.guide(town.of("rosa"), town.terminals["T1"])
    assert (told.protocol, told.serial, told.port) == ("adms", "TOWN0001", 8081)
    assert told.host not in {"127.0.0.1", "localhost", "0.0.0.0"}
