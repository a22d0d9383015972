"""One event as a leaf of the log: canonical bytes that hold salted hashes, never the data.

Erasing a person's data (PIPL art. 47) deletes blob and salt; the leaf and every proof stay valid.
"""

import hashlib
import re
from dataclasses import dataclass

from rules.evidence.jcs import canonical
from rules.problem import refuse

VERSION = 1
SALT_BYTES = 16
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What happened (`type`) to whom or what (`subject`), when (RFC 3339, UTC, ms), by whom.

    `data_sha256` comes from `salted_hash`; `prev` is the leaf hash (hex) of the subject's
    previous event, "" for the first. Ids are opaque codes, never names.
    """

    company: str
    type: str
    subject: str
    at: str
    actor: str
    data_sha256: str
    prev: str = ""

    def __post_init__(self) -> None:
        named = self.company and self.type and self.subject and self.actor
        _require("id", "为空", "is empty", holds=bool(named))
        _require("at", "不是毫秒 UTC", "is not UTC milliseconds", holds=_is(_INSTANT, self.at))
        hashed = _is(_SHA256, self.data_sha256)
        _require("data_sha256", "不是哈希", "is not a hash", holds=hashed)
        chained = not self.prev or _is(_SHA256, self.prev)
        _require("prev", "不是哈希", "is not a hash", holds=chained)

    def leaf(self) -> bytes:
        """Return the canonical bytes that go into the tree."""
        return canonical(
            {
                "v": VERSION,
                "company": self.company,
                "type": self.type,
                "subject": self.subject,
                "at": self.at,
                "actor": self.actor,
                "data_sha256": self.data_sha256,
                "prev": self.prev,
            }
        )


def salted_hash(data: object, salt: bytes) -> str:
    """Return SHA-256 (hex) of the 16-octet random salt and the canonical data."""
    _require("salt", "不是 16 字节", "is not 16 octets", holds=len(salt) == SALT_BYTES)
    return hashlib.sha256(salt + canonical(data)).hexdigest()


def _is(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.fullmatch(text) is not None


def _require(where: str, zh: str, en: str, *, holds: bool) -> None:
    if not holds:
        raise refuse(
            "evidence.entry", f"证据条目的 {where} {zh}", f"entry: {where} {en}", where=where
        )
