"""The same number means different things in calls about one person and about several."""

import pytest

from devices.codecs.face_code import BATCH_WORDS, SINGLE_WORDS, meaning


@pytest.mark.parametrize(
    ("command", "code", "en"),
    [
        ("EditPerson", 461, "There is no person code"),
        ("AddPersons", 461, "The person code exists already"),
        ("EditPerson", 464, "There is no face in the picture"),
        ("EditPersonsNew", 464, "The picture's host was not found"),
        ("EditPerson", 467, "The terminal is full"),
        ("DeletePersons", 467, "The picture is over 1 MB"),
        ("EditPerson", 468, "The picture's data is too short"),
        ("AddPersons", 468, "There is no face in the picture"),
        ("AddPersons", 410, "The terminal is busy; it will be sent again"),
        ("DelPerson", 999, "Unknown error 999"),
    ],
)
def test_a_code_is_said_in_words(command: str, code: int, en: str) -> None:
    assert meaning(command, code)["en"] == en


def test_every_code_has_both_languages() -> None:
    for words in (*SINGLE_WORDS.values(), *BATCH_WORDS.values()):
        assert words["zh"]
        assert words["en"]
