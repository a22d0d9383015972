from hypothesis import given
from hypothesis import strategies as st

from notify.codecs import verp

ATTEMPT = st.from_regex(r"[A-Za-z0-9-]{1,40}", fullmatch=True)


@given(ATTEMPT)
def test_an_address_names_its_attempt_even_in_lower_case(attempt: str) -> None:
    address = verp.encode("bounce@hr.example.cn", attempt, "secret")
    assert verp.decode(address, "secret") == attempt
    assert verp.decode(address.lower(), "secret") == attempt.lower()


@given(ATTEMPT, st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=8, max_size=8))
def test_a_guessed_tag_is_not_ours(attempt: str, tag: str) -> None:
    address = f"bounce+{attempt}.{tag}@hr.example.cn"
    right = verp.encode("bounce@hr.example.cn", attempt, "secret")
    assert verp.decode(address, "secret") == (attempt if address == right else None)


@given(st.text(max_size=60))
def test_any_text_is_an_attempt_or_none(text: str) -> None:
    assert verp.decode(text, "secret") is None
