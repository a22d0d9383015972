"""ZK user lists: records of 28 bytes (old) and 72 bytes (TFT), names in UTF-8 or GBK (ZK 1.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Literal

from devices.codecs import text
from devices.driver import User
from devices.errors import Unsupported, WireError

PREFIX = Struct("<I")
SIZES = (28, 72)
CodePage = Literal["utf-8", "gbk"]
_ROW_28 = Struct("<HB5s8sIBBHI")
_ROW_72 = Struct("<HB8s24sI1s7s1s24s")
_ADMIN = 14
_MOST_SLOT = 0xFFFF
_UINT = 0xFFFFFFFF


class Unwritable(ValueError):  # noqa: N818 - the word says it
    """This person cannot stand on this terminal; the text says which value does not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record as laid out; what we do not change goes back as it came (password, group)."""

    slot: int
    role: int
    password: bytes
    name: bytes
    card: int
    group: bytes
    code: str
    size: int

    @property
    def user(self) -> User:
        """The person, without what stays on the terminal."""
        return User(
            code=self.code,
            name=text.decode(self.name).text.strip(),
            card=str(self.card) if self.card else "",
            slot=self.slot,
            admin=self.role == _ADMIN,
        )

    def encode(self) -> bytes:
        """Lay it out again."""
        if self.size == 28:
            pad, group, zone = (
                self.group[0],
                self.group[1],
                int.from_bytes(self.group[2:], "little"),
            )
            fields = (self.slot, self.role, self.password, self.name, self.card, pad, group, zone)
            return _ROW_28.pack(*fields, int(self.code or 0))
        before, group7, after = self.group[:1], self.group[1:8], self.group[8:]
        head = (self.slot, self.role, self.password, self.name, self.card)
        return _ROW_72.pack(*head, before, group7, after, self.code.encode())


def decode_list(buffer: bytes, count: int) -> tuple[User, ...]:
    """Read a user buffer (uint32 byte count, records); blank rows are not users.

    Passwords and templates are left where they are. Raises WireError or Unsupported.
    """
    return tuple(row.user for row in decode_rows(buffer, count))


def decode_rows(buffer: bytes, count: int) -> tuple[Row, ...]:
    """Read a user buffer as rows, in its order, without the blank ones."""
    if len(buffer) < PREFIX.size:
        raise WireError(f"the user list has {len(buffer)} bytes, not even its size field")
    body = buffer[PREFIX.size :]
    if PREFIX.unpack_from(buffer)[0] != len(body):
        raise WireError("the user list is shorter or longer than it announces")
    size = _size(len(body), count)
    rows = (body[at : at + size] for at in range(0, len(body), size))
    return tuple(row for row in map(_decode, rows) if row.code)


def code_page(rows: Sequence[Row]) -> CodePage | None:
    """The code page of a terminal's names; None while every name is plain ASCII."""
    votes = {"utf-8": 0, "gbk": 0}
    for row in rows:
        if not row.name.isascii():
            votes["utf-8" if _is_utf8(row.name) else "gbk"] += 1
    if not any(votes.values()):
        return None
    return "gbk" if votes["gbk"] > votes["utf-8"] else "utf-8"


def written(user: User, rows: Sequence[Row], *, size: int, page: CodePage) -> Row:
    """The row that puts a person on a terminal: her own changed, or a new one in a free slot.

    A role or card that is there stays unless the person brings one. Raises Unwritable.
    """
    _check(user, size)
    name = text.until_nul(text.fit(user.name, 8 if size == 28 else 24, page))
    known = next((row for row in rows if row.code == user.code), None)
    role, card = (known.role, known.card) if known else (0, 0)
    return Row(
        slot=known.slot if known else _free_slot(rows),
        role=_ADMIN if user.admin else role,
        password=known.password if known else b"",
        name=name or (known.name if known else b""),
        card=int(user.card or card),
        group=known.group if known else _GROUPS[size],
        code=user.code,
        size=size,
    )


def encode(user: User, size: int = 72, encoding: str = "utf-8") -> bytes:
    """Lay one user out, as a terminal stores it."""
    return Row(
        slot=user.slot or 0,
        role=_ADMIN if user.admin else 0,
        password=b"",
        name=text.fit(user.name, 8 if size == 28 else 24, encoding),
        card=int(user.card or 0),
        group=bytes(len(_GROUPS[size])),
        code=user.code,
        size=size,
    ).encode()


_GROUPS = {28: b"\x00\x01\x00\x00", 72: b"\x01" + b"1".ljust(7, b"\0") + b"\0"}
"""A new person's group 1, in what lies between card and code: pad, group, zone; 1, group, 1."""


def _check(user: User, size: int) -> None:
    if size == 28 and not (user.code.isdecimal() and user.code.isascii()):
        raise Unwritable(f"code {user.code!r}: this terminal takes numbers only")
    if size == 28 and (int(user.code) > _UINT or user.code != str(int(user.code))):
        raise Unwritable(f"code {user.code!r}: no leading zeros, {_UINT} at most")
    if not 0 < len(user.code.encode()) <= 24:
        raise Unwritable(f"code {user.code!r}: 1 to 24 bytes")
    if user.card and not (user.card.isdecimal() and user.card.isascii()):
        raise Unwritable(f"card {user.card!r}: digits only")
    if int(user.card or 0) > _UINT:
        raise Unwritable(f"card {user.card!r}: {_UINT} at most")


def _free_slot(rows: Sequence[Row]) -> int:
    """A slot after all others: who gets one that was used also gets its old 8-byte records."""
    taken = {row.slot for row in rows}
    following = max(taken, default=0) + 1
    if following <= _MOST_SLOT:
        return following
    free = next((slot for slot in range(1, _MOST_SLOT + 1) if slot not in taken), None)
    if free is None:
        raise Unwritable("every slot of the terminal is taken")
    return free


def _size(total: int, count: int) -> int:
    sizes = [size for size in SIZES if total % size == 0]
    counted = [size for size in sizes if total == size * count]
    if counted or len(sizes) == 1:
        return (counted or sizes)[0]
    raise Unsupported(f"a user list of {total} bytes for {count} users has no known record size")


def _decode(raw: bytes) -> Row:
    if len(raw) == 28:
        slot, role, password, name, card, *_, number = _ROW_28.unpack(raw)
        group, code = raw[20:24], str(number) if number else ""
    else:
        slot, role, password, name, card, *_, letters = _ROW_72.unpack(raw)
        group, code = raw[39:48], text.decode(text.until_nul(letters)).text
    return Row(
        slot=slot,
        role=role,
        password=password,
        name=text.until_nul(name),
        card=card,
        group=group,
        code=code,
        size=len(raw),
    )


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
