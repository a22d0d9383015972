import pytest

from rules.lifecycle.retirement import Track, retirement
from rules.period import Month


@pytest.mark.parametrize(
    ("track", "born", "delay", "reached"),
    [
        ("male", "1964-12", 0, "2024-12"),
        ("male", "1965-01", 1, "2025-02"),
        ("male", "1965-04", 1, "2025-05"),
        ("male", "1965-05", 2, "2025-07"),
        ("male", "1976-09", 36, "2039-09"),
        ("male", "1990-01", 36, "2053-01"),
        ("female_cadre", "1970-01", 1, "2025-02"),
        ("female_cadre", "1981-12", 36, "2039-12"),
        ("female_worker", "1975-02", 1, "2025-03"),
        ("female_worker", "1984-11", 60, "2039-11"),
        ("female_worker", "1999-12", 60, "2054-12"),
    ],
)
def test_the_age_rises_step_by_step_to_its_cap(
    track: Track, born: str, delay: int, reached: str
) -> None:
    found = retirement(track, Month.parse(born))
    assert (found.delay, str(found.reached)) == (delay, reached)
