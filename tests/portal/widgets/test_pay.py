"""Payslip lines open to their reasons; differences carry their sign."""

from portal.widgets.diff import Cause, Diff, diff_because, diff_row
from portal.widgets.markup import render
from portal.widgets.punches import Means
from portal.widgets.slip import Input, SlipLine, SlipSum, WhyDay, WhyTree, slip, slip_line, slip_sum
from portal.widgets.why import RawPunch

PUNCH = RawPunch(key="48213", at="09:12:07", where="NS-02", means=Means.FINGER, number="#48 213")
TREE = WhyTree(
    formula="次数 × 每次",
    filled="2 × 50.00 = *100.00*",
    inputs=(Input(name="次数", value="2", source="考勤 2026-10", key="lates"),),
    days=(WhyDay(day="10-13", verdict="迟到 12 分", rule="宽限 5 分", punches=(PUNCH,)),),
    basis=("手册 4.2",),
)


def test_a_line_leads_down_to_the_punch() -> None:
    shown = render(
        slip_line(SlipLine(key="late", name="迟到扣款", how="2 次", fen=-10000, why=TREE))
    )
    for step in ("−100.00", "次数 × 每次", "考勤 2026-10", "10-13", "09:12:07", "手册 4.2"):
        assert step in shown
    assert 'data-act="raw" data-key="48213"' in shown
    assert 'data-act="input" data-key="lates"' in shown


def test_a_line_without_reasons_does_not_pretend_to_open() -> None:
    shown = render(slip_line(SlipLine(key="x", name="津贴", how="", fen=100)))
    assert "<details" not in shown
    assert 'class="why"' not in shown


def test_a_line_can_open_to_its_parts() -> None:
    part = SlipLine(key="tax", name="个税", how="", fen=-7596)
    shown = render(slip([SlipLine(key="held", name="代扣", how="", fen=-7596, parts=(part,))]))
    assert shown.count("−75.96") == 2


def test_the_gross_total_has_a_double_rule() -> None:
    assert "slip-sum double" in render(slip_sum(SlipSum(name="应发", how="", fen=1, double=True)))


def test_a_difference_always_carries_its_sign() -> None:
    shown = render(
        diff_row(Diff(key="1", name="彭国栋", cause="加班", before=720000, after=852414))
    )
    assert "+1,324.14" in shown
    assert "7,200.00 → 8,524.14" in shown


def test_the_causes_stand_above_their_sum() -> None:
    causes = [Cause(words="绩效", fen=-80000), Cause(words="迟到", fen=-5000)]
    shown = render(diff_because("因为", causes, before=975000, after=890000))
    assert shown.index("−800.00") < shown.index("−50.00") < shown.index("−850.00")
