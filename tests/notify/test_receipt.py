from dataclasses import replace
from datetime import timedelta

from notify.receipt import Proof, Receipt, ReceiptKind
from tests.notify.kit import NOW

ONE = Receipt(kind=ReceiptKind.DELIVERED, proof=Proof.HINT, at=NOW, vendor_id="1", raw=b"x")


def test_the_same_fact_told_twice_has_one_identity() -> None:
    again = replace(ONE, at=NOW + timedelta(seconds=9), raw=b"y")
    assert ONE.identity == again.identity


def test_another_fact_has_another_identity() -> None:
    others = [
        replace(ONE, kind=ReceiptKind.FAILED),
        replace(ONE, proof=Proof.AUTHENTICATED),
        replace(ONE, vendor_id="2"),
        replace(ONE, attempt="1", vendor_id=""),
        replace(ONE, address="a"),
        replace(ONE, vendor_time="t"),
        replace(ONE, code="c"),
    ]
    assert len({r.identity for r in (ONE, *others)}) == 8


def test_arrival_is_stronger_than_any_failure() -> None:
    order = sorted(ReceiptKind, key=lambda kind: kind.rank)
    assert order.index(ReceiptKind.FAILED) < order.index(ReceiptKind.DELIVERED)
    assert order[-1] is ReceiptKind.CONFIRMED
