"""Checkpoints (c2sp.org/tlog-checkpoint): origin, size and root of the tree in a signed note."""

from dataclasses import dataclass

from rules.evidence import note
from rules.evidence.tree import Frontier
from rules.problem import Refused, refuse

ROOT_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The state of the log `origin` at `size` leaves; `root` is 32 octets."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not self.origin or "\n" in self.origin or self.size < 0 or len(self.root) != ROOT_BYTES:
            raise _malformed(self.origin)

    def text(self) -> str:
        """Return the text that is signed: three lines."""
        return f"{self.origin}\n{self.size}\n{note.encode(self.root)}\n"

    def sign(self, key: note.Key, signer: note.Sign) -> str:
        """Return the signed checkpoint; the key's name is the origin."""
        return note.sign(self.text(), key, signer).write()


def at(frontier: Frontier, origin: str) -> Checkpoint:
    """Return the checkpoint of a frontier."""
    return Checkpoint(origin=origin, size=frontier.size, root=frontier.root())


def parse(signed: str) -> tuple[Checkpoint, note.Note]:
    """Read a signed checkpoint; extension lines after the root are allowed and ignored."""
    found = note.parse(signed)
    lines = found.text.split("\n")
    if len(lines) < 4 or not plain_number(lines[1]):
        raise _malformed(lines[0])
    root = note.decode(lines[2])
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root), found


def opened(signed: str, key: note.Key, check: note.Check) -> Checkpoint:
    """Return the checkpoint if the log's key signed it, else refuse."""
    checkpoint, found = parse(signed)
    if checkpoint.origin == key.name and found.signed_by(key, check):
        return checkpoint
    raise refuse(
        "evidence.signature",
        f"检查点不是 {key.name} 签的，或已被改动",
        f"the checkpoint was not signed by {key.name} or was changed",
        where=checkpoint.origin,
    )


def plain_number(text: str) -> bool:
    """Say whether a text is a decimal number below 10^18 in its only spelling."""
    return text.isascii() and text.isdigit() and len(text) <= 18 and str(int(text)) == text


def _malformed(origin: str) -> Refused:
    return refuse(
        "evidence.checkpoint",
        f"检查点读不懂：{origin[:60]}",
        f"the checkpoint cannot be read: {origin[:60]}",
    )
