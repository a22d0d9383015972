"""WeCom send replies: errcode 0 with invalid users is a partial failure."""

from collections.abc import Iterable

from notify.codecs import loose
from notify.codecs.outcome import Outcome
from notify.errors import ErrorClass

BY_CODE = {
    40001: ErrorClass.CONFIG,
    40014: ErrorClass.TRANSIENT,  # token revoked early: refresh once
    42001: ErrorClass.TRANSIENT,
    45009: ErrorClass.THROTTLE,
    45033: ErrorClass.THROTTLE,
    81013: ErrorClass.ADDRESS,
    60020: ErrorClass.CONFIG,
    -1: ErrorClass.TRANSIENT,
}
REFUSED = {"invaliduser": ErrorClass.ADDRESS, "unlicenseduser": ErrorClass.CONFIG}


def classify(errcode: int) -> ErrorClass:
    """Return what an errcode means; an unlisted one stops the channel for a look."""
    return BY_CODE.get(errcode, ErrorClass.CONFIG)


def outcomes(raw: bytes, users: Iterable[str]) -> list[Outcome]:
    """Return what each user of a send got: refused by list, by errcode, or taken."""
    reply = loose.parse(raw)
    errcode = loose.text(reply, "errcode")
    whole = None if errcode == "0" else classify(int(errcode) if _whole(errcode) else -1)
    named = {user: error for name, error in REFUSED.items() for user in _users(reply, name)}
    everybody = dict.fromkeys((*users, *named))
    msgid = loose.text(reply, "msgid")
    return [
        Outcome(address=user, error=named.get(user, whole), code=errcode, vendor_id=msgid)
        for user in everybody
    ]


def _users(reply: object, name: str) -> list[str]:
    return [user for user in loose.text(reply, name).split("|") if user]


def _whole(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and text.isascii()
