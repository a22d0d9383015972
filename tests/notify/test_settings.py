from dataclasses import dataclass, field

import pytest

from notify.settings import about, faults


@dataclass(frozen=True, kw_only=True)
class Settings:
    name: str = field(default="a", metadata=about("名称", "Name", required=True, maximum=5))
    count: int = field(default=1, metadata=about("数量", "Count", minimum=1, maximum=9))
    colour: str = field(default="red", metadata=about("颜色", "Colour", choices=("red", "blue")))


def test_good_settings_have_no_faults() -> None:
    assert faults(Settings()) == []


@pytest.mark.parametrize(
    ("wrong", "name", "zh", "en"),
    [
        (Settings(name=""), "name", "名称没有填写", "Name is missing"),
        (Settings(name="abcdef"), "name", "名称不能大于 5", "Name must be at most 5"),
        (Settings(count=0), "count", "数量不能小于 1", "Count must be at least 1"),
        (Settings(colour="green"), "colour", "颜色只能是", "Colour must be one of red / blue"),
    ],
)
def test_a_fault_names_the_field_and_the_limit(
    wrong: Settings, name: str, zh: str, en: str
) -> None:
    [(where, words)] = faults(wrong)
    assert where == name
    assert zh in words.zh
    assert en in words.en
