"""Orders as operator JSON (devices.md 3.1): strict out, typed values only, ids kept on resend."""

from collections.abc import Callable, Mapping, Sequence

from devices.codecs import text
from devices.driver import Order, User

MOST_AT_ONCE = 200
"""People in one DeletePersons."""

_CODE_BYTES = 47
_NAME_BYTES = 31
_PAGE = 100
_EVERYBODY = 2
Body = dict[str, object]


def order(order: Order, now: str, device: Mapping[str, object]) -> Body | None:
    """One command, its messageId the order's number; None for what these terminals cannot do.

    `now` is the terminal's local time; `device` the field that names it (facesluiceId).
    """
    encode = _KINDS.get(order.kind)
    found = encode(order, now) if encode else None
    if found is None:
        return None
    operator, info = found
    return {"messageId": str(order.number), "operator": operator, "info": {**device, **info}}


def deletion(orders: Sequence[Order]) -> Body | None:
    """Several deletions as one DeletePersons; None unless all are of people it can name."""
    asked = [one.user for one in orders if one.kind == "delete_user" and one.user]
    codes = [user.code for user in asked if _named(user)]
    if not 1 < len(codes) == len(orders) <= MOST_AT_ONCE:
        return None
    return {
        "messageId": "-".join(("d", str(orders[0].number), str(orders[-1].number))),
        "DataBegin": "BeginFlag",
        "operator": "DeletePersons",
        "PersonNum": len(codes),
        "info": {"customId": codes},
        "DataEnd": "EndFlag",
    }


def page_after(message_id: str, found: int) -> tuple[str, int] | None:
    """What to ask for after a page of so many people: messageId and first row; None at the end.

    Pages are numbered in the messageId (`17`, `17.100`, `17.200`): the answer says no more.
    """
    number, _, start = message_id.partition(".")
    if found < _PAGE or not number.isdecimal() or not (start or "0").isdecimal():
        return None
    following = int(start or "0") + _PAGE
    return f"{number}.{following}", following


def page(message_id: str, start: int, device: Mapping[str, object]) -> Body:
    """Ask for one page of the people on a terminal, without their pictures."""
    info: Body = {**device, "personType": _EVERYBODY, "BeginNO": start, "RequestCount": _PAGE}
    return {"messageId": message_id, "operator": "SearchPersonList", "info": {**info, "Picture": 0}}


def span(low: str, high: str) -> Body:
    """The info of ManualPushRecords; times are the terminal's own."""
    return {"TimeS": low.replace(" ", "T"), "TimeE": high.replace(" ", "T")}


def _named(user: User | None) -> bool:
    return user is not None and 0 < len(user.code.encode()) <= _CODE_BYTES


def _put(order: Order, _: str) -> tuple[str, Body] | None:
    if order.user is None or not _named(order.user):
        return None
    info: Body = {
        "customId": order.user.code,
        "name": text.fit(order.user.name, _NAME_BYTES, "utf-8").rstrip(b"\0").decode(),
        "personType": 0,
    }
    return "EditPerson", info | ({"RFIDCard": order.user.card} if order.user.card else {})


def _delete(order: Order, _: str) -> tuple[str, Body] | None:
    if order.user is None or not _named(order.user):
        return None
    return "DelPerson", {"customId": order.user.code}


def _list(order: Order, _: str) -> tuple[str, Body]:
    info = page(str(order.number), 0, {})["info"]
    return "SearchPersonList", dict(info) if isinstance(info, dict) else {}


_KINDS: Mapping[str, Callable[[Order, str], tuple[str, Body] | None]] = {
    "set_time": lambda _, now: ("SetSysTime", {"SysTime": now.replace(" ", "T")}),
    "put_user": _put,
    "delete_user": _delete,
    "read_users": _list,
    "read_log": lambda order, _: ("ManualPushRecords", span(order.low, order.high)),
    "reboot": lambda _, __: ("RebootDevice", {"IsRebootDevice": 1}),
}
