from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.strict_json import MAX_DEPTH, MAX_KEYS, load


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b'"x"',
        b"null",
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":1e999}',
        b'{"a":99999999999999999999}',
        b'{"a":' + b"9" * 4301 + b"}",
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":2}}',
        b'{"a":1}{"a":1}',
        b'\xef\xbb\xbf{"a":1}',
        '{"a":1}'.encode("utf-16"),
        b'{"a":"\xd5\xc5"}',
        b'{"a":"\\ud800"}',
        b'{"a":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}",
        b"[" * 10_000 + b"]" * 10_000,
        b"{" + b",".join(b'"k%d":1' % n for n in range(MAX_KEYS + 1)) + b"}",
    ],
)
def test_what_could_mean_two_things_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        load(payload, 100_000)


def test_an_object_is_read() -> None:
    assert load('{"a":[1,{"b":"张"}],"c":1.5}'.encode(), 100) == {"a": [1, {"b": "张"}], "c": 1.5}


def test_more_than_the_limit_is_not_even_parsed() -> None:
    with pytest.raises(ValueError, match="the limit is 5"):
        load(b'{"a":1}', 5)


@given(st.binary(max_size=200))
def test_any_garbage_is_an_object_or_a_value_error(payload: bytes) -> None:
    with suppress(ValueError):
        assert isinstance(load(payload, 1000), dict)
