"""Orders in the words of ADMS terminals: attendance firmware (2.5) and 3.x access firmware (2.6).

Only typed values reach a command; a value cannot smuggle a field or another command. Removing a
person removes the templates too; which table holds those alone differs by model, so it is no order.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from devices.clock import show_local
from devices.codecs import adms_time, text
from devices.codecs.adms_reply import Command
from devices.driver import Order, OrderKind, User

Dialect = Literal["attendance", "access"]
PART = 100_000_000
"""The first commands of an order are numbered order + n × this, its last one as the order."""

MOST_PARTS = 5
_ADMIN = {True: "14", False: "0"}


def say(
    order: Order, now: datetime, dialect: Dialect = "attendance", *, clock_text: bool = False
) -> tuple[Command, ...]:
    """Write an order, nothing when this firmware has no words for it or a value does not fit.

    Some orders take several commands; the last has the order's own number and is answered last.
    `now` is the terminal's own time, for `set_time`; `clock_text`: it reads text, not a counter.
    """
    if order.kind == "set_time" and clock_text:
        return (Command(number=order.number, text=f"SET OPTION DateTime={show_local(now)}"),)
    words = _WORDS[dialect].get(order.kind)
    try:
        *parts, last = words(order, now) if words else [""]
    except ValueError:
        return ()
    before = (Command(number=order.number + n * PART, text=one) for n, one in enumerate(parts, 1))
    return (*before, Command(number=order.number, text=last)) if last else ()


def part_of(number: int) -> tuple[int, bool]:
    """The order a command belongs to, and whether it is only one of its parts."""
    return number % PART, number >= PART


def update_user(user: User) -> str:
    """Command text that adds or changes a person; raises ValueError for tabs and line breaks."""
    fields = {"PIN": user.code, "Name": user.name, "Pri": _ADMIN[user.admin], "Passwd": ""}
    return "DATA UPDATE USERINFO " + _fields({**fields, "Card": user.card, "Grp": "1", "TZ": ""})


def delete_user(code: str) -> str:
    """Command text that removes a person with all templates."""
    return "DATA DELETE USERINFO " + _fields({"PIN": code})


def query_punches(start: str, end: str) -> str:
    """Command text that asks for stored punches between two local times; they come as uploads."""
    return "DATA QUERY ATTLOG " + _fields({"StartTime": start, "EndTime": end})


def _access_put(user: User) -> list[str]:
    """A person, and the right to pass the first door at any time."""
    fields = {"CardNo": user.card, "Pin": user.code, "Password": "", "Group": "1"}
    rest = {"StartTime": "0", "EndTime": "0", "Name": user.name, "Privilege": _ADMIN[user.admin]}
    right = {"Pin": user.code, "AuthorizeTimezoneId": "1", "AuthorizeDoorId": "1"}
    return [
        "DATA UPDATE user " + _fields({**fields, **rest}),
        "DATA UPDATE userauthorize " + _fields(right),
    ]


def _access_delete(user: User) -> list[str]:
    """A person with everything that hangs on him, himself last: this firmware cascades nothing."""
    tables = ("userauthorize", "templatev10", "biodata", "biophoto", "user")
    return [f"DATA DELETE {table} " + _fields({"Pin": user.code}) for table in tables]


def _of(order: Order) -> User:
    """Whom an order is about; raises ValueError when it names nobody."""
    if order.user is None or not order.user.code:
        raise ValueError("the order names nobody")
    return order.user


def _fields(fields: Mapping[str, str]) -> str:
    for key, value in fields.items():
        if not text.printable(value):
            raise ValueError(f"{key} may have no tab, line break or control character")
    return "\t".join(f"{key}={value}" for key, value in fields.items())


_Words = Callable[[Order, datetime], list[str]]
_ATTENDANCE: Mapping[OrderKind, _Words] = {
    "set_time": lambda _, now: [f"SET OPTION DateTime={adms_time.packed(now)}"],
    "put_user": lambda order, _: [update_user(_of(order))],
    "delete_user": lambda order, _: [delete_user(_of(order).code)],
    "read_users": lambda *_: ["DATA QUERY USERINFO"],
    "read_log": lambda order, _: [query_punches(order.low, order.high)],
    "reboot": lambda *_: ["REBOOT"],
    "clear_log": lambda *_: ["CLEAR LOG"],
}
_ACCESS: Mapping[OrderKind, _Words] = {
    "set_time": lambda _, now: [f"SET OPTIONS DateTime={adms_time.packed(now)}"],
    "put_user": lambda order, _: _access_put(_of(order)),
    "delete_user": lambda order, _: _access_delete(_of(order)),
    "read_users": lambda *_: ["DATA QUERY tablename=user,fielddesc=*,filter=*"],
    "read_log": lambda *_: ["DATA QUERY tablename=transaction,fielddesc=*,filter=*"],
    "reboot": lambda *_: ["CONTROL DEVICE 03000000"],
    "clear_log": lambda *_: ["DATA DELETE transaction *"],
}
_WORDS: Mapping[Dialect, Mapping[OrderKind, _Words]] = {
    "attendance": _ATTENDANCE,
    "access": _ACCESS,
}
