"""A terminal in the wrong zone: seen from its punches, mended on record, days judged anew."""

from datetime import UTC, date, datetime, timedelta

from hr import clock, zones
from orm.models import Event, Punch, Terminal, ZoneCorrection
from tests.hr.kit import judged, punch, refusal
from tests.support.town import NOW, Town

SINCE = datetime(2026, 11, 18, tzinfo=UTC)


async def work_days(town: Town) -> None:
    """Three days of ada, sent at once by a terminal that is said to stand in London."""
    await Terminal.filter(id=town.terminals["T1"]).update(zone="Europe/London")
    for day in ("2026-11-18", "2026-11-19"):
        for hour in ("08:55:00", "18:05:00"):
            came = datetime.fromisoformat(f"{day}T{hour}+08:00")
            with clock.standing_at(came):
                await punch("0002", f"{day} {hour}")


async def test_a_constant_error_is_seen_and_mended(town: Town) -> None:
    await work_days(town)
    t1, rosa = town.terminals["T1"], town.of("rosa")
    found = await zones.hint(rosa, t1)
    assert found is not None
    assert (found.minutes, found.punches) == (480, 4)
    wrong = await judged(town.people["ada"], date(2026, 11, 18))
    assert (wrong.verdict, wrong.late_minutes) != ("present", 0)
    assert await zones.correct(rosa, t1, found.since, NOW, "Asia/Shanghai", reason="moved") == 4
    right = await judged(town.people["ada"], date(2026, 11, 18))
    assert (right.verdict, right.late_minutes, right.early_minutes) == ("present", 0, 0)
    assert right.first_in == datetime(2026, 11, 18, 0, 55, tzinfo=UTC)
    assert await zones.hint(rosa, t1) is None
    assert (await Terminal.get(id=t1)).zone == "Asia/Shanghai"


async def test_the_punches_themselves_stay_as_they_came(town: Town) -> None:
    await work_days(town)
    before = await Punch.all().order_by("id").values()
    await zones.correct(town.of("rosa"), town.terminals["T1"], SINCE, NOW, "Asia/Shanghai")
    assert await Punch.all().order_by("id").values() == before
    assert (await Event.get(type="terminal.zone_corrected")).actor == town.people["rosa"]


async def test_only_punches_of_the_span_are_read_anew(town: Town) -> None:
    await work_days(town)
    until = datetime(2026, 11, 19, tzinfo=UTC)
    moved = await zones.correct(
        town.of("rosa"), town.terminals["T1"], SINCE, until, "Asia/Shanghai"
    )
    assert moved == 2
    assert (await judged(town.people["ada"], date(2026, 11, 18))).late_minutes == 0
    assert (await judged(town.people["ada"], date(2026, 11, 19))).first_in != datetime(
        2026, 11, 19, 0, 55, tzinfo=UTC
    )


async def test_a_clock_that_was_off_is_mended_by_minutes(town: Town) -> None:
    await punch("0002", "2026-11-18 07:55:00", "2026-11-18 17:05:00")
    t1 = town.terminals["T1"]
    await zones.correct(
        town.of("rosa"), t1, SINCE - timedelta(days=1), NOW, "Asia/Shanghai", minutes=60
    )
    day = await judged(town.people["ada"], date(2026, 11, 18))
    assert (day.early_minutes, day.first_in) == (0, datetime(2026, 11, 18, 0, 55, tzinfo=UTC))


async def test_the_later_of_two_corrections_counts(town: Town) -> None:
    await work_days(town)
    t1, rosa = town.terminals["T1"], town.of("rosa")
    await zones.correct(rosa, t1, SINCE, NOW, "Asia/Tokyo")
    with clock.standing_at(NOW + timedelta(minutes=1)):
        await zones.correct(rosa, t1, SINCE, NOW, "Asia/Shanghai")
    assert (await judged(town.people["ada"], date(2026, 11, 18))).late_minutes == 0
    assert len(await zones.list_corrections(rosa, t1)) == 2


async def test_a_preview_says_what_would_change_and_changes_nothing(town: Town) -> None:
    await work_days(town)
    found = await zones.preview(town.of("rosa"), town.terminals["T1"], SINCE, NOW, "Asia/Shanghai")
    assert (found.punches, found.local) == (4, "2026-11-18 08:55:00")
    assert found.after == datetime(2026, 11, 18, 0, 55, tzinfo=UTC)
    assert await ZoneCorrection.all().count() == 0


async def test_a_punch_flagged_as_ahead_of_time_counts_once_its_zone_is_mended(town: Town) -> None:
    await work_days(town)
    assert all("future" in flags for flags in [one.flags for one in await Punch.all()])
    await zones.correct(town.of("rosa"), town.terminals["T1"], SINCE, NOW, "Asia/Shanghai")
    day = await judged(town.people["ada"], date(2026, 11, 19))
    assert len(day.punch_ids) == 2


async def test_impossible_corrections_are_refused(town: Town) -> None:
    t1, rosa = town.terminals["T1"], town.of("rosa")
    assert await refusal(zones.correct(rosa, t1, NOW, SINCE, "Asia/Shanghai")) == "backwards"
    assert await refusal(zones.correct(rosa, t1, SINCE, NOW, "Mars/Olympus")) == "zone"
    far = zones.correct(rosa, t1, SINCE, NOW, "Asia/Shanghai", minutes=2000)
    assert await refusal(far) == "minutes"
