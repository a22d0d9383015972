"""What came of one hostile input, and the small language its expectation is written in.

An expectation is words joined by `_`; `_or_` joins alternatives. Every phrase is a check; a phrase
nobody knows fails the case, so nothing passes by being misunderstood.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from devices.driver import PunchEvent

PEOPLE = {"1001", "1002", "1003"}
"""The persons HR knows in these cases; everybody else waits as unmatched."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """Facts the adapters collect; `words` are verdicts that are no counts."""

    events: list[PunchEvent] = field(default_factory=list)
    rows: int = 0
    rows_after_repeat: int = 0
    quarantined: int = 0
    status: int = 200
    reply: bytes = b""
    words: set[str] = field(default_factory=set)

    @property
    def flags(self) -> set[str]:
        return {flag for event in self.events for flag in event.flags}

    @property
    def codes(self) -> set[str]:
        return {event.person_code for event in self.events}


def check(expect: str, outcome: Outcome) -> None:
    """Fail unless one alternative of the expectation holds in all its phrases."""
    alternatives = re.split(r"_or_", expect)
    problems = [_problem(alternative, outcome) for alternative in alternatives]
    assert None in problems, f"{expect}: {problems}; got {outcome}"


def _problem(alternative: str, outcome: Outcome) -> str | None:
    rest = alternative
    while rest:
        found = next((hit for hit in _matches(rest) if hit), None)
        if found is None:
            return f"no such expectation: {rest!r}"
        match, holds = found
        if not holds(outcome, *match.groups()):
            return f"{match[0]!r} does not hold"
        rest = rest[match.end() :].lstrip("_").removeprefix("and_")
    return None


def _matches(rest: str) -> list[tuple[re.Match[str], Callable[..., bool]] | None]:
    found = [(re.match(rf"(?:{shape})(?=_|$)", rest), holds) for shape, holds in _PHRASES.items()]
    return [(match, holds) if match else None for match, holds in found]


def _said(word: str) -> Callable[[Outcome], bool]:
    return lambda outcome: word in outcome.words


def _accepted(outcome: Outcome) -> bool:
    return outcome.status == 200 and (outcome.rows > 0 or "accept" in outcome.words)


def _unmatched(outcome: Outcome) -> bool:
    return bool(outcome.codes) and not outcome.codes & PEOPLE


def _nothing_taken(outcome: Outcome) -> bool:
    return outcome.rows == 0 and outcome.quarantined == 0


def _always(_: Outcome) -> bool:
    return True


_PHRASES: dict[str, Callable[..., bool]] = {
    r"accept_(\d+)": lambda o, n: o.rows == int(n) and o.status == 200,
    r"accept_with_device_zone": lambda o: o.rows == 1 and o.events[0].zone_offset_minutes is None,
    r"accept_normalised|accept_verbatim|accept": _accepted,
    r"flag_unknown_status": lambda o: "unknown_status" in o.flags,
    r"flag_(clock_suspect|clock_back|future|old)": lambda o, flag: flag in o.flags,
    r"distinct": lambda o: len(o.codes) == o.rows,
    r"unmatched": _unmatched,
    r"match_exact": lambda o: all(e.person_code.encode() in e.payload for e in o.events),
    r"decode_gbk": lambda o: "undecoded_code" not in o.flags,
    r"keep_raw": lambda o: all(event.payload for event in o.events),
    r"idempotent": lambda o: o.rows_after_repeat == o.rows,
    r"reply_OK_(\d+)": lambda o, n: o.status == 200 and o.reply == b"OK: " + n.encode(),
    r"reply_OK": lambda o: o.status == 200 and o.reply.startswith(b"OK"),
    r"reply_only_own_commands": _said("own_commands"),
    r"quarantine_(\d+)": lambda o, n: o.quarantined == int(n),
    r"quarantine_(?:records?|lines?|event|raw|body|table)": lambda o: o.quarantined > 0,
    r"quarantine": lambda o: o.quarantined > 0 and o.rows == 0,
    r"ack_after_commit": _said("ack_after_commit"),
    r"ack": _said("ack"),
    r"keep_listening": _said("keep_listening"),
    r"ignore_unknown_command_id": lambda o: o.status == 200 and "unknown_command" in o.words,
    r"ignore": _nothing_taken,
    r"reject_line_too_long": lambda o: o.status == 413 and o.rows == 0,
    r"reject_frame": _said("reject_frame"),
    r"reject_value": _said("reject_value"),
    r"reject_(\d{3})": lambda o, code: o.status == int(code) and _nothing_taken(o),
    r"(\d{3})": lambda o, code: o.status == int(code) and _nothing_taken(o),
    r"reject(?:_error|_path)?": lambda o: 400 <= o.status < 500 and _nothing_taken(o),
    r"unknown_device": lambda o: o.status == 403,
    r"when_device_secret_set": _always,
    r"server_name": _said("discard"),
    r"discard_(?:template|photo|picture)": _said("discard"),
    r"before_buffering": lambda o: o.status in {411, 413},
    r"log_event": _said("signal"),
    r"no_big_alloc": _said("small"),
    r"reconnect_with_backoff": _said("retryable"),
    r"reconnect": _said("reconnect"),
    r"device_auth_error_alert": _said("auth_refused"),
    r"alert": _said("alert"),
    r"refuse_transfer_over_limit": _said("over_limit"),
    r"treat_as_empty": _said("empty"),
    r"compare_count": _said("compare_count"),
    r"retry_chunk": _said("wrong_chunk"),
    r"then_abort|abort_transfer|abort": lambda o: "abort" in o.words and _nothing_taken(o),
    r"retry": lambda o: "retryable" in o.words and _nothing_taken(o),
    r"never_garbage": lambda o: all("2008" <= e.local[:4] < "2100" for e in o.events),
    r"no_clear": _always,
    r"mark_unsupported|unsupported": _said("unsupported"),
    r"reassemble": _said("waiting"),
    r"broker_den(?:y|ies|ied)|broker_refuses|broker_rejects": _said("broker_denies"),
    r"by_rule": _always,
}
