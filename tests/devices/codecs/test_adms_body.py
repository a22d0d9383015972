import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import adms_body

ROWS = b"1001\t2026-11-20 08:30:00\t0\t1\t0\t0\n" * 50
LIMIT = 1 << 20


def _raw_deflate(body: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(body) + machine.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("", ROWS),
        ("identity", ROWS),
        ("gzip", gzip.compress(ROWS, mtime=0)),
        ("deflate", zlib.compress(ROWS)),
        ("deflate", _raw_deflate(ROWS)),
    ],
)
def test_every_packing_is_undone(encoding: str, packed: bytes) -> None:
    assert adms_body.unpack(packed, encoding, LIMIT).plain == ROWS


def test_a_bomb_stops_at_the_limit_and_costs_no_more_memory() -> None:
    bomb = gzip.compress(bytes(300 << 20), 9)
    tracemalloc.start()
    found = adms_body.unpack(bomb, "gzip", LIMIT)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.wrong == "too_large"
    assert found.plain == b""
    assert peak < 4 * LIMIT


def test_exactly_the_limit_passes() -> None:
    body = bytes(LIMIT)
    assert adms_body.unpack(gzip.compress(body, mtime=0), "gzip", LIMIT).plain == body
    assert adms_body.unpack(gzip.compress(body + b"x", mtime=0), "gzip", LIMIT).wrong == "too_large"


@pytest.mark.parametrize(
    "packed",
    [b"", b"junk", gzip.compress(ROWS, mtime=0)[:-5], gzip.compress(ROWS, mtime=0) + b"more"],
)
def test_what_does_not_unpack_whole_is_broken(packed: bytes) -> None:
    assert adms_body.unpack(packed, "gzip", LIMIT).wrong == "broken"


@pytest.mark.parametrize("page", ["utf-16-le", "utf-16-be"])
def test_utf16_is_no_text_of_a_terminal_also_when_packed(page: str) -> None:
    mark = b"\xff\xfe" if page.endswith("le") else b"\xfe\xff"
    body = mark + ROWS.decode().encode(page)
    assert adms_body.unpack(body, "", LIMIT).wrong == "not_text"
    assert adms_body.unpack(gzip.compress(body, mtime=0), "gzip", LIMIT).wrong == "not_text"


@given(st.binary(max_size=300), st.sampled_from(["", "gzip", "deflate"]))
def test_any_body_has_an_outcome(body: bytes, encoding: str) -> None:
    found = adms_body.unpack(body, encoding, 100)
    assert found.wrong or len(found.plain) <= max(100, len(body))
