import pytest

from devices.codecs.zk_slots import SlotBook, of_codes
from devices.driver import User

MONDAY, TUESDAY, FRIDAY = "2026-11-02 09:00:00", "2026-11-03 09:00:00", "2026-11-06 09:00:00"


def _book(*readings: tuple[str, dict[int, str]]) -> SlotBook:
    book, before = SlotBook(), ""
    for now, slots in readings:
        book.learn([User(code=code, slot=slot) for slot, code in slots.items()], before, now)
        before = now
    return book


def test_who_is_there_at_the_first_reading_always_was() -> None:
    book = _book((MONDAY, {7: "1001"}))
    assert [book.code_of(7, local) for local in ("2000-01-01 00:00:00", FRIDAY)] == ["1001"] * 2
    assert book.code_of(8, MONDAY) is None


@pytest.mark.parametrize(
    ("local", "code"),
    [
        ("2026-11-02 08:59:59", "1001"),
        (MONDAY, None),  # between the two readings the slot changed hands: nobody can say when
        ("2026-11-03 08:59:59", None),
        (TUESDAY, "2002"),
        (FRIDAY, "2002"),
    ],
)
def test_a_slot_given_away_keeps_its_old_punches(local: str, code: str | None) -> None:
    assert _book((MONDAY, {7: "1001"}), (TUESDAY, {7: "2002"})).code_of(7, local) == code


def test_a_slot_that_was_nobodys_is_its_new_owners_from_the_last_look_on() -> None:
    book = _book((MONDAY, {}), (TUESDAY, {}), (FRIDAY, {7: "1001"}))
    assert book.code_of(7, "2026-11-02 12:00:00") is None
    assert book.code_of(7, "2026-11-03 12:00:00") == "1001"


def test_a_deleted_person_keeps_her_slot_until_another_gets_it() -> None:
    assert _book((MONDAY, {7: "1001"}), (TUESDAY, {})).code_of(7, FRIDAY) == "1001"


def test_a_book_is_kept_as_plain_lists_and_opens_again() -> None:
    book = _book((MONDAY, {7: "1001"}), (TUESDAY, {7: "2002"}))
    again = SlotBook(book.history)
    assert again.history == book.history
    assert again.history["7"] == [["", "1001"], [MONDAY, ""], [TUESDAY, "2002"]]


def test_codes_that_never_changed_need_no_history() -> None:
    assert of_codes({3: "1003"}).code_of(3, MONDAY) == "1003"
