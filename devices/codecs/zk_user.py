"""ZK user lists: records of 28 bytes (old) and 72 bytes (TFT), names in UTF-8 or GBK."""

from struct import Struct

from devices.codecs import text
from devices.driver import User
from devices.errors import Unsupported, WireError

PREFIX = Struct("<I")
_ROW_28 = Struct("<HB5s8sIxBHI")
_ROW_72 = Struct("<HB8s24sIx7sx24s")
_ADMIN = 14


def decode_list(buffer: bytes, count: int) -> tuple[User, ...]:
    """Read a user buffer (uint32 byte count, records); blank rows are not users.

    Passwords and templates are left where they are. Raises WireError or Unsupported.
    """
    if len(buffer) < PREFIX.size:
        raise WireError(f"the user list has {len(buffer)} bytes, not even its size field")
    body = buffer[PREFIX.size :]
    if PREFIX.unpack_from(buffer)[0] != len(body):
        raise WireError("the user list is shorter or longer than it announces")
    size = _size(len(body), count)
    rows = (body[at : at + size] for at in range(0, len(body), size))
    return tuple(user for user in map(_decode, rows) if user.code)


def encode(user: User, size: int = 72, encoding: str = "utf-8") -> bytes:
    """Lay one user out, as a terminal stores it."""
    slot, role, card = user.slot or 0, _ADMIN if user.admin else 0, int(user.card or 0)
    if size == 28:
        name = text.fit(user.name, 8, encoding)
        return _ROW_28.pack(slot, role, b"", name, card, 0, 0, int(user.code or 0))
    name, code = text.fit(user.name, 24, encoding), text.fit(user.code, 24, encoding)
    return _ROW_72.pack(slot, role, b"", name, card, b"", code)


def _size(total: int, count: int) -> int:
    sizes = [size for size in (28, 72) if total % size == 0]
    counted = [size for size in sizes if total == size * count]
    if counted or len(sizes) == 1:
        return (counted or sizes)[0]
    raise Unsupported(f"a user list of {total} bytes for {count} users has no known record size")


def _decode(row: bytes) -> User:
    if len(row) == 28:
        slot, role, _, name, card, _, _, number = _ROW_28.unpack(row)
        code = str(number) if number else ""
    else:
        slot, role, _, name, card, _, raw = _ROW_72.unpack(row)
        code = text.decode(text.until_nul(raw)).text
    return User(
        code=code,
        name=text.decode(text.until_nul(name)).text.strip(),
        card=str(card) if card else "",
        slot=slot,
        admin=role == _ADMIN,
    )
