import hashlib

from devices.driver import identity_of, keep, numbered_identity, status_flags, verify_of


def test_a_record_number_never_looks_like_a_person() -> None:
    assert identity_of("17", "2026-11-20 08:30:00") != numbered_identity(
        "17", "2026-11-20 08:30:00"
    )


def test_verify_codes_have_one_vocabulary() -> None:
    words = [verify_of(code) for code in (0, 1, 2, 3, 4, 7, 15, 25, 99, None)]
    assert words == [
        "password",
        "finger",
        "card",
        "password",
        "card",
        "other",
        "face",
        "palm",
        "unknown",
        "unknown",
    ]


def test_255_means_not_set_and_is_known() -> None:
    assert status_flags(255, 1) == ()
    assert status_flags(255, 255) == status_flags(None, 1) == ("unknown_status",)


def test_an_oversized_payload_keeps_its_beginning_and_its_digest() -> None:
    kept = keep(b"x" * 100, "big", "too big", limit=10)
    assert kept.payload == b"x" * 10
    assert hashlib.sha256(b"x" * 100).hexdigest() in kept.detail
