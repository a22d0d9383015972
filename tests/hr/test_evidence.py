"""The record: sequenced, signed, whole; every planted edit is found; a stranger can check it."""

import contextlib
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from tortoise.transactions import in_transaction

from hr import pack, people, records, sequencer
from hr.installation import current
from orm import sql
from orm.faults import DRIVER_ERRORS
from orm.models import Checkpoint, Event, Leaf, PendingLeaf
from tests.dbfixtures import Database
from tests.hr.kit import machine_work, refusal
from tests.support.town import Town


@pytest.fixture
async def recorded(town: Town) -> Town:
    """Seven events about Ada, sequenced under two signed heads."""
    for number in range(7):
        change = {"position": f"clerk {number}"}
        await people.edit_person(town.of("hana"), town.people["ada"], change)
        if number == 2:
            await sequence(town)
    await sequence(town)
    return town


async def sequence(town: Town) -> None:
    while await sequencer.sequence(town.company, current().vault.signing_key()):
        pass


async def test_events_get_their_places_in_order_and_a_signed_head(recorded: Town) -> None:
    leaves = await Leaf.filter(company_id=recorded.company).order_by("position")
    assert [one.position for one in leaves] == list(range(7))
    assert await PendingLeaf.all().count() == 0
    assert [one.size for one in await Checkpoint.all().order_by("size")] == [3, 7]


async def test_the_record_says_that_it_is_whole(recorded: Town) -> None:
    found = await records.whole(recorded.of("otto"))
    assert (found.fault, found.events, found.sequenced, found.waiting) == (None, 7, 7, 0)
    assert "记录完整" in found.head.zh


async def test_what_waits_for_its_place_is_said(recorded: Town) -> None:
    await people.edit_person(recorded.of("hana"), recorded.people["ada"], {"position": "x"})
    found = await records.whole(recorded.of("otto"))
    assert (found.fault, found.waiting) == (None, 1)


async def test_sequencing_again_changes_nothing(recorded: Town) -> None:
    head = await Checkpoint.all().order_by("-size").first()
    await sequence(recorded)
    again = await Checkpoint.all().order_by("-size").first()
    assert head is not None
    assert again is not None
    assert again.note == head.note


TABLES = ("event", "leaf", "checkpoint", "pending_leaf")
EDITS = {
    "a changed sentence": "UPDATE event SET data = '{}' WHERE id = (SELECT event_id FROM leaf"
    " WHERE position = 4)",
    "a changed leaf": "UPDATE leaf SET hash = (SELECT hash FROM leaf WHERE position = 1)"
    " WHERE position = 4",
    "a deleted event": "DELETE FROM event WHERE id = (SELECT event_id FROM leaf"
    " WHERE position = 4)",
    "a deleted place": "DELETE FROM leaf WHERE position = 4",
    "swapped places": "UPDATE leaf SET position = 1000 + position WHERE position IN (4, 5);"
    "UPDATE leaf SET position = 1009 - position WHERE position > 1000",
    "a cut tail": "DELETE FROM leaf WHERE position > 4",
    "a signed head gone": "DELETE FROM checkpoint WHERE size = 7",
}


@pytest.mark.parametrize("edit", EDITS)
async def test_an_edit_by_whoever_owns_the_database_is_found(
    recorded: Town, db: Database, edit: str
) -> None:
    await by_force(db.dialect, *EDITS[edit].split(";"))
    found = await records.whole(recorded.of("otto"))
    assert found.fault is not None, edit
    assert "不能再信" in found.head.zh


async def test_the_database_refuses_such_edits_in_the_first_place(recorded: Town) -> None:
    for edit in ("a changed sentence", "a deleted event", "a changed leaf", "a deleted place"):
        with pytest.raises(DRIVER_ERRORS):
            await sql.run(EDITS[edit])
    assert (await records.whole(recorded.of("otto"))).fault is None


