"""What comes next for a day, in every standing."""

import pytest

from rules.attendance.outlook import Standing, outlook

CASES = [
    (Standing(), "没有要您做的", "自动重判"),
    (Standing(accepted=True), "已按此认定", "自动重判"),
    (Standing(pending=True, needs_hr=False), "还没过完", "自动重判"),
    (Standing(needs_hr=True, absent=True), "整天没有打卡", "关不了账"),
    (Standing(needs_hr=True), "还缺一次打卡", "关不了账"),
    (Standing(needs_hr=True, held=True), "不能判他没来", "关不了账"),
    (Standing(closed=True, needs_hr=True), "已关账", "待处理的提案"),
]


@pytest.mark.parametrize(("day", "now", "last"), CASES)
def test_what_holds_now_stands_first_and_doing_nothing_last(
    day: Standing, now: str, last: str
) -> None:
    said = outlook(day)
    assert now in said[0].zh
    assert last in said[-1].zh
    assert all(one.en for one in said)


def test_a_silent_terminal_promises_that_its_punches_are_still_taken() -> None:
    said = outlook(Standing(needs_hr=True, held=True))
    assert any("补传" in one.zh for one in said)
    assert not any("补传" in one.zh for one in outlook(Standing(needs_hr=True)))
