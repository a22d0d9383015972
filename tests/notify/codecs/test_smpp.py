import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.codecs import smpp
from notify.codecs.smpp import Command, Pdu, SmppError
from notify.receipt import ReceiptKind


def deliver(text: bytes, tlvs: dict[int, bytes] | None = None, esm_class: int = 4) -> Pdu:
    body = {"esm_class": bytes([esm_class]), "message": text}
    return Pdu(command=Command.DELIVER_SM, sequence=1, body=body, tlvs=tlvs or {})


@given(st.binary(max_size=80))
def test_any_octets_are_a_pdu_or_an_error(octets: bytes) -> None:
    try:
        pdu = smpp.decode(octets)
    except SmppError:
        return
    assert smpp.decode(smpp.encode(pdu)) == pdu


@given(st.sampled_from(sorted(smpp.BODIES)), st.integers(0, 2**32 - 1), st.binary(max_size=60))
def test_a_known_command_with_any_body_is_a_pdu_or_an_error(
    command: int, sequence: int, rest: bytes
) -> None:
    head = (16 + len(rest), command, 0, sequence)
    octets = b"".join(n.to_bytes(4, "big") for n in head) + rest
    try:
        pdu = smpp.decode(octets)
    except SmppError:
        return
    assert pdu.sequence == sequence
    assert smpp.decode(smpp.encode(pdu)) == pdu


def test_a_refused_bind_may_have_no_body() -> None:
    octets = bytes.fromhex("00000010800000090000000d00000001")
    pdu = smpp.decode(octets)
    assert (pdu.status, smpp.encode(pdu)) == (0x0D, octets)


def test_seventy_one_characters_are_two_parts_of_67_and_4() -> None:
    assert smpp.ucs2_parts("字" * 70, 7) == [("字" * 70).encode("utf-16-be")]
    one, two = smpp.ucs2_parts("字" * 71, 7)
    assert one == bytes.fromhex("050003070201") + ("字" * 67).encode("utf-16-be")
    assert two == bytes.fromhex("050003070202") + ("字" * 4).encode("utf-16-be")
    assert len(one) == 140


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=71, max_size=400))
def test_parts_join_to_the_text_and_none_is_torn(text: str) -> None:
    parts = smpp.ucs2_parts(text, 1)
    assert all(len(part) <= 140 for part in parts)
    assert "".join(part[6:].decode("utf-16-be") for part in parts) == text


@pytest.mark.parametrize(
    ("pdu", "told"),
    [
        (deliver(b"id:7 stat:DELIVRD err:000"), ("7", ReceiptKind.DELIVERED)),
        (deliver(b"id:7 stat:UNDELIV"), ("7", ReceiptKind.FAILED)),
        (deliver(b"id:7 stat:NONSENS"), ("7", ReceiptKind.UNKNOWN)),
        (deliver(b"", {0x1E: b"A\0", 0x427: b"\2"}), ("A", ReceiptKind.DELIVERED)),
        (deliver(b"id:7 stat:DELIVRD", {0x427: b"\3"}), ("7", ReceiptKind.EXPIRED)),
        (deliver(b"id:7 stat:DELIVRD", esm_class=0), None),
    ],
)
def test_a_receipt_is_read_from_tlvs_before_text(
    pdu: Pdu, told: tuple[str, ReceiptKind] | None
) -> None:
    assert smpp.receipt(pdu) == told


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("1A2B", "6699", True), ("6699", "1a2b", True), ("0007", "7", True), ("1A2B", "1A2C", False)],
)
def test_ids_in_hex_and_decimal_are_one(one: str, other: str, *, same: bool) -> None:
    assert smpp.same_id(one, other) is same
