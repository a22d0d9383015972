"""What is proven is filled, what is not is hollow, and a line joins only two proven facts."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.widgets.markup import render
from portal.widgets.receipts import STAGES, Channel, Fact, Stage, receipt_row

FACTS = st.lists(st.sampled_from(list(Fact)), min_size=1, max_size=len(STAGES))


def drawn(facts: list[Fact]) -> str:
    stages = [Stage(fact=fact) for fact in facts]
    return render(
        receipt_row(Channel(key="c", symbol="sms", name="SMS", address="138", stages=stages))
    )


@given(FACTS)
def test_a_solid_line_joins_only_two_proven_facts(facts: list[Fact]) -> None:
    solid = sum(a is Fact.PROVEN and b is Fact.PROVEN for a, b in pairwise(facts))
    assert drawn(facts).count("fact-mark solid") == solid


@given(FACTS)
def test_only_a_proven_fact_is_filled(facts: list[Fact]) -> None:
    assert drawn(facts).count("#i-proven") == facts.count(Fact.PROVEN)


@given(FACTS)
def test_every_row_has_all_stages(facts: list[Fact]) -> None:
    assert len(re.findall(r"<td", drawn(facts))) == len(STAGES)


def test_a_channel_that_cannot_prove_says_so() -> None:
    assert "此渠道无法证明" in drawn([Fact.PROVEN, Fact.NEVER])
    assert "还没有证明" in drawn([Fact.OPEN])