async def test_a_pack_verifies_with_the_systems_python_and_openssl(
    recorded: Town, tmp_path: Path
) -> None:
    folder = await unpacked(recorded, tmp_path)
    done = verified(folder)
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("OK: 7 entries are in the signed tree of 7")
    assert await pack.fingerprint(recorded.of("otto")) in done.stdout


@pytest.mark.parametrize(
    "name",
    ["events.jsonl", "checkpoint", "manifest.json", "manifest.sig", "keys/log.pub.pem",
     "keys/log.vkey", "README.txt"],
)  # fmt: skip
async def test_one_flipped_byte_is_refused(recorded: Town, tmp_path: Path, name: str) -> None:
    folder = await unpacked(recorded, tmp_path)
    path = folder / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    done = verified(folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("REFUSED: ")


async def test_a_file_too_many_or_too_few_is_refused(recorded: Town, tmp_path: Path) -> None:
    folder = await unpacked(recorded, tmp_path)
    (folder / "more.txt").write_text("x")
    assert verified(folder).returncode == 1
    (folder / "more.txt").unlink()
    (folder / "README.txt").unlink()
    assert verified(folder).returncode == 1


async def test_a_pack_about_one_person_holds_that_person_alone(recorded: Town) -> None:
    data = await pack.pack(recorded.of("otto"), recorded.people["ben"])
    assert zipfile.ZipFile(io.BytesIO(data)).read("events.jsonl") == b""


async def test_who_may_not_see_a_phone_does_not_read_it_in_the_record(
    town: Town, tmp_path: Path
) -> None:
    """The event is there for everybody who reads the record, and the pack verifies."""
    change = {"phone": "13912345678"}
    await people.edit_person(town.of("hana"), town.people["ada"], change)
    await sequence(town)
    for who, seen in (("hana", True), ("pavel", False), ("rosa", False), ("otto", False)):
        (row,) = await records.timeline(town.of(who), kind="person.changed")
        assert ("13912345678" in row.data) is seen
        data = zipfile.ZipFile(io.BytesIO(await pack.pack(town.of(who))))
        assert (b"13912345678" in data.read("events.jsonl")) is seen
        data.extractall(tmp_path / who)
        assert verified(tmp_path / who).returncode == 0


async def test_without_a_signed_head_there_is_no_pack_yet(town: Town) -> None:
    assert await refusal(pack.pack(town.of("otto"))) == "no_head"


async def test_an_event_of_a_rolled_back_change_never_was(town: Town) -> None:
    asked = people.edit_person(town.of("hana"), town.people["ada"], {"position": "x" * 65})
    assert await refusal(asked) == "length"
    with contextlib.suppress(ZeroDivisionError):
        await broken_off(town)
    assert await Event.all().count() == 0


async def broken_off(town: Town) -> None:
    async with in_transaction():
        work = await machine_work(town.company)
        await work.emit("person.changed", town.people["ada"])
        1 / 0  # noqa: B018 - anything that goes wrong after the event


async def unpacked(town: Town, folder: Path) -> Path:
    data = await pack.pack(town.of("otto"))
    zipfile.ZipFile(io.BytesIO(data)).extractall(folder / "pack")
    return folder / "pack"


def verified(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the pack's own check with nothing of ours in reach."""
    python = shutil.which("python3", path="/usr/bin:/bin") or "python3"
    return subprocess.run(
        [python, "-I", "verify.py"],
        cwd=folder, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip


async def by_force(dialect: str, *statements: str) -> None:
    """What the owner of the database can do: take the guards away, edit, put nothing back."""
    if dialect == "sqlite":
        found = await sql.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        guards = [f"DROP TRIGGER {one['name']}" for one in found]
    else:
        guards = [f"ALTER TABLE {one} DISABLE TRIGGER ALL" for one in TABLES]
    for statement in (*guards, *statements):
        await sql.connection().execute_script(statement)
