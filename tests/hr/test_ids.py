"""Ids: as long as a ULID, ordered as they were made, whatever the clock and the chance do."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from hr import clock, ids
from tests.support.town import NOW


@pytest.fixture(autouse=True)
def chance() -> Iterator[None]:
    ids.use(lambda count: b"\xff" * count)
    yield
    ids.use(None)


def test_an_id_begins_with_its_time_and_has_26_characters() -> None:
    with clock.standing_at(NOW):
        made = ids.new_id()
    first = ids.first_id(int(NOW.timestamp() * 1000))
    assert len(made) == 26
    assert made[:10] == first[:10]
    assert made > first


def test_ids_of_one_millisecond_and_of_a_clock_set_back_still_rise() -> None:
    with clock.standing_at(NOW):
        made = [ids.new_id() for _ in range(1000)]
    with clock.standing_at(NOW - timedelta(hours=1)):
        made += [ids.new_id() for _ in range(1000)]
    with clock.standing_at(NOW + timedelta(milliseconds=1)):
        made.append(ids.new_id())
    assert made == sorted(set(made))


def test_a_batch_of_ids_is_what_asking_one_by_one_gives() -> None:
    with clock.standing_at(NOW):
        first = ids.new_id()
        batch = ids.new_ids(1500)
        after = ids.new_id()
        ids.use(lambda count: b"\xff" * count)
        assert [first, *batch, after] == [ids.new_id() for _ in range(1502)]


def test_a_batch_of_ids_rises_past_the_end_of_its_last_characters() -> None:
    ids.use((((1 << 20) - 3) << 1).to_bytes)
    with clock.standing_at(NOW):
        made = ids.new_ids(10)
    assert made == sorted(set(made))
    assert [len(one) for one in made] == [26] * 10
    assert ids.new_ids(0) == []
