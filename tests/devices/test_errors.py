import pytest

from devices import errors

ALL: list[type[errors.DeviceError]] = [
    errors.Unreachable,
    errors.AuthRefused,
    errors.WireError,
    errors.Unsupported,
]


@pytest.mark.parametrize("kind", ALL)
def test_every_error_says_what_to_do_in_both_languages(kind: type[errors.DeviceError]) -> None:
    sentence = kind("detail").sentence()
    assert sentence["zh"] != errors.DeviceError.zh
    assert sentence["en"] != errors.DeviceError.en
    assert sentence["detail"] == "detail"


def test_only_what_can_change_by_itself_is_tried_again() -> None:
    retried = {kind.code for kind in ALL if kind.retryable}
    assert retried == {"unreachable", "wire_error"}
