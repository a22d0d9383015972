"""An instant is the same on both databases, to the millisecond."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orm.fields import from_ms, to_ms
from orm.models import Company


@given(st.datetimes(timezones=st.just(UTC)))
def test_there_and_back_keeps_the_millisecond(at: datetime) -> None:
    back = from_ms(to_ms(at))
    assert timedelta(0) <= at - back < timedelta(milliseconds=1)


def test_a_naive_instant_is_a_programming_error() -> None:
    with pytest.raises(TypeError):
        to_ms(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


@pytest.mark.usefixtures("db")
async def test_stored_filtered_and_ordered_across_zones() -> None:
    early = datetime(2026, 11, 2, 8, 0, tzinfo=timezone(timedelta(hours=8)))
    late = datetime(2026, 11, 2, 0, 0, 1, tzinfo=UTC)
    for name, at in (("late", late), ("early", early)):
        await Company.create(id=name, name=name, city="sz", created_at=at)
    assert [c.id for c in await Company.filter(created_at__lt=late)] == ["early"]
    assert [c.id for c in await Company.all().order_by("created_at")] == ["early", "late"]
    assert (await Company.get(id="early")).created_at == early
