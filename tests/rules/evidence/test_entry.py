import hashlib
import json
from dataclasses import asdict
from typing import Any

import pytest

from rules.evidence.entry import Entry, salted_hash
from rules.problem import Refused

FIELDS: dict[str, Any] = {
    "company": "c1",
    "type": "payroll.closed",
    "subject": "run-2026-10",
    "at": "2026-11-03T01:02:03.004Z",
    "actor": "u7",
    "data_sha256": "ab" * 32,
}


def test_a_leaf_is_canonical_and_complete() -> None:
    entry = Entry(**FIELDS)
    leaf = entry.leaf()
    assert json.loads(leaf) == {"v": 1, "prev": "", **FIELDS}
    assert leaf.startswith(b'{"actor":"u7","at":"2026-11-03T01:02:03.004Z","company":"c1"')
    assert Entry(**asdict(entry)).leaf() == leaf


def test_the_hash_of_the_data_depends_on_the_salt_and_not_on_the_order_of_keys() -> None:
    salt = bytes(range(16))
    first = salted_hash({"a": 1, "b": 2}, salt)
    assert first == salted_hash({"b": 2, "a": 1}, salt)
    assert first == hashlib.sha256(salt + b'{"a":1,"b":2}').hexdigest()
    assert first != salted_hash({"a": 1, "b": 2}, bytes(16))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", "2026-11-03T01:02:03Z"),
        ("at", "2026-11-03T01:02:03.004+08:00"),
        ("data_sha256", "AB" * 32),
        ("data_sha256", ""),
        ("prev", "12"),
        ("company", ""),
        ("actor", ""),
    ],
)
def test_a_malformed_entry_is_refused(field: str, value: str) -> None:
    with pytest.raises(Refused):
        Entry(**{**FIELDS, field: value})


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(Refused, match="16 octets"):
        salted_hash({}, b"short")
