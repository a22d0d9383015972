import re
from pathlib import Path

from rules.payroll import items
from rules.payroll.fact import FACTS
from rules.payroll.items import ITEMS

NAMED_BY_COMPUTE = {"rate", "month_days"}


def test_every_module_of_the_folder_is_registered() -> None:
    folder = Path(items.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    registered = {name.rpartition(".")[2] for name in (item.compute.__module__ for item in ITEMS)}
    assert modules == registered


def test_every_item_names_only_known_facts_in_both_languages() -> None:
    for item in ITEMS:
        assert item.trigger in FACTS
        for text in (item.formula, item.summary):
            names = set(re.findall(r"{(\w+)}", text.zh))
            assert names == set(re.findall(r"{(\w+)}", text.en))
            assert names <= FACTS.keys() | NAMED_BY_COMPUTE


def test_codes_are_unique() -> None:
    assert len({item.code for item in ITEMS}) == len(ITEMS)
