"""Stand-ins: the same for the same, of the same shape, never anybody's own value."""

from random import Random
from typing import Any

import pytest

from devices.tools.fakes import Collector, Fakes, UnredactableError, remains, trivial

VALUES = ("1001", "0017", "65000", "4294967295", "张三", "Jörg O'Neil", "BOCK200961014", "7")


def faked(values: tuple[str, ...] = VALUES, seed: int = 1) -> dict[str, str]:
    fakes = Fakes(set(values), Random(seed))
    return {value: fakes.replace(value) for value in values}


def test_a_stand_in_has_the_shape_and_the_bytes_of_its_value() -> None:
    for value, fake in faked().items():
        assert fake != value
        assert [m.isdecimal() for m in fake] == [m.isdecimal() for m in value]
        assert [m.isupper() for m in fake] == [m.isupper() for m in value]
        assert len(fake.encode()) == len(value.encode())
    found = faked()
    assert len(found["张三"].encode("gbk")) == 4
    assert found["0017"].startswith("00")
    assert int(found["65000"]) <= 0xFFFF
    assert int(found["4294967295"]) <= 0xFFFFFFFF


def test_no_stand_in_is_given_twice_or_is_an_original() -> None:
    many = tuple(str(code) for code in range(1000, 1400))
    found = faked(many)
    assert len(set(found.values())) == len(many)
    assert set(found.values()).isdisjoint(many)


def test_where_a_shape_is_full_everybody_gets_somebody_elses() -> None:
    digits = tuple("123456789")
    found = faked(digits)
    assert sorted(found.values()) == list(digits)
    assert all(value != fake for value, fake in found.items())


def test_what_tells_nothing_stays() -> None:
    fakes = Fakes(set(), Random(1))
    for value in ("", "0", "000", " ", "-", "0.0.0.0"):
        assert trivial(value)
        assert fakes.replace(value) == value
    assert not trivial("A")


def test_what_was_not_collected_cannot_be_replaced() -> None:
    fakes = Fakes({"1001"}, Random(1))
    with pytest.raises(KeyError):
        fakes.replace("1002")
    assert fakes.known("1002") == "1002"
    assert fakes.known("1001") != "1001"


def test_the_collector_changes_nothing() -> None:
    collector = Collector()
    assert [collector.replace(v) for v in ("1001", "", "0")] == ["1001", "", "0"]
    assert collector.found == {"1001"}


def test_what_remains_is_found_in_both_code_pages() -> None:
    originals = {"张三", "Richard", "123456", "982"}
    assert remains("x张三x".encode("gbk"), originals) == ["张三"]
    assert remains("x张三x".encode(), originals) == ["张三"]
    assert set(remains(b"Richard 123456 982", originals)) == {"Richard", "123456"}
    assert remains(b"nothing", originals) == []


def test_a_value_without_any_other_of_its_shape_is_refused() -> None:
    class Stubborn(Random):
        def choice(self, seq: Any) -> Any:
            return seq[0]

    with pytest.raises(UnredactableError, match="shape"):
        Fakes({"1"}, Stubborn())


def test_thousands_of_short_codes_take_no_time() -> None:
    many = {str(code) for code in range(1000, 10_000)}
    fakes = Fakes(many, Random(1))
    assert len(fakes.stand_ins) == len(many)
    assert all(fakes.replace(one) != one for one in many)
