import pytest

from devices.sims.faults import Faults

KNOWN = {"late": "", "refuse": ""}


def test_a_fault_holds_until_its_times_are_used_up() -> None:
    faults = Faults(KNOWN, ["late:0.5@2", "refuse"])
    assert [faults.number("late", 2) for _ in range(3)] == [0.5, 0.5, None]
    assert [faults.take("refuse") for _ in range(3)] == ["", "", ""]


def test_an_argument_has_a_default_and_behaving_ends_all() -> None:
    faults = Faults(KNOWN, ["late"])
    assert faults.number("late", 2) == 2
    faults.clear()
    assert not faults.on("late")


def test_a_percentage_happens_about_so_often_and_the_rest_not() -> None:
    faults = Faults(KNOWN, ["late:3%10"])
    found = [faults.take("late") for _ in range(1000)]
    assert 50 < found.count("3") < 200
    assert set(found) == {"3", None}


@pytest.mark.parametrize("order", ["", "nonsense", "late 2", "LATE"])
def test_an_unknown_fault_is_refused_with_the_known_ones(order: str) -> None:
    with pytest.raises(ValueError, match="known: late, refuse"):
        Faults(KNOWN, [order])
