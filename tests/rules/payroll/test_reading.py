import json

import pytest

from rules.payroll.compare import compare
from rules.payroll.engine import calculate
from rules.payroll.reading import read
from rules.payroll.slip import Payslip
from rules.problem import Refused
from tests.rules.payroll.desk import GOLDEN, inputs, params


def slip(place: str = "CN-4403", **values: str) -> Payslip:
    found = calculate(inputs(place, **values), params())
    assert isinstance(found, Payslip)
    return found


@pytest.mark.parametrize(
    "found",
    [
        slip(**GOLDEN, allowance="12.5", overtime_base="5000", overtime_rest_day="8"),
        slip("CN-4401", **GOLDEN),
    ],
)
def test_a_stored_payslip_comes_back_the_same(found: Payslip) -> None:
    again = read(found.body)
    assert again == found
    assert again.digest == found.digest
    assert compare(again, found).same


def test_a_changed_body_is_refused() -> None:
    body = slip(**GOLDEN).body
    with pytest.raises(Refused, match="changed"):
        read(body.replace('"gross":"8900.00"', '"gross":"9900.00"'))
    with pytest.raises(Refused, match="changed"):
        read(json.dumps(json.loads(body)))
    with pytest.raises(Refused, match="form"):
        read(body.replace('"form":1', '"form":2'))
