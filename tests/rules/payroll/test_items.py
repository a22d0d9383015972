import re

from rules.payroll.fact import FACTS
from rules.payroll.items import ITEMS

NAMED_BY_COMPUTE = {"rate", "month_days"}


def test_every_item_names_only_known_facts_in_both_languages() -> None:
    for item in ITEMS:
        assert item.trigger in FACTS
        for text in (item.formula, item.summary):
            names = set(re.findall(r"{(\w+)}", text.zh))
            assert names == set(re.findall(r"{(\w+)}", text.en))
            assert names <= FACTS.keys() | NAMED_BY_COMPUTE


def test_codes_are_unique() -> None:
    assert len({item.code for item in ITEMS}) == len(ITEMS)
