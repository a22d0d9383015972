import pytest

from notify.errors import ADVICE, ErrorClass, refused
from notify.words import Words


@pytest.mark.parametrize("error", ErrorClass)
def test_every_class_says_what_to_do_in_both_languages(error: ErrorClass) -> None:
    wrong = refused(error, "x.code", Words("问题", "A problem"))
    assert wrong.failure.say.zh == f"问题（x.code）。{ADVICE[error].zh}"
    assert str(wrong) == f"A problem (x.code). {ADVICE[error].en}"


def test_only_address_and_content_are_permanent() -> None:
    assert [e for e in ErrorClass if e.permanent] == [ErrorClass.ADDRESS, ErrorClass.CONTENT]
