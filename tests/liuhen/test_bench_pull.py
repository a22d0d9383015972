"""The pull bench at a small size. Slow, because a gateway is started twice and then killed."""

from liuhen.bench import pull


def test_a_small_log_is_read_read_again_and_measured() -> None:
    rows = pull.measure(records=500, rounds=1)
    first, bar, again, restarted, memory = rows
    assert {row.name for row in rows} == {"pull"}
    assert first.figure == bar.figure > again.figure > 0
    assert (first.unit, bar.limit, bar.target) == ("s", 10.0, 1.0)
    assert restarted.figure > 0
    assert (memory.unit, memory.limit) == ("MB", 200.0)
    assert 20 < memory.figure < 200
