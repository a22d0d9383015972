"""People on a ZK terminal: put, delete, delete templates; each is read back (ZK 1.4, 1.10/23)."""

from struct import Struct

from devices.codecs import zk_user
from devices.codecs.zk_code import Code
from devices.codecs.zk_user import CodePage, Row
from devices.driver import User
from devices.errors import Refused
from devices.protocols.zk import ZkSession

_FINGERS = range(10)
_SLOT = Struct("<H")
_FINGER = Struct("<Hb")
_OLD = {"8A", "8B", "16"}


def put_user(link: ZkSession, user: User) -> Row:
    """Write a person, new or changed, and return her row as the terminal shows it.

    Role, card, password and group that are there stay unless the person brings one. Raises
    zk_user.Unwritable before anything is sent, Refused when the terminal shows something else.
    """
    rows = link.user_rows()
    size = rows[0].size if rows else 28 if link.layout in _OLD else 72
    wanted = zk_user.written(user, rows, size=size, page=page_of(link, rows))
    if wanted not in rows:
        link.order(Code.USER_WRQ, wanted.encode())
        link.ask(Code.REFRESHDATA)
    shown = _find(link, user.code)
    if shown is None or _told(shown) != _told(wanted):
        raise Refused(f"{user.code} was written and is shown as {shown and shown.user}")
    return shown


def delete_user(link: ZkSession, code: str) -> bool:
    """Delete a person with her templates; False when she was not there. Raises Refused."""
    row = _find(link, code)
    if row is None:
        return False
    link.order(Code.DELETE_USER, _SLOT.pack(row.slot))
    link.ask(Code.REFRESHDATA)
    if _find(link, code) is not None:
        raise Refused(f"{code} was deleted and is still listed")
    return True


def delete_templates(link: ZkSession, code: str) -> int | None:
    """Delete a person's fingers and keep her; returns how many are gone, None without her.

    A terminal says no for a finger it does not have, so only its counts tell. Raises Refused
    where the model does not know the command.
    """
    row = _find(link, code)
    if row is None:
        return None
    before = link.sizes().fingers
    said = [
        link.request(Code.DELETE_USERTEMP, _FINGER.pack(row.slot, finger)).command
        for finger in _FINGERS
    ]
    if not {Code.ACK_OK, Code.ACK_ERROR} & set(said):
        raise Refused("this model does not delete single templates: delete the user instead")
    link.ask(Code.REFRESHDATA)
    return before - link.sizes().fingers


def page_of(link: ZkSession, rows: tuple[Row, ...]) -> CodePage:
    """The code page to write names in: as set, as the terminal's names are, else UTF-8."""
    return "gbk" if link.settings.gbk_names else zk_user.code_page(rows) or "utf-8"


def _find(link: ZkSession, code: str) -> Row | None:
    return next((row for row in link.user_rows() if row.code == code), None)


def _told(row: Row) -> tuple[object, ...]:
    return row.slot, row.role, row.name, row.card
