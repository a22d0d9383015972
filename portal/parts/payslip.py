"""A payslip opened line by line, down to the punch: the employee and HR see the same."""

from decimal import Decimal
from itertools import chain

from hr.pay_views import SlipView
from portal.widgets.diff import Cause, diff_because
from portal.widgets.markup import Node
from portal.widgets.punches import MEANS, Means
from portal.widgets.show import MINUS, short_date, yuan
from portal.widgets.slip import Input, SlipLine, SlipSum, WhyDay, WhyTree, slip
from portal.widgets.why import RawPunch
from rules.money import to_fen
from rules.params.names import cited
from rules.payroll.fact import FACTS, DayRef, Fact, PunchRef, bare
from rules.payroll.slip import Line
from rules.text import Text

GROSS = Text("应发合计", "Gross total")
NET = Text("实发", "Net pay")
WITHHELD = Text("个人代扣", "Withheld")
NOTHING_HELD = Text("没有代扣", "nothing withheld")
BECAUSE = Text("与上个月不同，是因为", "Different from last month because")
_MEANS = {words: means for means, words in MEANS.items()}


def lines(view: SlipView) -> Node:
    """Every line with its tree, the gross under a double rule, what is withheld, the net."""
    paid = [one for one in view.slip.lines if one.kind in ("earning", "deduction")]
    held = [one for one in view.slip.lines if one.kind == "withholding"]
    taken = sum((one.amount for one in held), Decimal(0))
    withheld = SlipLine(
        key="withheld", name=WITHHELD, how="", fen=to_fen(taken), parts=[_line(x) for x in held]
    )
    return slip(
        [
            *(_line(one) for one in paid),
            SlipSum(name=GROSS, how=_sum(paid), fen=view.gross_fen, double=True),
            *([withheld] if held else []),
            SlipSum(name=NET, how="" if held else NOTHING_HELD, fen=view.net_fen),
        ]
    )


def because(view: SlipView) -> Node | None:
    """Why it differs from last month's, line by line; None when there is nothing to compare."""
    found = view.difference
    if found is None or found.same:
        return None
    causes = [Cause(words=one.text, fen=to_fen(one.amount)) for one in found.reasons]
    return diff_because(BECAUSE, causes, before=to_fen(found.before), after=to_fen(found.after))


def _line(one: Line) -> SlipLine:
    return SlipLine(
        key=one.code,
        name=one.label,
        how=one.summary,
        fen=to_fen(one.amount),
        why=WhyTree(
            formula=one.formula,
            filled=_strong_end(one.worked),
            inputs=[_input(fact) for fact in one.facts],
            days=[_day(day) for fact in one.facts for day in fact.source.days],
            basis=[cited(law.source) for law in one.laws],
        ),
    )


def _input(fact: Fact) -> Input:
    kind = FACTS[fact.code]
    return Input(name=kind.label, value=bare(kind.unit, fact.value), source=fact.source.text)


def _day(day: DayRef) -> WhyDay:
    return WhyDay(
        day=short_date(day.date),
        verdict=day.text,
        rule=day.rule,
        punches=[_punch(one) for one in day.punches],
    )


def _punch(one: PunchRef) -> RawPunch:
    return RawPunch(
        key=one.id,
        at=one.at[11:19],
        where=one.device,
        means=_MEANS.get(one.verify, Means.UNKNOWN),
        number=f"#{one.id[-6:]}",
    )


def _strong_end(worked: Text) -> Text:
    """Set the result of a worked formula strong."""
    return Text(_strong(worked.zh), _strong(worked.en))


def _strong(worked: str) -> str:
    head, equals, result = worked.rpartition(" = ")
    return f"{head}{equals}*{result}*"


def _sum(paid: list[Line]) -> str:
    """5,000.00 + 4,000.00 − 100.00."""
    signed = ((f" {MINUS} " if one.amount < 0 else " + ", one.amount) for one in paid)
    parts = chain.from_iterable((sign, yuan(abs(to_fen(amount)))) for sign, amount in signed)
    return "".join(list(parts)[1:])
