"""What people ordered, carried out on a ZK terminal between two spells of listening."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from devices import zk_people
from devices.clock import show_local
from devices.codecs.zk_code import Code
from devices.codecs.zk_user import Unwritable
from devices.driver import CommandResult, Facts, Order, OrderKind, User
from devices.errors import Refused, Unreachable, Unsupported, WireError
from devices.protocols.zk import ZkSession
from gateway.zk_clear import clear_log
from gateway.zk_desk import Desk
from gateway.zk_pull import Puller
from hr import clock, gateway, orders

_DONE, _UNFIT, _REFUSED, _UNKNOWN = 0, -1, int(Code.ACK_ERROR), int(Code.ACK_UNKNOWN)
"""Result codes: the terminal's own (devices.md 1.3), and -1 where we did not even ask it."""

_HALF_SECOND = timedelta(milliseconds=500)


class Restarting(Unreachable):
    """We asked for it: the terminal is gone for a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What carrying out an order needs."""

    link: ZkSession
    desk: Desk
    puller: Puller
    facts: Facts


def carry_out(tools: Tools, order: Order) -> None:
    """Do one order and settle it; a lost connection leaves it open, to be done again.

    Raises Restarting after a reboot, and whatever the connection dies of.
    """
    try:
        code, words = _DONE, _HANDLERS[order.kind](tools, order)
    except Unwritable as wrong:
        code, words = _UNFIT, str(wrong)
    except Unsupported as unknown:
        code, words = _UNKNOWN, str(unknown)
    except (Refused, WireError) as refused:
        if not tools.link.socket.alive:
            raise
        code, words = _REFUSED, str(refused)
    result = CommandResult(command_id=str(order.number), code=code, command=words)
    tools.desk.ask(lambda: orders.settle(tools.desk.to, [result]))
    if order.kind == "reboot" and code == _DONE:
        raise Restarting("the terminal restarts on our order")


def _set_time(tools: Tools, _: Order) -> str:
    here = clock.now().astimezone(ZoneInfo(tools.desk.to.zone)) + _HALF_SECOND
    local = show_local(here)
    before = tools.link.time()
    tools.link.set_time(local)
    return f"set to {local}, was {before}"


def _put_user(tools: Tools, order: Order) -> str:
    user = _user(order)
    row = zk_people.put_user(tools.link, user)
    shown = row.user
    cut = f", cut from {user.name}" if user.name and shown.name != user.name else ""
    return f"slot {row.slot}, shown as {shown.name or shown.code}{cut}"


def _delete_user(tools: Tools, order: Order) -> str:
    was_there = zk_people.delete_user(tools.link, _user(order).code)
    return "deleted, no longer listed" if was_there else "was not on the terminal"


def _delete_templates(tools: Tools, order: Order) -> str:
    gone = zk_people.delete_templates(tools.link, _user(order).code)
    return "was not on the terminal" if gone is None else f"{gone} templates are gone"


def _read_users(tools: Tools, _: Order) -> str:
    users = tools.link.users()
    tools.desk.ask(lambda: gateway.users_seen(tools.desk.to, users))
    return f"{len(users)} users"


def _read_log(tools: Tools, _: Order) -> str:
    log = tools.puller.pull(tools.link, tools.facts)
    return f"{log.count} records read and compared"


def _reboot(tools: Tools, _: Order) -> str:
    tools.link.order(Code.RESTART)
    return "restarting"


def _clear_log(tools: Tools, _: Order) -> str:
    return clear_log(tools.link, tools.desk, tools.puller, tools.facts)


def _user(order: Order) -> User:
    if order.user is None:
        raise Unwritable("the order names nobody")
    return order.user


_HANDLERS: Mapping[OrderKind, Callable[[Tools, Order], str]] = {
    "set_time": _set_time,
    "put_user": _put_user,
    "delete_user": _delete_user,
    "delete_templates": _delete_templates,
    "read_users": _read_users,
    "read_log": _read_log,
    "reboot": _reboot,
    "clear_log": _clear_log,
}
